//! The rows: every effect that reaches a call, in each of its forms that a client can tell apart.

use lexdr_faults::{Effect, Rule};
use serde_json::{Value, json};

use super::calls::Call;

/// A fault on the wire.
pub(super) struct Case {
    /// As rules spell it: `error NotFoundException`, `lost-answer reset`.
    pub(super) name: String,
    /// In the order in which they apply.
    pub(super) effects: Vec<Effect>,
}

/// Every fault that reaches this call, and none for comparison.
pub(super) fn of(call: Call) -> Vec<Case> {
    let mut cases = vec![Case {
        name: "(none)".to_owned(),
        effects: Vec::new(),
    }];
    for effect in known(&json!({ "effect": "?" })) {
        for (form, value) in forms(&effect, call) {
            let name = format!("{effect} {form}").trim_end().to_owned();
            if let Some(effect) = parsed(&value, call) {
                cases.push(Case {
                    name,
                    effects: vec![effect],
                });
            }
        }
    }
    if call == Call::PostText {
        // The date alone changes nothing; on a 403 it makes the SDK doubt its own clock.
        let effects = [
            json!({ "error": "AccessDenied" }),
            json!({ "clock-skew": "10m" }),
        ];
        let parsed = |value| parsed(value, call).expect("both reach any call");
        cases.push(Case {
            name: "error AccessDeniedException, clock-skew 10m".to_owned(),
            effects: effects.iter().map(parsed).collect(),
        });
    }
    cases
}

/// The words that may stand where `?` stands in a rule. Whoever writes a word that is none of
/// them is told them all.
pub(super) fn known(rule: &Value) -> Vec<String> {
    let mut rule = rule.clone();
    rule["id"] = "rule".into();
    let error = Rule::parse(&rule).expect_err("`?` is no word of rules");
    let list = error.suggestion.as_deref();
    list.and_then(|list| list.strip_prefix("known are "))
        .unwrap_or_else(|| panic!("the words are not listed: {error}"))
        .split(", ")
        .map(str::to_owned)
        .collect()
}

/// The forms of an effect, with a name each where there are several.
fn forms(effect: &str, call: Call) -> Vec<(String, Value)> {
    let with = |values: &[Value]| {
        let form = |value: &Value| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (text, json!({ effect: value }))
        };
        values.iter().map(form).collect()
    };
    let words = |rule: &Value| known(rule).into_iter().map(Value::from).collect::<Vec<_>>();
    match effect {
        // The SDK reads the errors of a service the same way in all its operations.
        "error" if !call.stands_for_its_service() => Vec::new(),
        "error" => with(&words(
            &json!({ "matches": call.matches(), "effect": { "error": "?" } }),
        )),
        "throttle" => with(&["0/s".into()]),
        // Below and above what a call of the functions may take.
        "latency" => with(&["1s".into(), "10s".into()]),
        "lost-answer" => with(&words(&json!({ "effect": { "lost-answer": "?" } }))),
        "answer" => known(&json!({ "effect": { "answer": "?" } }))
            .into_iter()
            .map(|answer| {
                let value = json!({ "answer": answer_value(&answer) });
                (answer, value)
            })
            .collect(),
        "function-error" => vec![(String::new(), json!({ "function-error": {} }))],
        "headers" => ["content-type", "x-amz-lex-session-id"]
            .into_iter()
            .filter(|name| !name.starts_with("x-amz-lex") || call == Call::PutSession)
            .map(|name| {
                (
                    format!("drop {name}"),
                    json!({ "headers": { "drop": name } }),
                )
            })
            .collect(),
        "clock-skew" => with(&["10m".into()]),
        plain => vec![(String::new(), plain.into())],
    }
}

/// A wrong answer; those that need no value are the word alone.
fn answer_value(answer: &str) -> Value {
    let value: Value = match answer {
        "message" => "We are closed.".into(),
        "intent" => "OrderPizza".into(),
        "slot" => json!({ "name": "FlowerType", "value": "roses" }),
        "slot-to-elicit" => "PickupDate".into(),
        "dialog-state" => "Failed".into(),
        "bot-version" => "7".into(),
        plain => return plain.into(),
    };
    json!({ answer: value })
}

/// The effect, unless it means nothing for the call.
fn parsed(value: &Value, call: Call) -> Option<Effect> {
    let rule = json!({ "id": "rule", "matches": call.matches(), "effect": value });
    match Rule::parse(&rule) {
        Ok(rule) => Some(rule.effect),
        Err(error) if error.problem.contains("never reaches") => None,
        Err(error) => panic!("{value} has no form in this table yet: {error}"),
    }
}
