//! What goes wrong on the way to the upstream, and what the client is told about it.

use std::error::Error;
use std::io;
use std::time::Duration;

use http::StatusCode;
use hyper_util::client::legacy;
use lexdr_server::{BodyError, Reply};
use lexdr_wire::{ConnectionError, Response, Service, ServiceError};

use crate::upstream::Upstream;

/// What goes wrong on the way to the upstream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No connection.
    Refused,
    /// No connection in time.
    ConnectTimeout(Duration),
    /// No connection, for another reason.
    Unreachable(String),
    /// No answer in time.
    AnswerTimeout(Duration),
    /// The connection ended before the answer began.
    Broken,
    /// Nothing in the request names a service.
    NoService,
    /// It could not be signed anew.
    Unsignable(String),
    /// The client failed to bring the body, which is not the upstream's fault.
    Body(BodyError),
}

impl Trouble {
    /// What the client's error means.
    pub(crate) fn of(error: &legacy::Error, connect: Duration) -> Self {
        if let Some(body) = source::<BodyError>(error) {
            return Self::Body(body.clone());
        }
        let cause = source::<io::Error>(error);
        if !error.is_connect() {
            return Self::Broken;
        }
        match cause.map(io::Error::kind) {
            Some(io::ErrorKind::ConnectionRefused) => Self::Refused,
            Some(io::ErrorKind::TimedOut) => Self::ConnectTimeout(connect),
            _ => Self::Unreachable(deepest(error)),
        }
    }

    /// Whether it counts as a failure of the upstream.
    pub(crate) const fn is_upstreams(&self) -> bool {
        !matches!(self, Self::NoService | Self::Unsignable(_) | Self::Body(_))
    }

    /// What happened, and what to do about it.
    pub(crate) fn message(&self, upstream: &Upstream) -> String {
        let told = match self {
            Self::Refused => format!(
                "{upstream} refused the connection; start what should listen there, or name \
                 another endpoint with --upstream"
            ),
            Self::ConnectTimeout(limit) => format!(
                "{upstream} did not take a connection within {} s; see that the address is right \
                 and reachable from here",
                limit.as_secs_f64()
            ),
            Self::Unreachable(problem) => format!(
                "{upstream} cannot be reached ({problem}); see that the address is right and \
                 reachable from here"
            ),
            Self::AnswerTimeout(limit) => format!(
                "{upstream} did not answer within {} s; see whether it still works",
                limit.as_secs_f64()
            ),
            Self::Broken => format!(
                "{upstream} closed the connection before its answer; see whether it still works"
            ),
            Self::NoService => {
                "no AWS service is named by path, host or signature; set an SDK's endpoint to \
                 http://HOST:PORT/runtime.lex or the like"
                    .to_owned()
            }
            Self::Unsignable(problem) => format!("the request cannot be signed anew: {problem}"),
            Self::Body(error) => error.to_string(),
        };
        format!("lexdr proxy: {told}")
    }

    /// The answer: an error that an SDK can read, of a name that no service of AWS uses.
    pub(crate) fn response(
        self,
        service: Option<Service>,
        upstream: &Upstream,
    ) -> Result<Response, ConnectionError> {
        let (status, code) = match &self {
            Self::Refused | Self::Unreachable(_) | Self::Broken => {
                (StatusCode::BAD_GATEWAY, "UpstreamUnavailable")
            }
            Self::ConnectTimeout(_) | Self::AnswerTimeout(_) => {
                (StatusCode::GATEWAY_TIMEOUT, "UpstreamTimeout")
            }
            Self::NoService => (StatusCode::NOT_FOUND, "UnknownService"),
            Self::Unsignable(_) => (StatusCode::BAD_REQUEST, "NotSignable"),
            Self::Body(error) => {
                return match Reply::from(error.clone()) {
                    Reply::Response(response) => Ok(response),
                    _ => Err(ConnectionError::Closed),
                };
            }
        };
        let message = self.message(upstream);
        let mut response = match service {
            Some(service) => {
                ServiceError::new(code, status.as_u16(), message).into_response(service, "lexdr")
            }
            None => other(code, &message),
        };
        *response.status_mut() = status;
        Ok(response)
    }
}

/// The error of a service that lexdr does not know, in the form that most SDKs read.
fn other(code: &'static str, message: &str) -> Response {
    let body = serde_json::json!({ "__type": code, "message": message });
    let mut response = Response::new(body.to_string().into());
    let headers = response.headers_mut();
    let json = http::HeaderValue::from_static("application/json");
    headers.insert(http::header::CONTENT_TYPE, json);
    let code = http::HeaderValue::from_static(code);
    headers.insert("x-amzn-errortype", code);
    response
}

/// How an answer ended that had begun.
pub(crate) fn broken_off(error: &hyper::Error) -> ConnectionError {
    match source::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionReset) => ConnectionError::Reset,
        _ => ConnectionError::Closed,
    }
}

fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| {
        (*error).source()
    })
}

fn source<'e, E: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e E> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn deepest(error: &(dyn Error + 'static)) -> String {
    chain(error).last().unwrap_or(error).to_string()
}
