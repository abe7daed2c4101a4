//! Bodies that stop in the middle.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use lexdr_wire::{Body, ConnectionError, Response};
use serde::Serialize;

use crate::field::{Field, Read};

/// How much of a body arrives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Cut {
    /// So many bytes, or all but the last where the body is not longer; half of it if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_bytes: Option<u64>,
}

impl Cut {
    pub(crate) fn read(field: Option<&Field<'_>>) -> Read<Self> {
        let Some(field) = field else {
            return Ok(Self::default());
        };
        let fields = field.fields(&["after-bytes"])?;
        Ok(Self {
            after_bytes: fields.read("after-bytes", |f| f.whole(0..=u64::MAX))?,
        })
    }

    fn of(self, length: usize) -> usize {
        let wanted = self
            .after_bytes
            .map_or(length / 2, |n| usize::try_from(n).unwrap_or(length));
        wanted.min(length.saturating_sub(1))
    }
}

/// What follows the part that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing, for ever.
    Silence,
    /// The end of the connection.
    Close,
}

/// The answer with a part of its body. It still announces the whole: a client must be able to see
/// that something is missing, also where the true body is empty.
pub(crate) async fn cut(
    response: Response,
    at: Cut,
    then: Then,
) -> Result<Response, ConnectionError> {
    let (mut parts, body) = response.into_parts();
    let whole = body.collect().await?.to_bytes();
    let part = whole.slice(..at.of(whole.len()));
    parts
        .headers
        .insert(http::header::CONTENT_LENGTH, whole.len().max(1).into());
    let body = Partial {
        part: Some(part).filter(|part| !part.is_empty()),
        then,
    };
    Ok(Response::from_parts(parts, Body::Stream(body.boxed())))
}

struct Partial {
    part: Option<Bytes>,
    then: Then,
}

impl http_body::Body for Partial {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        match (self.part.take(), self.then) {
            (Some(part), _) => Poll::Ready(Some(Ok(Frame::data(part)))),
            // Nobody wakes the reader again: only its own time limit ends this.
            (None, Then::Silence) => Poll::Pending,
            (None, Then::Close) => Poll::Ready(Some(Err(ConnectionError::Closed))),
        }
    }
}
