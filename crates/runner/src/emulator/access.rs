//! Access to an emulator from outside a run: to deploy a system that stays.

use std::task::{Context, Poll};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
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
pub async fn emulator_access(endpoint: &str, lex: &str) -> Result<Clients, RunError> {
    let split = Split {
        lex: Upstream::new(lex)?,
        rest: Upstream::new(endpoint)?,
    };
    split.rest.answers(endpoint).await?;
    split.lex.answers(lex).await?;
    // What emulators take from everybody.
    let credentials = Credentials::new("test", "test", None, None, "emulator");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(SharedHttpClient::new(SimHttpClient::new(split)))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()))
        .build();
    Ok(Clients::new(config, None))
}
