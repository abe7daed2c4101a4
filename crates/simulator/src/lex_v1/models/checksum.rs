//! Checksums: a client changes only what it has seen.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use crate::lex_v1::LexError;

/// The rule of every `Put…`: none when the resource is new, the current one when it exists.
pub(super) fn check_put(
    resource: &str,
    existing: Option<&str>,
    body: &Map<String, Value>,
) -> Result<(), ServiceError> {
    match (existing, given(body)) {
        (None, Some(_)) => Err(LexError::BadRequest.with(format!(
            "{resource} does not exist. If you are trying to create {resource}, leave the checksum \
             blank."
        ))),
        (Some(_), None) => Err(LexError::PreconditionFailed.with(format!(
            "{resource} already exists. If you are trying to update {resource} you must specify \
             the checksum."
        ))),
        (Some(current), Some(given)) if current != given => Err(stale(resource)),
        _ => Ok(()),
    }
}

/// The rule of every `Create…Version`: the checksum may be left out, but not be stale.
pub(super) fn check_create_version(
    resource: &str,
    current: &str,
    body: &Map<String, Value>,
) -> Result<(), ServiceError> {
    match given(body) {
        Some(given) if given != current => Err(stale(resource)),
        _ => Ok(()),
    }
}

fn given(body: &Map<String, Value>) -> Option<&str> {
    body.get("checksum").and_then(Value::as_str)
}

fn stale(resource: &str) -> ServiceError {
    LexError::PreconditionFailed.with(format!(
        "The checksum does not match the $LATEST version of {resource}. Get its current checksum \
         and try your request again."
    ))
}
