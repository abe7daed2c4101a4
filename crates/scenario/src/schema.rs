//! The JSON schema of scenario files, for editors.

use serde_json::{Map, Value as Json, json};

use crate::keys::{Choice, Key, Presence, SCENARIO, Table, Value};

/// What humantime reads: numbers with units.
const DURATION: &str = r"^\s*([0-9][0-9 ]*(\.[0-9 ]+)?(nanos|nsec|ns|usec|us|µs|millis|msec|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w)\s*)+$";

/// A count of checks.
const CHECKS: &str = r"^\s*[0-9]+(\.[0-9]{1,3}0*)?\s*checks?\s*$";

/// A percentage of up to three decimals; its range is the parser's to check.
const PERCENT: &str = r"^\s*[0-9]{1,3}(\.([0-9]{0,3}0*))?\s*%\s*$";

const VARIABLE: &str = "^[A-Za-z][A-Za-z0-9_]{1,99}$";

const NAME: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
const REGION_NAME: &str = "^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$";

/// The JSON schema (draft 2020-12) of scenario files.
///
/// It holds every file the parser accepts to be valid. It says nothing of what only the whole of a
/// file shows (order of steps, pairs of inject and undo); [`Scenario::parse`](crate::Scenario::parse)
/// does.
#[must_use]
pub fn schema() -> Json {
    let mut defs = Map::new();
    let mut root = object(&SCENARIO, &mut defs);
    if let Json::Object(root) = &mut root {
        root.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        root.insert("title".to_owned(), json!("lexdr scenario"));
        root.insert("$defs".to_owned(), Json::Object(defs));
    }
    root
}

fn object(table: &Table, defs: &mut Map<String, Json>) -> Json {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut dependent = Map::new();
    for key in table.keys() {
        properties.insert(key.name.to_owned(), property(key, defs));
        match key.presence {
            Presence::Required => required.push(key.name),
            Presence::With(other) => {
                dependent.insert(key.name.to_owned(), json!([other]));
            }
            Presence::Optional | Presence::Default(_) => {}
        }
    }
    let mut schema = Map::new();
    schema.insert("description".to_owned(), json!(table.about));
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    let choices: Vec<Json> = table
        .one_of()
        .iter()
        .map(|key| json!({ "required": [key] }))
        .collect();
    if !choices.is_empty() {
        schema.insert("oneOf".to_owned(), json!(choices));
    }
    if table.choice == Choice::Some {
        schema.insert("minProperties".to_owned(), json!(1));
    }
    if !dependent.is_empty() {
        schema.insert("dependentRequired".to_owned(), Json::Object(dependent));
    }
    Json::Object(schema)
}

fn property(key: &Key, defs: &mut Map<String, Json>) -> Json {
    let mut schema = value(&key.value, defs);
    if let Json::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), json!(key.about));
        if !matches!(
            key.value,
            Value::Map(_) | Value::Request(_) | Value::List { .. } | Value::Yes
        ) {
            schema.insert("examples".to_owned(), json!([scalar(key, key.example)]));
            if let Presence::Default(default) = key.presence {
                schema.insert("default".to_owned(), scalar(key, default));
            }
        }
    }
    schema
}

/// A scalar of the table as JSON: numbers and truth values are themselves, the rest is text.
fn scalar(key: &Key, text: &str) -> Json {
    match key.value {
        Value::Count | Value::Number | Value::Flag => {
            serde_json::from_str(text).unwrap_or(Json::Null)
        }
        _ => json!(text),
    }
}

fn value(value_: &Value, defs: &mut Map<String, Json>) -> Json {
    match value_ {
        Value::Name => json!({ "type": "string", "pattern": NAME, "maxLength": 80 }),
        Value::Text => json!({ "type": "string", "minLength": 1 }),
        Value::Word { words, .. } => json!({ "enum": words }),
        Value::Variable => json!({ "type": "string", "pattern": VARIABLE }),
        Value::Method => json!({ "enum": ["send_message", "put_session"] }),
        Value::Duration { .. } | Value::Timeout => json!({ "type": "string", "pattern": DURATION }),
        Value::Span { .. } => json!({
            "type": "string",
            "anyOf": [{ "pattern": DURATION }, { "pattern": CHECKS }],
        }),
        Value::Count => json!({ "type": "integer", "minimum": 1, "maximum": 1000 }),
        Value::Number => json!({ "type": "integer", "minimum": 0, "maximum": 1_000_000 }),
        Value::Percent => json!({ "type": "string", "pattern": PERCENT }),
        Value::Yes => json!({ "const": true }),
        Value::Flag => json!({ "type": "boolean" }),
        Value::Region => named_or(&["primary", "secondary", "both"]),
        Value::Route => named_or(&["primary", "secondary", "err"]),
        Value::List { of, empty } => {
            json!({ "type": "array", "items": value(of, defs), "minItems": u8::from(!empty) })
        }
        Value::Map(table) => {
            if !defs.contains_key(table.name) {
                let schema = object(table, defs);
                defs.insert(table.name.to_owned(), schema);
            }
            reference(table.name)
        }
        Value::Request(spec) => {
            defs.entry(spec.name).or_insert_with(|| spec.schema());
            reference(spec.name)
        }
    }
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn named_or(words: &[&str]) -> Json {
    json!({ "type": "string", "anyOf": [{ "enum": words }, { "pattern": REGION_NAME }] })
}
