//! What a handler answers.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use http_body::{Body, Frame, SizeHint};
use lexdr_wire::{ConnectionError, Response};

use crate::request::BodyError;
use crate::watch::{Ending, Watch};

/// What a handler answers. A handler that never answers leaves the client waiting.
#[derive(Debug)]
pub enum Reply {
    /// A response. Where its body fails, so does the connection, after what came before is sent.
    Response(Response),
    /// The connection is closed without an answer.
    Close,
    /// The connection is reset without an answer.
    Reset,
}

impl Reply {
    /// The answer that a service gave, or, where it gave none, what a connection that is there
    /// already can show of that. A connection that is to time out never gets its reply.
    pub async fn of(answer: Result<Response, ConnectionError>) -> Self {
        match answer {
            Ok(response) => Self::Response(response),
            Err(ConnectionError::Closed) => Self::Close,
            Err(ConnectionError::Refused | ConnectionError::Reset | ConnectionError::Dns) => {
                Self::Reset
            }
            Err(ConnectionError::ConnectTimeout | ConnectionError::ReadTimeout) => {
                std::future::pending().await
            }
        }
    }
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl From<BodyError> for Reply {
    /// 413, 408 or 400, and the connection is closed: what follows on it cannot be told apart from
    /// the rest of the body.
    fn from(error: BodyError) -> Self {
        let mut response = Response::new(format!("{error}\n").into());
        *response.status_mut() = match error {
            BodyError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            BodyError::Broken(_) => StatusCode::BAD_REQUEST,
        };
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        Self::Response(response)
    }
}

/// No answer at all; only hyper sees this.
#[derive(Debug, thiserror::Error)]
#[error("no answer")]
pub(crate) struct NoAnswer;

impl Reply {
    /// The response as hyper sends it; without one, the connection's end is set.
    pub(crate) fn deliver(self, watch: &Watch) -> Result<http::Response<ReplyBody>, NoAnswer> {
        let ending = match self {
            Self::Response(response) => {
                let (parts, body) = response.into_parts();
                let body = ReplyBody {
                    announced: parts.headers.contains_key(header::CONTENT_LENGTH),
                    body,
                    failure: None,
                    watch: watch.clone(),
                };
                return Ok(http::Response::from_parts(parts, body));
            }
            Self::Close => Ending::Close,
            Self::Reset => Ending::Reset,
        };
        watch.end_with(ending);
        Err(NoAnswer)
    }
}

/// A response's body on its way to the client.
pub(crate) struct ReplyBody {
    body: lexdr_wire::Body,
    /// Whether the response states a length of its own. It need not be the body's: a body cut
    /// short still announces the whole.
    announced: bool,
    failure: Option<ConnectionError>,
    watch: Watch,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        let this = self.get_mut();
        if this.failure.is_none() {
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Err(failure)) => {
                    this.failure = Some(failure);
                    this.watch.expect_flush();
                }
                frame => return Poll::Ready(frame),
            }
        }
        // hyper drops what it has not sent yet when a body fails. The client is to see that part.
        ready!(this.watch.poll_flushed(cx));
        let failure = this.failure.unwrap_or(ConnectionError::Closed);
        this.watch.end_with(match failure {
            ConnectionError::Reset | ConnectionError::Refused => Ending::Reset,
            _ => Ending::Close,
        });
        Poll::Ready(Some(Err(failure)))
    }

    fn is_end_stream(&self) -> bool {
        self.failure.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        if self.announced {
            SizeHint::default()
        } else {
            self.body.size_hint()
        }
    }
}

impl Drop for ReplyBody {
    fn drop(&mut self) {
        self.watch.answered();
    }
}
