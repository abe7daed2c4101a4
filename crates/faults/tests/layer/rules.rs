//! Rules as JSON: what is read, what is refused and how.

use lexdr_faults::Rule;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

fn rule(mut parts: Value) -> Value {
    parts["id"] = "r".into();
    if parts.get("effect").is_none() {
        parts["effect"] = "reset".into();
    }
    parts
}

#[test]
fn mistakes_are_told_with_their_place_and_what_would_be_right() {
    let mistakes = [
        json!([]),
        json!({ "id": "r" }),
        json!({ "effect": "reset" }),
        rule(json!({ "match": {} })),
        rule(json!({ "effect": "rest" })),
        rule(json!({ "effect": { "reset": 1 } })),
        rule(json!({ "effect": "latency" })),
        rule(json!({ "effect": { "hang": {}, "reset": {} } })),
        rule(json!({ "effect": { "latency": "5" } })),
        rule(json!({ "effect": { "latency": "-5s" } })),
        rule(json!({ "effect": { "latency": "1us" } })),
        rule(json!({ "effect": { "latency": "6M" } })),
        rule(json!({ "effect": { "latency": { "normal": {} } } })),
        rule(json!({ "effect": { "latency": { "pareto": { "median": "2s", "p99": "1s" } } } })),
        rule(json!({ "effect": { "latency": { "uniform": { "from": "2s", "to": "1s" } } } })),
        rule(json!({ "effect": { "throttle": "fast" } })),
        rule(json!({ "effect": { "throttle": { "rate": "2/s", "burst": 0 } } })),
        rule(json!({ "effect": { "answer": { "dialog-state": "Elicit-Slot" } } })),
        rule(json!({ "effect": { "answer": { "slot": { "name": "FlowerType" } } } })),
        rule(json!({ "effect": { "headers": {} } })),
        rule(json!({ "effect": { "headers": { "drop": ["a b"] } } })),
        rule(json!({ "matches": { "service": "lex_v1" } })),
        rule(json!({ "matches": { "service": ["lex", 3] } })),
        rule(json!({ "matches": { "operation": [] } })),
        rule(json!({ "matches": { "operation": "PostTxt" } })),
        rule(json!({ "matches": { "service": "dynamodb", "operation": "getItem" } })),
        rule(json!({ "matches": { "region": "US East" } })),
        rule(json!({ "matches": { "caller": "check" } })),
        rule(json!({ "when": { "probability": 1.5 } })),
        rule(json!({ "when": { "probability": "often" } })),
        rule(json!({ "when": { "every": 0 } })),
        rule(json!({ "when": { "first": -1 } })),
        rule(json!({ "when": { "window": { "from": "5m", "to": "5m" } } })),
        rule(json!({ "when": { "duty": { "on": "0s", "off": "1s" } } })),
        rule(json!({ "when": { "duty": { "on": "1s", "off": "1s", "phase": "2s" } } })),
        rule(json!({ "expires": 5 })),
    ];
    let told = mistakes.map(|value| Rule::parse(&value).unwrap_err().to_string());
    insta::assert_snapshot!(told.join("\n"));
}

#[rstest]
#[case(json!({ "matches": { "service": "dynamodb" }, "effect": { "answer": "no-message" } }), "matches.service[0]")]
#[case(json!({ "matches": { "service": "lex-v2" }, "effect": { "answer": { "bot-version": "2" } } }), "matches.service[0]")]
#[case(json!({ "matches": { "operation": "DeleteSession" }, "effect": { "answer": { "message": "x" } } }), "matches.operation[0]")]
#[case(json!({ "matches": { "operation": "GetFunction" }, "effect": { "function-error": {} } }), "matches.operation[0]")]
#[case(json!({ "matches": { "service": ["lex", "dynamodb"], "operation": "PostText" } }), "matches.service[1]")]
fn a_rule_that_could_never_fire_is_refused(#[case] parts: Value, #[case] path: &str) {
    let error = Rule::parse(&rule(parts)).unwrap_err();
    assert_eq!(error.path, path, "{error}");
    assert!(error.problem.contains("never reaches"), "{error}");
}

