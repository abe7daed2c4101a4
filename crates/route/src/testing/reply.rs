//! What the other side of a connection can do.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body::Frame;
use serde_json::Value;

/// What the other side does.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answers with a status, headers and a body.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Never answers.
    Hang,
    /// Answers with a body that stalls after its first bytes.
    Stall(Vec<(&'static str, String)>),
    /// The connection breaks.
    Broken,
    /// The connect timeout of the connector.
    ConnectTimeout,
    /// Does it, later.
    After(Duration, Box<Reply>),
}

impl Reply {
    /// A JSON answer of status 200.
    #[must_use]
    pub fn json(body: &Value) -> Self {
        Self::Answer(
            200,
            vec![("content-type", "application/json".into())],
            body.to_string(),
        )
    }

    /// An error as the REST services send it.
    #[must_use]
    pub fn error(status: u16, code: &str) -> Self {
        let headers = vec![
            ("content-type", "application/json".into()),
            ("x-amzn-errortype", code.into()),
        ];
        Self::Answer(status, headers, r#"{"message":"as scripted"}"#.into())
    }

    /// An error as DynamoDB sends it.
    #[must_use]
    pub fn table_error(status: u16, code: &str) -> Self {
        let headers = vec![("content-type", "application/x-amz-json-1.0".into())];
        let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}"}}"#);
        Self::Answer(status, headers, body)
    }

    pub(super) async fn play(self) -> Result<HttpResponse, ConnectorError> {
        let (status, headers, body) = match self {
            Self::Answer(status, headers, body) => (status, headers, SdkBody::from(body)),
            Self::Hang => std::future::pending().await,
            Self::Stall(headers) => (200, headers, stalled()),
            Self::Broken => return Err(ConnectorError::io("connection reset".into())),
            Self::ConnectTimeout => {
                return Err(ConnectorError::timeout("connect timed out".into()));
            }
            Self::After(delay, reply) => {
                tokio::time::sleep(delay).await;
                return Box::pin(reply.play()).await;
            }
        };
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        let response = response
            .body(body)
            .expect("scripted status and headers are valid");
        Ok(HttpResponse::try_from(response).expect("scripted headers are text"))
    }
}

/// A body that brings one byte and then nothing for ever.
fn stalled() -> SdkBody {
    SdkBody::from_body_1_x(Stalled(Some(Bytes::from_static(b"{"))))
}

struct Stalled(Option<Bytes>);

impl http_body::Body for Stalled {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match self.0.take() {
            Some(bytes) => Poll::Ready(Some(Ok(Frame::data(bytes)))),
            None => Poll::Pending,
        }
    }
}
