//! The parser and the JSON schema know the same keys.

use lexdr_faults::vocabulary;
use lexdr_scenario::{Scenario, schema};
use serde_json::{Value, json};

use crate::{FULL, errors, good_but};

/// Every key but the faults of single requests.
const KEYS: &[&str] = &[
    "name",
    "summary",
    "tags",
    "check",
    "every",
    "method",
    "failure-threshold",
    "recovery-threshold",
    "probes",
    "route",
    "caller",
    "order",
    "simulator",
    "alias-propagation",
    "timeline",
    "at",
    "inject",
    "alias-deleted",
    "region",
    "as",
    "brief",
    "force",
    "undo",
    "end",
    "expect",
    "flips",
    "recovers",
    "to",
    "within",
    "after",
    "callers",
    "lost-at-most",
    "never",
    "stays",
    "lex",
    "bots",
    "timeout",
    "alias-by",
    "arrivals",
    "flow",
    "lex-latency",
    "alias-repointed",
    "bot-deleted",
    "locale-disabled",
    "alias-policy-denied",
    "rule-disabled",
    "concurrency-zero",
    "environment-drift",
    "code-crashes",
    "item-missing",
    "item-corrupted",
    "table-deleted",
    "role-denied",
    "function",
    "variable",
    "value",
    "lex-region",
    "service",
    "success-rate",
    "silence-at-most",
    "wrong-region-at-most",
    "error-budget",
    "target",
    "window",
    "is",
    "checker",
    "errors-at-least",
    "errors-at-most",
    "never-times-out",
    "duration-at-most",
    "flaps-at-most",
    "writes-at-most",
    "detects",
    "phase",
    "sessions",
    "left",
];

/// All objects of the schema: the file itself and the definitions.
fn objects(schema: &Value) -> Vec<&Value> {
    std::iter::once(schema)
        .chain(schema["$defs"].as_object().unwrap().values())
        .collect()
}

#[test]
fn the_full_file_has_every_key_of_the_schema() {
    let schema = schema();
    let requests: Vec<&str> = vocabulary::specs().map(|spec| spec.name).collect();
    let mut own = schema.clone();
    own["$defs"]
        .as_object_mut()
        .unwrap()
        .retain(|name, _| !requests.contains(&name.as_str()));
    let mut keys: Vec<&str> = objects(&own)
        .iter()
        .flat_map(|object| object["properties"].as_object().unwrap().keys())
        .map(String::as_str)
        .filter(|key| !requests.contains(key) || *key == "lex-latency")
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut ours = KEYS.to_vec();
    ours.sort_unstable();
    assert_eq!(keys, ours);
    Scenario::parse("full.yaml", FULL).unwrap_or_else(|errors| panic!("{errors}"));
}

/// What the fault layer says of its faults is what files can say and editors know.
#[test]
fn every_fault_of_single_requests_is_read_and_in_the_schema() {
    let schema = schema();
    for spec in vocabulary::specs() {
        let fault = format!("{{ {}: {} }}", spec.name, spec.example);
        let text = good_but("{ alias-deleted: { region: primary } }", &fault);
        Scenario::parse("x", &text).unwrap_or_else(|errors| panic!("{fault}\n{errors}"));
        assert_eq!(schema["$defs"][spec.name], spec.schema(), "{}", spec.name);
        let reference = format!("#/$defs/{}", spec.name);
        let known = &schema["$defs"]["fault"]["properties"][spec.name]["$ref"];
        assert_eq!(known, &json!(reference));
    }
}

