//! Slots on the wire: a shape and a value, or null.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{invalid, not_built};
use crate::dialogue::{Intent, SlotValue, Slots};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    shape: Option<String>,
    value: Option<GivenValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenValue {
    original_value: Option<String>,
    interpreted_value: String,
    resolved_values: Option<Vec<String>>,
}

/// The slots of a request; slots that the intent does not have are refused.
pub(super) fn of_request(
    given: &Map<String, Value>,
    intent: &Intent,
) -> Result<Slots, ServiceError> {
    let mut slots = Slots::empty(intent);
    for (name, value) in given {
        if intent.slot(name).is_none() {
            return Err(invalid(format!(
                "intent {} has no slot {name}",
                intent.name
            )));
        }
        slots.set(name, read(name, value)?);
    }
    Ok(slots)
}

fn read(name: &str, given: &Value) -> Result<Option<SlotValue>, ServiceError> {
    let slot: Option<Given> = serde_json::from_value(given.clone())
        .map_err(|error| invalid(format!("Invalid slot {name}: {error}")))?;
    let Some(slot) = slot else {
        return Ok(None);
    };
    match slot.shape.as_deref() {
        None | Some("Scalar") => {}
        Some(shape @ ("List" | "Composite")) => {
            return Err(not_built(&format!("slots of shape {shape}")));
        }
        Some(other) => {
            return Err(invalid(format!("Invalid shape '{other}' of slot {name}")));
        }
    }
    Ok(slot.value.map(|value| SlotValue {
        original: value
            .original_value
            .unwrap_or_else(|| value.interpreted_value.clone()),
        interpreted: value.interpreted_value,
        resolved: value.resolved_values.unwrap_or_default(),
    }))
}

/// A slot without a value is null, as the service sends it.
pub(super) fn to_value(slots: &Slots) -> Value {
    let shown = slots.iter().map(|(name, value)| {
        let shown = value.map(|value| {
            json!({
                "shape": "Scalar",
                "value": {
                    "originalValue": value.original,
                    "interpretedValue": value.interpreted,
                    "resolvedValues": value.resolved,
                },
            })
        });
        (name.to_owned(), Value::from(shown))
    });
    Value::Object(shown.collect())
}
