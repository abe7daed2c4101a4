//! Slots on the wire: names and texts.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use crate::dialogue::{Intent, SlotValue, Slots};
use crate::lex_v1::LexError;

/// The slots of a request; slots that the intent does not have are refused.
pub(super) fn of_request(given: Option<&Value>, intent: &Intent) -> Result<Slots, ServiceError> {
    let mut slots = Slots::empty(intent);
    let refuse = |text: String| Err(LexError::BadRequest.with(text));
    let given = match given {
        None | Some(Value::Null) => return Ok(slots),
        Some(Value::Object(given)) => given,
        Some(other) => return refuse(format!("Invalid slots {other}")),
    };
    for (name, value) in given {
        if intent.slot(name).is_none() {
            return refuse(format!("intent {} has no slot {name}", intent.name));
        }
        match value {
            Value::Null => {}
            Value::String(value) => slots.set(name, Some(SlotValue::of_text(value))),
            other => return refuse(format!("Invalid value {other} of slot {name}")),
        }
    }
    Ok(slots)
}

pub(super) fn to_value(slots: &Slots) -> Value {
    Value::Object(to_map(slots))
}

/// A slot without a value is null, as the service sends it.
pub(super) fn to_map(slots: &Slots) -> Map<String, Value> {
    slots
        .iter()
        .map(|(name, value)| {
            let text = value.map(|value| value.interpreted.as_str());
            (name.to_owned(), Value::from(text))
        })
        .collect()
}
