//! What an operation of a Lex API answers.

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use lexdr_wire::{Response, ServiceError};
use serde_json::Value;

/// The outcome of an operation.
pub(crate) type Outcome = Result<Answer, ServiceError>;

/// A success: status, headers, body.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
}

impl Answer {
    /// A JSON body.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
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
    pub(crate) const fn no_content() -> Self {
        Self {
            status: 204,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// Adds a header; leaves it out where the value cannot be one.
    pub(crate) fn header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
            self.headers.push((HeaderName::from_static(name), value));
        }
    }

    /// The response, with the id of its request.
    pub(crate) fn into_response(self, request_id: &str) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() =
            http::StatusCode::from_u16(self.status).unwrap_or(http::StatusCode::OK);
        response.headers_mut().extend(self.headers);
        if let Ok(id) = HeaderValue::from_str(request_id) {
            response.headers_mut().insert("x-amzn-requestid", id);
        }
        response
    }
}
