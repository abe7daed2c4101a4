//! Contexts of requests.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::refused;
use crate::dialogue::{Context, Contexts};
use crate::lex_v2::names;

/// What V2 calls the attributes of a context.
pub(super) const ATTRIBUTES: &str = "contextAttributes";

/// A context in a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Given {
    name: String,
    time_to_live: GivenLife,
    context_attributes: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenLife {
    time_to_live_in_seconds: i64,
    turns_to_live: i64,
}

/// Replaces all contexts; an empty list clears them.
pub(super) fn take(
    contexts: &mut Contexts,
    given: Vec<Given>,
    now_ms: i64,
) -> Result<(), ServiceError> {
    let read = |given: Given| {
        check_name(&given.name)?;
        let life = given.time_to_live;
        let life = (Some(life.time_to_live_in_seconds), Some(life.turns_to_live));
        Context::given(given.name, life, given.context_attributes, now_ms).map_err(refused)
    };
    let active: Result<Vec<Context>, _> = given.into_iter().map(read).collect();
    contexts.replace(active?).map_err(refused)
}

/// `^([A-Za-z0-9]_?)+$`: letters and digits, with single underscores behind them.
fn check_name(value: &str) -> Result<(), ServiceError> {
    let member = "sessionState.activeContexts.name";
    names::length(member, value, 1, 100)?;
    let mut after_sign = false;
    for c in value.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => after_sign = true,
            '_' if after_sign => after_sign = false,
            _ => return Err(names::pattern(member, value, "^([A-Za-z0-9]_?)+$")),
        }
    }
    Ok(())
}
