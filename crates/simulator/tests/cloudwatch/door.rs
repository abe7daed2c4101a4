//! The wire of CloudWatch as SDKs other than Rust's see it, at a port that names no host.

use lexdr_simulator::{Principal, Simulator};
use lexdr_wire::{Request, Response};
use serde_json::{Value, json};
use tower::Service;

use crate::support::{Account, EPOCH_MS};

/// A request in awsJson, signed for `monitoring`.
fn json_request(account: &Account, operation: &str, body: &Value) -> Request {
    let key = account
        .simulator
        .credentials(&Principal::Operator)
        .access_key_id;
    http::Request::builder()
        .method("POST")
        .uri("http://127.0.0.1:4566/")
        .header(
            "authorization",
            format!("AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/monitoring/aws4_request"),
        )
        .header("content-type", "application/x-amz-json-1.0")
        .header(
            "x-amz-target",
            format!("GraniteServiceVersion20100801.{operation}"),
        )
        .body(body.to_string().into())
        .unwrap()
}

async fn send(account: &Account, request: Request) -> Response {
    let mut simulator: Simulator = account.simulator.clone();
    simulator.call(request).await.unwrap()
}

async fn call(account: &Account, operation: &str, body: Value) -> (u16, Value) {
    let response = send(account, json_request(account, operation, &body)).await;
    let status = response.status().as_u16();
    assert_eq!(
        response.headers()["content-type"],
        "application/x-amz-json-1.0"
    );
    let body = response.body().bytes().unwrap();
    if body.is_empty() {
        return (status, Value::Null);
    }
    (status, serde_json::from_slice(body).unwrap())
}

#[tokio::test(start_paused = true)]
async fn an_sdk_may_speak_json() {
    let account = Account::instant();
    let alarm = json!({
        "AlarmName": "lost", "Namespace": "Shop", "MetricName": "Lost", "Statistic": "Sum",
        "Period": 60, "EvaluationPeriods": 1, "Threshold": 2,
        "ComparisonOperator": "LessThanThreshold",
    });
    assert_eq!(
        call(&account, "PutMetricAlarm", alarm).await,
        (200, Value::Null)
    );
    let (status, found) = call(&account, "DescribeAlarms", json!({})).await;
    assert_eq!(status, 200);
    let found = &found["MetricAlarms"][0];
    assert_eq!(found["Threshold"], json!(2.0));
    assert_eq!(
        found["StateUpdatedTimestamp"],
        json!(EPOCH_MS as f64 / 1000.0)
    );
    let (status, error) = call(&account, "DeleteAlarms", json!({ "AlarmNames": ["none"] })).await;
    assert_eq!(status, 404);
    assert_eq!(
        error,
        json!({ "__type": "ResourceNotFound", "message": "Unknown alarm" })
    );
    let (status, error) = call(&account, "PutDashboard", json!({})).await;
    assert_eq!(
        (status, &error["__type"]),
        (501, &json!("NotImplementedException"))
    );
}

#[tokio::test(start_paused = true)]
async fn errors_have_both_names() {
    let account = Account::instant();
    let mut request = json_request(
        &account,
        "PutMetricData",
        &json!({ "Namespace": "AWS/Lex" }),
    );
    let response = send(&account, request.clone()).await;
    assert_eq!(
        response.headers()["x-amzn-query-error"],
        "InvalidParameterValue;Sender"
    );
    let body: Value = serde_json::from_slice(response.body().bytes().unwrap()).unwrap();
    assert_eq!(body["__type"], "InvalidParameterValueException");
    // The same in CBOR: a map without members.
    request.headers_mut().remove("x-amz-target");
    *request.uri_mut() =
        "http://127.0.0.1:4566/service/GraniteServiceVersion20100801/operation/PutMetricData"
            .parse()
            .unwrap();
    *request.body_mut() = vec![0xa0].into();
    let response = send(&account, request).await;
    assert_eq!(response.status().as_u16(), 400);
    assert_eq!(response.headers()["content-type"], "application/cbor");
    assert_eq!(response.headers()["smithy-protocol"], "rpc-v2-cbor");
    assert_eq!(
        response.headers()["x-amzn-query-error"],
        "MissingParameter;Sender"
    );
}
