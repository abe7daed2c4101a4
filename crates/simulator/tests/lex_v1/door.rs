//! The way in: the SDK's requests, and requests written by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_types::region::Region;
use bytes::Bytes;
use http_body_util::BodyExt;
use lexdr_simulator::{Clock, LexV1};
use lexdr_wire::{Call, Request, Response};
use serde_json::Value;

/// 2026-01-05, a Monday, at noon.
pub(crate) const START_S: u64 = 1_767_614_400;

/// Lex V1 of one region, with everything needed to talk to it.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    lex: Arc<LexV1>,
    requests: Arc<AtomicU64>,
}

impl Door {
    pub(crate) fn new(alias_propagation: Duration) -> Self {
        let clock = Clock::starting_at(UNIX_EPOCH + Duration::from_secs(START_S));
        let lex = LexV1::new("us-east-1", clock, alias_propagation);
        Self {
            lex: Arc::new(lex),
            requests: Arc::default(),
        }
    }

    pub(crate) fn answer(&self, request: &Request) -> Response {
        let call = Call::of(request).expect("a call of Lex V1");
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        self.lex
            .handle(&call, request, &format!("request-{number}"))
    }

    pub(crate) fn open_sessions(&self, user_prefix: &str) -> u32 {
        self.lex.open_sessions(user_prefix)
    }

    /// A request to the runtime, by hand.
    pub(crate) fn raw(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.send("runtime.lex", method, path, body)
    }

    /// A request to the model-building API, by hand.
    pub(crate) fn raw_models(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        self.send("models.lex", method, path, body)
    }

    fn send(&self, api: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("https://{api}.us-east-1.amazonaws.com{path}"))
            .body(Bytes::from(body.to_owned()))
            .expect("a request");
        let response = self.answer(&request);
        let status = response.status().as_u16();
        let bytes = response.into_body().bytes().expect("a whole body").clone();
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).expect("JSON")
        };
        (status, body)
    }

    /// One turn of a conversation with alias `ver_one` of `OrderFlowers`, as raw JSON.
    pub(crate) fn say(&self, user: &str, text: &str) -> Value {
        let path = format!("/bot/OrderFlowers/alias/ver_one/user/{user}/text");
        let body = serde_json::json!({ "inputText": text }).to_string();
        let (status, body) = self.raw("POST", &path, &body);
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) fn runtime(&self) -> aws_sdk_lexruntime::Client {
        runtime_over(self.clone())
    }

    pub(crate) fn models(&self) -> aws_sdk_lexmodelbuilding::Client {
        let config = aws_sdk_lexmodelbuilding::Config::builder()
            .behavior_version(aws_sdk_lexmodelbuilding::config::BehaviorVersion::v2026_01_12())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(credentials())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .http_client(self.clone())
            .build();
        aws_sdk_lexmodelbuilding::Client::from_conf(config)
    }
}

/// A runtime client over anything that answers HTTP.
pub(crate) fn runtime_over(door: impl HttpClient + 'static) -> aws_sdk_lexruntime::Client {
    let config = aws_sdk_lexruntime::Config::builder()
        .behavior_version(aws_sdk_lexruntime::config::BehaviorVersion::v2026_01_12())
        .region(Region::from_static("us-east-1"))
        .credentials_provider(credentials())
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .http_client(door)
        .build();
    aws_sdk_lexruntime::Client::from_conf(config)
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret", None, None, "test")
}

/// The SDK's response from a wire response.
pub(crate) fn sdk_response(response: Response) -> Result<HttpResponse, ConnectorError> {
    let bytes = response.body().bytes().cloned().unwrap_or_default();
    HttpResponse::try_from(response.map(|_| SdkBody::from(bytes)))
        .map_err(|error| ConnectorError::other(error.into(), None))
}

impl HttpClient for Door {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Door {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let door = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().expect("an HTTP/1 request");
            let (parts, body) = request.into_parts();
            let body = body
                .collect()
                .await
                .map_err(ConnectorError::user)?
                .to_bytes();
            sdk_response(door.answer(&Request::from_parts(parts, body)))
        })
    }
}
