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
use lexdr_simulator::{Clock, LexV2};
use lexdr_wire::{Call, Request, Response};
use serde_json::Value;

/// 2026-01-05, a Monday, at noon.
const START_S: u64 = 1_767_614_400;

/// Lex V2 of one region, with everything needed to talk to it.
#[derive(Debug, Clone)]
pub(crate) struct Door {
    lex: Arc<LexV2>,
    requests: Arc<AtomicU64>,
}

impl Door {
    pub(crate) fn new(alias_propagation: Duration) -> Self {
        let clock = Clock::starting_at(UNIX_EPOCH + Duration::from_secs(START_S));
        let lex = LexV2::new("us-east-1", "123456789012", clock, alias_propagation);
        Self {
            lex: Arc::new(lex),
            requests: Arc::default(),
        }
    }

    pub(crate) fn answer(&self, request: &Request) -> Response {
        let call = Call::of(request).expect("a call of Lex V2");
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        self.lex
            .handle(&call, request, &format!("request-{number}"))
    }

    pub(crate) fn open_sessions(&self, prefix: &str) -> u32 {
        self.lex.open_sessions(prefix)
    }

    /// A request to the runtime, by hand; the answer as text.
    pub(crate) fn text(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        self.send("runtime-v2-lex", method, path, body)
    }

    /// A request to the runtime, by hand.
    pub(crate) fn raw(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        read(self.send("runtime-v2-lex", method, path, body))
    }

    /// A request to the models API, by hand.
    pub(crate) fn models(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        read(self.send("models-v2-lex", method, path, body))
    }

    fn send(&self, api: &str, method: &str, path: &str, body: &Value) -> (u16, String) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("https://{api}.us-east-1.amazonaws.com{path}"))
            .body(Bytes::from(body))
            .expect("a request");
        let response = self.answer(&request);
        let status = response.status().as_u16();
        let bytes = response.into_body().bytes().expect("a whole body").clone();
        // Speech is no text, and nothing asks for its bytes.
        (status, String::from_utf8_lossy(&bytes).into_owned())
    }

    pub(crate) fn runtime(&self) -> aws_sdk_lexruntimev2::Client {
        let config = aws_sdk_lexruntimev2::Config::builder()
            .behavior_version(aws_sdk_lexruntimev2::config::BehaviorVersion::v2026_01_12())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new(
                "AKIDEXAMPLE",
                "secret",
                None,
                None,
                "test",
            ))
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .http_client(self.clone())
            .build();
        aws_sdk_lexruntimev2::Client::from_conf(config)
    }
}

fn read((status, text): (u16, String)) -> (u16, Value) {
    let body = if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).expect("JSON")
    };
    (status, body)
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
            let response = door.answer(&Request::from_parts(parts, body));
            let bytes = response.body().bytes().cloned().unwrap_or_default();
            HttpResponse::try_from(response.map(|_| SdkBody::from(bytes)))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}
