//! How an outcome becomes a response.

use lexdr_wire::{Response, Service};
use serde_json::Value;

use super::LexError;

pub(super) use crate::answer::{Answer, Outcome};

/// The response to an outcome.
pub(super) fn respond(outcome: Outcome, service: Service, request_id: &str) -> Response {
    match outcome {
        Ok(answer) => answer.into_response(request_id),
        Err(error) => {
            let wordless = error.code == LexError::ResourceInUse.code();
            let members = Value::Object(error.members.clone());
            let mut response = error.into_response(service, request_id);
            // This error names what is in the way and carries no text.
            if wordless {
                *response.body_mut() = members.to_string().into();
            }
            response
        }
    }
}
