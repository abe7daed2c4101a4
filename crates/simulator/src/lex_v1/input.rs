//! What a request carries beside its path.

use lexdr_wire::{Request, ServiceError};
use serde_json::{Map, Value};

use super::LexError;

pub(super) use crate::input::{header, queries, query};

/// The JSON object of the body; an empty body is an empty object.
pub(super) fn object(request: &Request) -> Result<Map<String, Value>, ServiceError> {
    if request.body().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(request.body())
        .map_err(|error| LexError::BadRequest.with(format!("Invalid request body: {error}")))
}
