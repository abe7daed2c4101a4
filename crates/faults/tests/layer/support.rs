//! A fake service behind the layer, requests as the SDKs send them, and a look at the answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use lexdr_faults::{CallerKind, FaultLayer, Faults, Rule};
use lexdr_wire::{Body, Call, ConnectionError, Request, Response};
use serde_json::{Value, json};
use tower::{Layer, ServiceExt};

/// The layer, and how often the service behind it has acted.
pub(crate) struct World {
    pub(crate) faults: Faults,
    acted: Arc<AtomicUsize>,
}

impl World {
    /// The checker's keys begin with `CHECK`, the customers' with `CUST`, the operator's with `OPER`.
    pub(crate) fn new(seed: u64) -> Self {
        let classify = |call: &Call| match call.access_key_id.as_deref().unwrap_or_default() {
            key if key.starts_with("CHECK") => CallerKind::Checker,
            key if key.starts_with("CUST") => CallerKind::Customer,
            key if key.starts_with("OPER") => CallerKind::Operator,
            _ => CallerKind::Other,
        };
        let epoch = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let faults = Faults::builder()
            .seed(seed)
            .classify(classify)
            .epoch(epoch)
            .build();
        Self {
            faults,
            acted: Arc::default(),
        }
    }

    /// With one rule named `rule`.
    pub(crate) fn with(rule: Value) -> Self {
        let world = Self::new(1);
        world.add("rule", rule);
        world
    }

    pub(crate) fn add(&self, id: &str, mut rule: Value) {
        rule["id"] = id.into();
        self.faults.add(Rule::parse(&rule).unwrap()).unwrap();
    }

