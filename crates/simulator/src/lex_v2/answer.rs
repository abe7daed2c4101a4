//! How an outcome becomes a response.

use lexdr_wire::{Response, Service};

pub(super) use crate::answer::{Answer, Outcome};

/// The response to an outcome.
pub(super) fn respond(outcome: Outcome, service: Service, request_id: &str) -> Response {
    match outcome {
        Ok(answer) => answer.into_response(request_id),
        Err(error) => error.into_response(service, request_id),
    }
}
