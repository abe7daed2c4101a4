//! Contexts of requests.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::dialogue::{Context, Contexts};
use crate::lex_v1::{LexError, names};

/// What V1 calls the attributes of a context.
pub(super) const ATTRIBUTES: &str = "parameters";

/// A context in a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    name: String,
    time_to_live: GivenLife,
    parameters: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenLife {
    time_to_live_in_seconds: Option<i64>,
    turns_to_live: Option<i64>,
}

/// Replaces all contexts if the request has a list; an empty list clears them.
pub(super) fn take(
    contexts: &mut Contexts,
    given: Option<&Value>,
    now_ms: i64,
) -> Result<(), ServiceError> {
    let Some(given) = given.filter(|value| !value.is_null()) else {
        return Ok(());
    };
    let list: Vec<Given> = serde_json::from_value(given.clone())
        .map_err(|error| LexError::BadRequest.with(format!("Invalid activeContexts: {error}")))?;
    let read = |given: Given| {
        names::Name::Alias.check("activeContexts.name", &given.name)?;
        let life = given.time_to_live;
        let life = (life.time_to_live_in_seconds, life.turns_to_live);
        Context::given(given.name, life, given.parameters, now_ms).map_err(super::refused)
    };
    let active: Result<Vec<Context>, _> = list.into_iter().map(read).collect();
    contexts.replace(active?).map_err(super::refused)
}
