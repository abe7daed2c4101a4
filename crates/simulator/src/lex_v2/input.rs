//! What a request carries beside its path.

use lexdr_wire::{Request, ServiceError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::LexV2Error;

pub(super) use crate::input::{header, queries, query};

/// The JSON object of the body; an empty body is an empty object.
pub(super) fn object(request: &Request) -> Result<Map<String, Value>, ServiceError> {
    if request.body().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(request.body()).map_err(unreadable)
}

/// Reads a shape from members of a body; what is missing or of the wrong type is a 400.
pub(super) fn read<T: DeserializeOwned>(members: &Map<String, Value>) -> Result<T, ServiceError> {
    serde_json::from_value(Value::Object(members.clone())).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> ServiceError {
    LexV2Error::Validation.with(format!("Invalid request body: {error}"))
}
