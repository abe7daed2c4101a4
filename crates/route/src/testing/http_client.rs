//! An HTTP client under the real SDK.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_types::SdkConfig;

use super::{Reply, VirtualClock};
use crate::Aws;

/// A request as it went out.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// `POST`, …
    pub method: String,
    /// Host and path: `runtime.lex.us-east-1.amazonaws.com/bot/…`.
    pub target: String,
    /// The `x-amz-target` header, which names DynamoDB's operations.
    pub operation: String,
    /// The body.
    pub body: String,
}

type Script = Arc<dyn Fn(&Exchange) -> Reply + Send + Sync>;

/// An HTTP client that answers by a script and remembers what it was asked.
#[derive(Clone)]
pub struct ScriptedHttp {
    script: Script,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
}

impl ScriptedHttp {
    /// Answers as `script` says.
    pub fn new(script: impl Fn(&Exchange) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            script: Arc::new(script),
            exchanges: Arc::default(),
        }
    }

    /// What it was asked so far.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A configuration of AWS on top of it, in `us-east-1`, with made-up credentials.
    #[must_use]
    pub fn aws(&self, clock: VirtualClock) -> Aws {
        let credentials =
            Credentials::from_keys("AKIACANARY", "canary-secret", Some("canary-token".into()));
        Aws::new(
            self.config(clock)
                .credentials_provider(SharedCredentialsProvider::new(credentials))
                .build(),
        )
    }

    /// The same without any credentials.
    #[must_use]
    pub fn aws_without_credentials(&self, clock: VirtualClock) -> Aws {
        Aws::new(self.config(clock).build())
    }

    fn config(&self, clock: VirtualClock) -> aws_types::sdk_config::Builder {
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("us-east-1"))
            .http_client(SharedHttpClient::new(self.clone()))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(clock))
    }
}

impl fmt::Debug for ScriptedHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScriptedHttp")
    }
}

impl HttpClient for ScriptedHttp {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for ScriptedHttp {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let uri: http::Uri = request.uri().parse().unwrap_or_default();
        let exchange = Exchange {
            method: request.method().to_owned(),
            target: format!("{}{}", uri.host().unwrap_or_default(), uri.path()),
            operation: request
                .headers()
                .get("x-amz-target")
                .unwrap_or_default()
                .to_owned(),
            body: String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned(),
        };
        let reply = (self.script)(&exchange);
        self.exchanges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(exchange);
        HttpConnectorFuture::new(reply.play())
    }
}