#[test]
fn a_rule_is_written_as_it_is_read() {
    let value = json!({
        "id": "a/1",
        "matches": {
            "service": ["lex"], "operation": ["PostText"], "region": ["us-east-1"],
            "resource": "Order*", "caller": "checker",
        },
        "when": {
            "probability": 0.25, "first": 3, "every": 2, "after": 1,
            "window": { "from": "1m", "to": "2m 500ms" },
            "duty": { "on": "5s", "off": "10s", "phase": "1s" },
        },
        "effect": { "latency": { "pareto": { "median": "200ms", "p99": "4s" } } },
        "expires": "1h",
    });
    let rule = Rule::parse(&value).unwrap();
    assert_eq!(serde_json::to_value(&rule).unwrap(), value);
}

#[rstest]
#[case(json!({ "error": "AccessDenied" }))]
#[case(json!({ "error": { "name": "Throttling", "message": "slow down" } }))]
#[case(json!({ "throttle": { "rate": "5/1m 30s", "burst": 2 } }))]
#[case(json!({ "throttle": "100/m" }))]
#[case(json!({ "latency": "0s" }))]
#[case(json!({ "latency": { "uniform": { "from": "1ms", "to": "2ms" } } }))]
#[case(json!({ "latency": { "lognormal": { "median": "1ms", "p99": "2ms" } } }))]
#[case(json!("hang"))]
#[case(json!("hang-in-body"))]
#[case(json!({ "short-body": { "after-bytes": 3 } }))]
#[case(json!("black-hole"))]
#[case(json!({ "lost-answer": "reset" }))]
#[case(json!({ "answer": "garbage" }))]
#[case(json!({ "answer": { "slot": { "name": "a", "value": "" } } }))]
#[case(json!({ "answer": { "dialog-state": "ConfirmIntent" } }))]
#[case(json!({ "function-error": {} }))]
#[case(json!({ "headers": { "drop": ["date"], "set": { "x-a": "b" } } }))]
#[case(json!({ "clock-skew": "-5m" }))]
fn every_effect_survives_a_round_trip(#[case] effect: Value) {
    let first = Rule::parse(&rule(json!({ "effect": effect }))).unwrap();
    let again: Rule = serde_json::from_str(&serde_json::to_string(&first).unwrap()).unwrap();
    assert_eq!(again, first);
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(vec![
        "",
        "5s",
        "-1s",
        "99999999999999999999s",
        "1M",
        "2/s",
        "/",
        "x/y",
        "1/0s",
        "20%",
        "NaN",
        "lex",
        "hang",
        "PostText",
        "latency",
        "uniform",
        "\u{0}",
        "us-east-1",
        "Exception",
        "**?",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let key = proptest::sample::select(vec![
        "id",
        "matches",
        "when",
        "effect",
        "expires",
        "service",
        "operation",
        "region",
        "resource",
        "caller",
        "probability",
        "first",
        "every",
        "after",
        "window",
        "from",
        "to",
        "duty",
        "on",
        "off",
        "phase",
        "error",
        "name",
        "message",
        "throttle",
        "rate",
        "burst",
        "latency",
        "constant",
        "uniform",
        "pareto",
        "median",
        "p99",
        "hang",
        "short-body",
        "after-bytes",
        "answer",
        "slot",
        "value",
        "headers",
        "drop",
        "set",
        "clock-skew",
        "x y",
    ]);
    leaf.prop_recursive(4, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..5).prop_map(|map| {
                map.into_iter()
                    .map(|(key, value)| (key.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_the_parser_panic(value in any_json()) {
        let _ = Rule::parse(&value);
    }

    /// Each part by itself under an otherwise good rule, so that it is reached.
    #[test]
    fn no_part_makes_the_parser_panic(value in any_json(), effect in any_json()) {
        for part in ["matches", "when", "expires"] {
            let _ = Rule::parse(&json!({ "id": "r", "effect": "hang", part: value }));
        }
        for name in ["error", "throttle", "latency", "short-body", "answer", "headers", "clock-skew"] {
            let parsed = Rule::parse(&json!({ "id": "r", "effect": { name: effect } }));
            if let Ok(rule) = parsed {
                let again: Rule = serde_json::from_str(&serde_json::to_string(&rule).unwrap()).unwrap();
                prop_assert_eq!(again, rule);
            }
        }
        for fault in lexdr_faults::vocabulary::specs() {
            let _ = lexdr_faults::RequestFault::parse(fault.name, &value);
        }
    }
}
