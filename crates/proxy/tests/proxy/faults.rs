//! What rules do to what passes.

use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::get_item::GetItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_admin::Lifetime;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;

use crate::support::{ITEM, LONG, Running, get_item, table, until};

async fn ask(client: &aws_sdk_dynamodb::Client) -> Result<String, SdkError<GetItemError>> {
    let key = AttributeValue::S("us-east-1".to_owned());
    let call = client
        .get_item()
        .table_name("lexDR")
        .key("connectRegion", key);
    let answer = call.send().await?;
    let item = answer.item().and_then(|item| item.get("lexRegion"));
    Ok(item.unwrap().as_s().unwrap().clone())
}

#[tokio::test]
async fn an_injected_error_is_the_services_own() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    proxy
        .add(
            r#"{ "id": "full", "matches": { "service": "dynamodb", "region": "us-west-2",
                 "operation": "GetItem", "resource": "lexDR" },
                 "effect": { "error": "ProvisionedThroughputExceeded" } }"#,
        )
        .await;
    let error = ask(&proxy.dynamodb(|s| s)).await.unwrap_err();
    let error = error.into_service_error();
    assert!(
        error.is_provisioned_throughput_exceeded_exception(),
        "{error:?}"
    );
    assert_eq!(seen.count(), 0);
    let told = proxy.told();
    let [line] = told.as_slice() else {
        panic!("{told:?}");
    };
    let fields: Vec<&str> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let all = [
        "effect",
        "event",
        "operation",
        "region",
        "rule",
        "service",
        "time",
    ];
    assert_eq!(fields.len(), all.len());
    assert!(all.iter().all(|name| fields.contains(name)), "{fields:?}");
    assert_eq!(line["event"], "fault");
    assert_eq!(line["rule"], "full");
    assert_eq!(line["effect"], "error");
    assert_eq!(line["operation"], "GetItem");
    assert_eq!(line["region"], "us-west-2");
    let health = proxy.health().await;
    assert_eq!(health["faults_fired"], 1);
    assert_eq!(health["upstream_failed"], 0);
}

#[tokio::test]
async fn other_calls_pass_and_rules_that_are_removed_are_gone() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    proxy
        .add(
            r#"[{ "id": "other-table", "matches": { "service": "dynamodb", "resource": "orders" },
                  "effect": "hang" },
                { "id": "other-region", "matches": { "region": "us-east-1" }, "effect": "reset" }]"#,
        )
        .await;
    assert_eq!(ask(&proxy.dynamodb(|s| s)).await.unwrap(), "us-east-1");
    proxy.add(r#"{ "id": "all", "effect": "reset" }"#).await;
    let error = ask(&proxy.dynamodb(|s| s)).await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)), "{error:?}");
    let (status, _) = proxy.ask("DELETE", "/_lexdr/faults/all", "").await;
    assert_eq!(status, 200);
    assert_eq!(ask(&proxy.dynamodb(|s| s)).await.unwrap(), "us-east-1");
    assert_eq!(seen.count(), 2);
}

#[tokio::test]
async fn a_hang_lasts_until_the_client_gives_up() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    proxy.add(r#"{ "id": "hang", "effect": "hang" }"#).await;
    let limit = TimeoutConfig::builder().operation_timeout(Duration::from_millis(300));
    let client = proxy.dynamodb(|s| s.timeout_config(limit.build()));
    let error = ask(&client).await.unwrap_err();
    assert!(matches!(error, SdkError::TimeoutError(_)), "{error:?}");
    assert_eq!(seen.count(), 0);
}

#[tokio::test]
async fn a_reset_is_one_on_the_wire() {
    let (upstream, _) = table().await;
    let proxy = Running::to(upstream).await;
    proxy.add(r#"{ "id": "reset", "effect": "reset" }"#).await;
    let mut stream = proxy.connect().await;
    stream
        .write_all(get_item("proxy").as_bytes())
        .await
        .unwrap();
    let mut nothing = Vec::new();
    let read = tokio::time::timeout(LONG, stream.read_to_end(&mut nothing));
    let error = read.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(nothing.is_empty());
}

#[tokio::test]
async fn a_short_body_announces_more_than_comes() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    proxy
        .add(r#"{ "id": "short", "effect": { "short-body": { "after-bytes": 7 } } }"#)
        .await;
    let answer = proxy.raw(get_item("proxy").as_bytes()).await;
    let announced = format!("content-length: {}\r\n", ITEM.len());
    assert!(answer.contains(&announced), "{answer}");
    assert!(
        answer.ends_with(&format!("\r\n\r\n{}", &ITEM[..7])),
        "{answer}"
    );
    assert_eq!(seen.count(), 1, "the upstream has acted");
    let error = ask(&proxy.dynamodb(|s| s)).await.unwrap_err();
    assert!(error.as_service_error().is_none(), "{error:?}");
    assert!(error.code().is_none(), "{error:?}");
}

#[tokio::test]
async fn latency_delays_the_true_answer() {
    let (upstream, _) = table().await;
    let proxy = Running::to(upstream).await;
    proxy
        .add(r#"{ "id": "slow", "effect": { "latency": "120ms" } }"#)
        .await;
    let begun = std::time::Instant::now();
    let mut stream = proxy.connect().await;
    stream
        .write_all(get_item("proxy").as_bytes())
        .await
        .unwrap();
    until(&mut stream, ITEM.as_bytes()).await;
    assert!(begun.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn a_rule_goes_by_itself() {
    let (upstream, _) = table().await;
    let proxy = Running::with(upstream, |options| {
        options.lifetime = Lifetime::limited(Duration::from_millis(200)).unwrap();
    })
    .await;
    proxy
        .add(r#"{ "id": "gone-soon", "effect": "reset" }"#)
        .await;
    let begun = std::time::Instant::now();
    let served = async {
        while ask(&proxy.dynamodb(|s| s)).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LONG, served)
        .await
        .expect("it expires");
    assert!(begun.elapsed() >= Duration::from_millis(150));
    let (_, listed) = proxy.ask("GET", "/_lexdr/faults", "").await;
    assert_eq!(listed.trim(), r#"{"faults":[]}"#);
}

#[tokio::test]
async fn rules_that_would_stay_too_long_are_refused() {
    let (upstream, _) = table().await;
    let proxy = Running::to(upstream).await;
    let rule = r#"{ "id": "long", "effect": "hang", "ttl": "25h" }"#;
    let (status, body) = proxy.ask("POST", "/_lexdr/faults", rule).await;
    assert_eq!(status, 400);
    assert!(body.contains("write at most 1day"), "{body}");
}

#[tokio::test]
async fn a_closed_proxy_takes_no_rules_from_strangers() {
    let (upstream, _) = table().await;
    let proxy = Running::with(upstream, |options| options.open = false).await;
    let rule = r#"{ "id": "hang", "effect": "hang" }"#;
    assert_eq!(proxy.ask("POST", "/_lexdr/faults", rule).await.0, 403);
    assert_eq!(proxy.ask("GET", "/_lexdr/faults", "").await.0, 200);
    assert_eq!(ask(&proxy.dynamodb(|s| s)).await.unwrap(), "us-east-1");
}

#[tokio::test]
async fn web_pages_from_elsewhere_are_kept_out() {
    let (upstream, _) = table().await;
    let proxy = Running::to(upstream).await;
    let answer = proxy
        .raw(
            b"DELETE /_lexdr/faults HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
              origin: https://example.com\r\n\r\n",
        )
        .await;
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
}
