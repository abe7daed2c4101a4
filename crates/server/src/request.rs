//! Requests whose bodies keep to the limits.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::Sleep;

use crate::Limits;

/// A request whose body may still be on its way.
pub type Request = http::Request<RequestBody>;

/// A request's body. Reading it ends with an error once it takes too long or gets too large.
#[derive(Debug)]
pub struct RequestBody {
    incoming: Incoming,
    left: usize,
    limit: usize,
    time: Duration,
    /// Begins when the body is first waited for.
    timer: Option<Pin<Box<Sleep>>>,
}

/// Why a request's body could not be read. As a [`crate::Reply`] it is what HTTP answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is longer than the server takes.
    #[error("the request's body is longer than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// It did not arrive in time.
    #[error("the request's body did not arrive within {}", seconds(.0))]
    TooSlow(Duration),
    /// It is malformed, or the client is gone.
    #[error("the request's body is broken: {0}")]
    Broken(String),
}

fn seconds(time: &Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

/// The request with its body read to the end.
///
/// # Errors
/// When the body is too large, too slow or broken.
pub async fn read_body(request: Request) -> Result<lexdr_wire::Request, BodyError> {
    let (parts, body) = request.into_parts();
    // A client that waits for "100 Continue" is told at once, before it sends anything.
    if body.size_hint().lower() > body.left as u64 {
        return Err(BodyError::TooLarge { limit: body.limit });
    }
    let bytes = if body.is_end_stream() {
        Bytes::new()
    } else {
        body.collect().await?.to_bytes()
    };
    Ok(lexdr_wire::Request::from_parts(parts, bytes))
}

impl RequestBody {
    pub(crate) fn new(incoming: Incoming, limits: &Limits) -> Self {
        Self {
            incoming,
            left: limits.body_bytes,
            limit: limits.body_bytes,
            time: limits.body_time,
            timer: None,
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut this.incoming).poll_frame(cx) else {
            let time = this.time;
            let timer = this
                .timer
                .get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
            ready!(timer.as_mut().poll(cx));
            return Poll::Ready(Some(Err(BodyError::TooSlow(time))));
        };
        let frame = match frame.transpose() {
            Ok(frame) => frame,
            Err(error) => return Poll::Ready(Some(Err(BodyError::Broken(error.to_string())))),
        };
        let length = frame
            .as_ref()
            .and_then(Frame::data_ref)
            .map_or(0, Bytes::len);
        match this.left.checked_sub(length) {
            Some(left) => {
                this.left = left;
                Poll::Ready(frame.map(Ok))
            }
            None => Poll::Ready(Some(Err(BodyError::TooLarge { limit: this.limit }))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
