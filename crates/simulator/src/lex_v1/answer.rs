//! What an operation answers, and how that becomes a response.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use lexdr_wire::{Response, Service, ServiceError};
use serde_json::Value;

use super::LexError;

/// The outcome of an operation.
pub(super) type Outcome = Result<Answer, ServiceError>;

/// A success: status, headers, body.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) body: Bytes,
}

impl Answer {
    /// A JSON body.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![(
                http::header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            )],
            body: Bytes::from(body.to_string()),
        }
    }

    /// No content, as deletions answer.
    pub(super) const fn no_content() -> Self {
        Self {
            status: 204,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// Adds a header; leaves it out where the value cannot be one.
    pub(super) fn header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.headers.push((HeaderName::from_static(name), value));
        }
    }
}

/// The response to an outcome.
pub(super) fn respond(outcome: Outcome, service: Service, request_id: &str) -> Response {
    match outcome {
        Ok(answer) => {
            let mut response = Response::new(answer.body.into());
            *response.status_mut() =
                http::StatusCode::from_u16(answer.status).unwrap_or(http::StatusCode::OK);
            response.headers_mut().extend(answer.headers);
            if let Ok(id) = HeaderValue::from_str(request_id) {
                response.headers_mut().insert("x-amzn-requestid", id);
            }
            response
        }
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