    pub(crate) fn acted(&self) -> usize {
        self.acted.load(Ordering::Relaxed)
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Response, ConnectionError> {
        let acted = self.acted.clone();
        let service = tower::service_fn(move |request: Request| {
            acted.fetch_add(1, Ordering::Relaxed);
            async move { Ok::<_, ConnectionError>(answer(&request)) }
        });
        FaultLayer::new(self.faults.clone())
            .layer(service)
            .oneshot(request)
            .await
    }

    /// Whether the next call is answered by the service itself.
    pub(crate) async fn passes(&self, request: Request) -> bool {
        let before = self.acted();
        let answered = self
            .send(request)
            .await
            .is_ok_and(|answer| answer.status() == 200);
        answered && self.acted() == before + 1
    }
}

/// What the service answers, by operation.
fn answer(request: &Request) -> Response {
    let call = Call::of(request);
    let operation = call.map(|call| call.operation).unwrap_or_default();
    let builder = http::Response::builder();
    let (builder, body) = match operation.as_str() {
        "PostText" => (
            builder.header("content-type", "application/json"),
            post_text_answer().to_string(),
        ),
        "RecognizeText" => (
            builder.header("content-type", "application/json"),
            recognize_answer().to_string(),
        ),
        "PutSession" => (
            builder
                .header("content-type", "audio/mpeg")
                .header("x-amz-lex-session-id", "s-1")
                .header("x-amz-lex-dialog-state", "ElicitIntent"),
            String::new(),
        ),
        "PostContent" => (
            builder
                .header("content-type", "text/plain;charset=utf-8")
                .header(
                    "x-amz-lex-message",
                    "What type of flowers would you like to order?",
                )
                .header("x-amz-lex-message-format", "PlainText")
                .header("x-amz-lex-dialog-state", "ElicitSlot")
                // {"FlowerType":null}
                .header("x-amz-lex-slots", "eyJGbG93ZXJUeXBlIjpudWxsfQ=="),
            "What type of flowers would you like to order?".to_owned(),
        ),
        _ => (builder, r#"{"Item":{}}"#.to_owned()),
    };
    let length = body.len();
    builder
        .header("content-length", length)
        .body(Body::from(body))
        .unwrap()
}

pub(crate) fn post_text_answer() -> Value {
    json!({
        "intentName": "OrderFlowers",
        "slots": { "FlowerType": null, "PickupDate": null },
        "message": "What type of flowers would you like to order?",
        "messageFormat": "PlainText",
        "dialogState": "ElicitSlot",
        "slotToElicit": "FlowerType",
        "botVersion": "1",
    })
}

pub(crate) fn recognize_answer() -> Value {
    let intent =
        json!({ "name": "OrderFlowers", "slots": { "FlowerType": null }, "state": "InProgress" });
    json!({
        "messages": [{ "content": "What type of flowers would you like to order?", "contentType": "PlainText" }],
        "sessionState": {
            "dialogAction": { "type": "ElicitSlot", "slotToElicit": "FlowerType" },
            "intent": intent,
        },
        "interpretations": [{ "intent": intent }, { "intent": { "name": "FallbackIntent" } }],
        "sessionId": "s-1",
    })
}

fn request(method: &str, uri: String, key: &str) -> http::request::Builder {
    http::Request::builder().method(method).uri(uri).header(
        "authorization",
        format!("AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0"),
    )
}

fn lex(region: &str, key: &str, last: &str) -> Request {
    let uri = format!(
        "https://runtime.lex.{region}.amazonaws.com/bot/OrderFlowers/alias/ver_one/user/u-1/{last}"
    );
    request("POST", uri, key)
        .body(Bytes::from_static(b"{}"))
        .unwrap()
}

pub(crate) fn post_text() -> Request {
    lex("us-east-1", "CHECK1", "text")
}

pub(crate) fn post_text_in(region: &str) -> Request {
    lex(region, "CHECK1", "text")
}

pub(crate) fn post_text_by(key: &str) -> Request {
    lex("us-east-1", key, "text")
}

pub(crate) fn put_session() -> Request {
    lex("us-east-1", "CHECK1", "session")
}

pub(crate) fn post_content() -> Request {
    lex("us-east-1", "CHECK1", "content")
}

pub(crate) fn recognize_text() -> Request {
    let uri = "https://runtime-v2-lex.us-east-1.amazonaws.com/bots/ABCDEFGHIJ/botAliases/\
               TSTALIASID/botLocales/en_US/sessions/s-1/text";
    request("POST", uri.to_owned(), "CHECK1")
        .body(Bytes::from_static(b"{}"))
        .unwrap()
}

pub(crate) fn dynamodb(operation: &str, table: &str) -> Request {
    let body = json!({ "TableName": table }).to_string();
    request(
        "POST",
        "https://dynamodb.us-east-1.amazonaws.com/".to_owned(),
        "CHECK1",
    )
    .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
    .body(body.into())
    .unwrap()
}

pub(crate) fn events(operation: &str) -> Request {
    request(
        "POST",
        "https://events.us-east-1.amazonaws.com/".to_owned(),
        "OPER1",
    )
    .header("x-amz-target", format!("AWSEvents.{operation}"))
    .body(Bytes::from_static(br#"{"Name":"lexHealthCheckRule"}"#))
    .unwrap()
}

pub(crate) fn iam(operation: &str) -> Request {
    request("POST", "https://iam.amazonaws.com/".to_owned(), "OPER1")
        .body(format!("Action={operation}&RoleName=lexDRRole").into())
        .unwrap()
}

pub(crate) fn invoke(function: &str, kind: Option<&str>) -> Request {
    let uri = format!(
        "https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/{function}/invocations"
    );
    let mut builder = request("POST", uri, "CUST1");
    if let Some(kind) = kind {
        builder = builder.header("x-amz-invocation-type", kind);
    }
    builder.body(Bytes::from_static(b"{}")).unwrap()
}

/// The whole body.
pub(crate) async fn bytes(response: Response) -> Bytes {
    response.into_body().collect().await.unwrap().to_bytes()
}

pub(crate) async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&bytes(response).await).unwrap()
}

pub(crate) fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// How long something takes, in milliseconds of virtual time.
pub(crate) async fn timed<T>(future: impl Future<Output = T>) -> (T, u128) {
    let start = tokio::time::Instant::now();
    let result = future.await;
    (result, start.elapsed().as_millis())
}

/// Whether something is still going on after an hour of virtual time.
pub(crate) async fn hangs<T>(future: impl Future<Output = T>) -> bool {
    tokio::time::timeout(Duration::from_secs(3_600), future)
        .await
        .is_err()
}
