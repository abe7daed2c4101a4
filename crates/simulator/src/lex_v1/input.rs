//! What a request carries beside its path.

use lexdr_wire::{Request, ServiceError};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::LexError;

/// The JSON object of the body; an empty body is an empty object.
pub(super) fn object(request: &Request) -> Result<Map<String, Value>, ServiceError> {
    if request.body().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(request.body())
        .map_err(|error| LexError::BadRequest.with(format!("Invalid request body: {error}")))
}

/// A header's value, if it is text.
pub(super) fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

/// The first value of `key` in the query, decoded.
pub(super) fn query(request: &Request, key: &str) -> Option<String> {
    queries(request, key).into_iter().next()
}

/// Every value of `key` in the query, decoded, in order.
pub(super) fn queries(request: &Request, key: &str) -> Vec<String> {
    let pairs = request.uri().query().unwrap_or_default().split('&');
    pairs
        .filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name == key).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
        })
        .collect()
}
