//! Door one: the AWS SDK in the same process, in virtual time.

use std::fmt;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use bytes::Bytes;
use http_body_util::BodyExt;
use lexdr_wire::{Body, ConnectTimeout, ConnectionError, Request, Response};
use tower::ServiceExt;

/// An SDK HTTP client that hands its requests to a [`tower::Service`]: a
/// [`Simulator`](crate::Simulator), or layers around one.
///
/// It does what is a connector's duty: it reads the request's body to its end, enforces the
/// SDK's read timeout, passes the connect timeout on to whoever plays the network
/// ([`ConnectTimeout`]), and turns a [`ConnectionError`] into what the SDK's own client would
/// report, so that the SDK's retries work as they do on a network. It adds no `Date` header: one that is minutes off the real
/// clock would change how the SDK retries a 403.
#[derive(Clone)]
pub struct SimHttpClient<S>(S);

impl<S> SimHttpClient<S> {
    /// A client of `service`.
    pub const fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S> fmt::Debug for SimHttpClient<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SimHttpClient")
    }
}

impl<S> HttpClient for SimHttpClient<S>
where
    S: tower::Service<Request, Response = Response, Error = ConnectionError>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let limits = Limits {
            connect: settings.connect_timeout(),
            read: settings.read_timeout(),
        };
        SharedHttpConnector::new(Connector {
            service: self.0.clone(),
            limits,
        })
    }
}

struct Connector<S> {
    service: S,
    limits: Limits,
}

/// The time limits that the SDK sets its connector.
#[derive(Debug, Clone, Copy)]
struct Limits {
    connect: Option<Duration>,
    read: Option<Duration>,
}

impl<S> fmt::Debug for Connector<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl<S> HttpConnector for Connector<S>
where
    S: tower::Service<Request, Response = Response, Error = ConnectionError>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send,
{
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = self.service.clone();
        let limits = self.limits;
        HttpConnectorFuture::new(async move {
            let request = read(request, limits).await?;
            let answer = within(limits.read, service.oneshot(request));
            let response = answer.await.map_err(connector_error)?.map(sdk_body);
            HttpResponse::try_from(response)
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The request with its body read to the end, as a real connector reads it. (A body that is only
/// looked at counts as stalled to the SDK's stalled-stream protection.)
async fn read(request: HttpRequest, limits: Limits) -> Result<Request, ConnectorError> {
    let request = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(error.into()))?;
    let (mut parts, body) = request.into_parts();
    let body: Bytes = body
        .collect()
        .await
        .map_err(ConnectorError::user)?
        .to_bytes();
    if let Some(limit) = limits.connect {
        parts.extensions.insert(ConnectTimeout(limit));
    }
    Ok(Request::from_parts(parts, body))
}

async fn within(
    limit: Option<Duration>,
    answer: impl Future<Output = Result<Response, ConnectionError>>,
) -> Result<Response, ConnectionError> {
    match limit {
        None => answer.await,
        Some(limit) => tokio::time::timeout(limit, answer)
            .await
            .unwrap_or(Err(ConnectionError::ReadTimeout)),
    }
}

fn sdk_body(body: Body) -> SdkBody {
    match body {
        Body::Full(bytes) => SdkBody::from(bytes),
        Body::Stream(stream) => SdkBody::from_body_1_x(stream),
    }
}

/// As the SDK's hyper client classifies them.
fn connector_error(error: ConnectionError) -> ConnectorError {
    match error {
        ConnectionError::Refused | ConnectionError::Dns => {
            ConnectorError::io(error.into()).never_connected()
        }
        ConnectionError::Reset => ConnectorError::io(error.into()),
        ConnectionError::ConnectTimeout => ConnectorError::timeout(error.into()).never_connected(),
        ConnectionError::ReadTimeout => ConnectorError::timeout(error.into()),
        ConnectionError::Closed => {
            ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
        }
    }
}