/// A key that the parser knew but did not read would take any value.
#[test]
fn the_parser_reads_every_key_of_the_schema() {
    for key in KEYS {
        let written = format!("{key}:");
        let places: Vec<usize> = FULL
            .match_indices(&written)
            .map(|(at, _)| at)
            .filter(|at| FULL[..*at].ends_with([' ', '\n']) || *at == 0)
            .collect();
        assert!(!places.is_empty(), "{key} is not in the full file");
        for at in places {
            // The key with a value of no right type, in place of all that follows it on its line.
            let line_end = at + FULL[at..].find('\n').unwrap();
            let open = FULL[..line_end].rfind('\n').map_or(0, |n| n + 1);
            let braces = FULL[open..at].matches('{').count();
            let text = format!(
                "{}{key}: [[0]]{}{}",
                &FULL[..at],
                " }".repeat(braces),
                &FULL[line_end..]
            );
            let shown = errors(&text);
            assert!(
                shown.contains("expected"),
                "{key}: [[0]] was read\n{text}\n{shown}"
            );
        }
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_know() {
    for object in objects(&schema()) {
        assert_eq!(object["type"], "object");
        assert_eq!(object["additionalProperties"], json!(false));
        assert!(object["description"].is_string());
        for (key, property) in object["properties"].as_object().unwrap() {
            assert!(
                property["description"].as_str().unwrap().ends_with('.'),
                "{key}"
            );
        }
    }
}

#[test]
fn every_reference_of_the_schema_leads_somewhere() {
    fn walk(value: &Value, defs: &Value, seen: &mut usize) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(reference)) = object.get("$ref") {
                    let name = reference.strip_prefix("#/$defs/").unwrap();
                    assert!(defs[name].is_object(), "{reference}");
                    *seen += 1;
                }
                object.values().for_each(|value| walk(value, defs, seen));
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, defs, seen)),
            _ => {}
        }
    }
    let (schema, mut seen) = (schema(), 0);
    walk(&schema, &schema["$defs"], &mut seen);
    assert!(seen >= 10, "{seen} references");
}

/// The defaults and examples that editors show are those the parser takes.
#[test]
fn defaults_and_examples_of_the_schema_hold() {
    let schema = schema();
    let of = |def: &str, key: &str| schema["$defs"][def]["properties"][key].clone();
    let scenario = Scenario::parse("x", FULL).unwrap();
    for (def, key) in [
        ("check", "method"),
        ("check", "timeout"),
        ("check", "alias-by"),
        ("check", "failure-threshold"),
        ("check", "recovery-threshold"),
        ("probes", "route"),
        ("probes", "caller"),
        ("probes", "order"),
        ("probes", "arrivals"),
        ("simulator", "alias-propagation"),
    ] {
        let line = FULL
            .lines()
            .find(|l| l.contains(&format!("{key}: ")))
            .unwrap();
        let from = line.find(&format!("{key}: ")).unwrap();
        let value_end = line[from..]
            .find([',', '}'])
            .map_or(line.len(), |n| from + n);
        let with = |value: &str| {
            let line_with = format!("{}{key}: {value}{}", &line[..from], &line[value_end..]);
            Scenario::parse("x", &FULL.replace(line, &line_with))
                .unwrap_or_else(|e| panic!("{key}: {value}\n{e}"))
        };
        let text = |value: Value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        };
        let default = text(of(def, key)["default"].clone());
        let example = text(of(def, key)["examples"][0].clone());
        let left_out = {
            let line_without = format!(
                "{}{}",
                &line[..from],
                line[value_end..].trim_start_matches(", ")
            );
            Scenario::parse(
                "x",
                &FULL.replace(
                    &format!("{line}\n"),
                    &if line_without.trim().is_empty() {
                        String::new()
                    } else {
                        format!("{line_without}\n")
                    },
                ),
            )
            .unwrap_or_else(|e| panic!("{key} left out\n{e}"))
        };
        assert_eq!(with(&default), left_out, "{key}");
        with(&example);
    }
    assert!(scenario.check.every.0 > 0);
}

#[test]
fn an_unknown_key_anywhere_is_an_error() {
    for line in ["name: good", "  every: 5m", "  - at: 12m", "    as: gone"] {
        let indent = line.len() - line.trim_start_matches([' ', '-']).len();
        let extra = format!("{line}\n{}zzz: 1", " ".repeat(indent));
        let text = good_but(&format!("{line}\n"), &format!("{extra}\n"));
        assert!(errors(&text).contains("unknown key `zzz`"), "{text}");
    }
}

#[test]
fn the_schema_is_this_one() {
    // Sorted, because whether a map keeps its order depends on who else links serde_json.
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!(schema()) });
}
