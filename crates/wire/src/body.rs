//! Response bodies, and the ways a connection can fail to bring one.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::combinators::BoxBody;

/// Why a connection brought no (whole) response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// Nothing listens there.
    #[error("connection refused")]
    Refused,
    /// The peer reset the connection.
    #[error("connection reset by peer")]
    Reset,
    /// The peer closed the connection before the response was whole.
    #[error("connection closed before the response was complete")]
    Closed,
    /// No answer to the attempt to connect.
    #[error("connect timed out")]
    ConnectTimeout,
    /// Connected, but no byte of an answer in time.
    #[error("read timed out")]
    ReadTimeout,
    /// The host name has no address.
    #[error("name resolution failed")]
    Dns,
}

/// How long the client of a request waits for a connection: an extension of a [`crate::Request`].
///
/// In process there is no connection, so whoever plays a host that does not answer the attempt to
/// connect has to know when the client gives up and reports
/// [`ConnectionError::ConnectTimeout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectTimeout(pub std::time::Duration);

/// A response body: whole, or a stream that may stall or break.
#[derive(Debug)]
pub enum Body {
    /// All of it is here.
    Full(Bytes),
    /// It comes in pieces.
    Stream(BoxBody<Bytes, ConnectionError>),
}

impl Body {
    /// A body with nothing in it.
    #[must_use]
    pub const fn empty() -> Self {
        Self::Full(Bytes::new())
    }

    /// The bytes, if the body is whole.
    #[must_use]
    pub const fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Full(bytes) => Some(bytes),
            Self::Stream(_) => None,
        }
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self::Full(bytes.into())
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        match self.get_mut() {
            Self::Full(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Full(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Stream(stream) => Pin::new(stream).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Full(bytes) => bytes.is_empty(),
            Self::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(stream) => stream.size_hint(),
        }
    }
}
