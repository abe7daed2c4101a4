//! Access to an emulator from outside a run: to deploy a system that stays.

use std::task::{Context, Poll};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use lexdr_deploy::Clients;
use lexdr_simulator::{BoxFuture, SimHttpClient};
use lexdr_wire::{ConnectionError, Request, Response};

use super::upstream::Upstream;
use crate::RunError;
use crate::backend::is_lex;

/// Lex at one endpoint, everything else at another.
#[derive(Clone)]
struct Split {
    lex: Upstream,
    rest: Upstream,
}

impl tower::Service<Request> for Split {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match is_lex(&request) {
            true => self.lex.call(request),
            false => self.rest.call(request),
        }
    }
}

/// Clients of an emulator at `endpoint` and a Lex simulator at `lex`, once both answer.
///
/// # Errors
/// When a URL is wrong, or nothing answers there.
pub fn emulator_access<'a>(
    endpoint: &'a str,
    lex: &'a str,
) -> BoxFuture<'a, Result<Clients, RunError>> {
    Box::pin(async move {
        let split = Split {
            lex: Upstream::new(lex)?,
            rest: Upstream::new(endpoint)?,
        };
        split.rest.answers(endpoint).await?;
        split.lex.answers(lex).await?;
        // What emulators take from everybody.
        let keys = ("test".to_owned(), "test".to_owned(), None);
        Ok(access(split, keys, None))
    })
}

/// Clients of one endpoint for all services, as `lexdr serve` is, once it answers. The keys are an
/// id, a secret, and the token of a session.
///
/// # Errors
/// When the URL is wrong, or nothing answers there.
pub fn endpoint_access<'a>(
    endpoint: &'a str,
    keys: (String, String, Option<String>),
) -> BoxFuture<'a, Result<Clients, RunError>> {
    Box::pin(async move {
        let upstream = Upstream::new(endpoint)?;
        upstream.answers(endpoint).await?;
        // Without a connect timeout here, setting the others would drop the SDK's own of 3.1 s.
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_millis(3_100))
            .operation_attempt_timeout(Duration::from_secs(10))
            .operation_timeout(Duration::from_secs(30))
            .build();
        Ok(access(upstream, keys, Some(timeouts)))
    })
}

fn access<S>(
    way: S,
    (id, secret, token): (String, String, Option<String>),
    timeouts: Option<TimeoutConfig>,
) -> Clients
where
    S: tower::Service<Request, Response = Response, Error = ConnectionError>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Future: Send + 'static,
{
    let credentials = Credentials::new(id, secret, token, None, "lexdr");
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SharedHttpClient::new(SimHttpClient::new(way)))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()));
    config.set_timeout_config(timeouts);
    Clients::new(config.build(), None)
}
