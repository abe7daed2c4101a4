//! What nothing is to be done to arrives as it was sent.

use tokio::io::AsyncWriteExt;

use crate::support::{ITEM, Running, get_item, table, until};

#[tokio::test]
async fn the_sdk_gets_what_the_upstream_answers() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let answer = proxy
        .dynamodb(|setting| setting)
        .get_item()
        .table_name("lexDR")
        .key(
            "connectRegion",
            aws_sdk_dynamodb::types::AttributeValue::S("x".into()),
        )
        .send()
        .await
        .unwrap();
    let region = &answer.item().unwrap()["lexRegion"];
    assert_eq!(region.as_s().unwrap(), "us-east-1");
    let request = seen.last();
    assert_eq!(request.headers()["host"], proxy.address.to_string());
    assert_eq!(
        request.headers()["x-amz-target"],
        "DynamoDB_20120810.GetItem"
    );
    let signed = request.headers()["authorization"].to_str().unwrap();
    assert!(signed.contains("Credential=AKIATEST/"), "{signed}");
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body["TableName"], "lexDR");
    let health = proxy.health().await;
    assert_eq!(health["forwarded"], 1);
    assert_eq!(health["faults_fired"], 0);
}

#[tokio::test]
async fn path_query_and_headers_pass_byte_for_byte() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let answer = proxy
        .raw(
            b"PUT /bots/a%24b/versions/$LATEST/?x=%2F&y HTTP/1.1\r\nhost: somewhere.example\r\n\
              x-two: 1\r\nx-two: 2\r\nte: trailers\r\nconnection: close, x-hop\r\nx-hop: 1\r\n\
              content-length: 2\r\n\r\n{}",
        )
        .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("x-amzn-requestid: upstream-1\r\n"),
        "{answer}"
    );
    assert!(answer.ends_with(ITEM), "{answer}");
    let request = seen.last();
    assert_eq!(request.method(), "PUT");
    assert_eq!(request.uri(), "/bots/a%24b/versions/$LATEST/?x=%2F&y");
    assert_eq!(request.headers()["host"], "somewhere.example");
    assert_eq!(request.headers().get_all("x-two").iter().count(), 2);
    for hop in ["te", "x-hop"] {
        assert!(!request.headers().contains_key(hop), "{hop}");
    }
    assert_eq!(request.body(), "{}");
}

#[tokio::test]
async fn connections_are_kept_on_both_sides() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let mut stream = proxy.connect().await;
    for _ in 0..20 {
        stream
            .write_all(get_item("proxy").as_bytes())
            .await
            .unwrap();
        until(&mut stream, ITEM.as_bytes()).await;
    }
    assert_eq!(seen.count(), 20);
    assert_eq!(seen.connections(), 1);
}

#[tokio::test]
async fn a_request_without_a_body_has_none_at_the_upstream() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let answer = proxy
        .raw(b"GET /2015-03-31/functions HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
        .await;
    assert!(answer.ends_with(ITEM), "{answer}");
    let request = seen.last();
    assert!(request.body().is_empty());
    assert!(!request.headers().contains_key("transfer-encoding"));
}

#[tokio::test]
async fn who_waits_for_100_continue_is_told_to_go_on() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let mut stream = proxy.connect().await;
    let head = "POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    until(&mut stream, b"100 Continue\r\n\r\n").await;
    stream.write_all(b"{}").await.unwrap();
    until(&mut stream, ITEM.as_bytes()).await;
    assert_eq!(seen.last().body(), "{}");
}
