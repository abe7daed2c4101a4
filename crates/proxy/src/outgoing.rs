//! Bodies on their way to the upstream.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use lexdr_server::{BodyError, RequestBody};
use lexdr_wire::Request;

/// A body that is still on its way: an extension of a [`Request`] that has an empty one. The fault
/// layer, which looks at bodies that are here, passes it by; whoever sends the request takes it.
#[derive(Clone)]
struct Streamed(Arc<Mutex<Option<RequestBody>>>);

/// The request with a body that is still on its way.
pub(crate) fn streamed(request: lexdr_server::Request) -> Request {
    let (parts, body) = request.into_parts();
    let mut request = Request::from_parts(parts, Bytes::new());
    let body = Arc::new(Mutex::new(Some(body)));
    request.extensions_mut().insert(Streamed(body));
    request
}

/// A body to send.
#[derive(Debug)]
pub(crate) enum Outgoing {
    /// All of it is here.
    Whole(Option<Bytes>),
    /// It comes from the client.
    Streamed(RequestBody),
}

/// The request with the body to send.
pub(crate) fn outgoing(request: Request) -> http::Request<Outgoing> {
    let (mut parts, body) = request.into_parts();
    let streamed = parts
        .extensions
        .remove::<Streamed>()
        .and_then(|Streamed(body)| body.lock().unwrap_or_else(PoisonError::into_inner).take());
    let body = match streamed {
        Some(body) => Outgoing::Streamed(body),
        None => Outgoing::Whole(Some(body).filter(|body| !body.is_empty())),
    };
    http::Request::from_parts(parts, body)
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        match self.get_mut() {
            Self::Whole(body) => Poll::Ready(body.take().map(|body| Ok(Frame::data(body)))),
            Self::Streamed(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_none(),
            Self::Streamed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => {
                SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64))
            }
            Self::Streamed(body) => body.size_hint(),
        }
    }
}
