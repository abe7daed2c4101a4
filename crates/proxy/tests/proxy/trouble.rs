//! Upstreams that fail, and clients that do.

use std::time::Duration;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use lexdr_proxy::Times;
use lexdr_server::Reply;
use rstest::rstest;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::support::{Running, always, get_item, listen, table};

/// What the SDK makes of the answer, after all retries that it may make.
async fn failure(proxy: &Running) -> (u16, String, String) {
    let error = proxy
        .dynamodb(|setting| setting)
        .get_item()
        .table_name("lexDR")
        .key(
            "connectRegion",
            aws_sdk_dynamodb::types::AttributeValue::S("us-east-1".to_owned()),
        )
        .send()
        .await
        .unwrap_err();
    let status = error.raw_response().unwrap().status().as_u16();
    let code = error.code().unwrap().to_owned();
    let message = error.message().unwrap().to_owned();
    (status, code, message)
}

/// An address at which nothing listens.
async fn nowhere() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

#[tokio::test]
async fn an_upstream_that_is_down_is_named_with_what_to_do() {
    let upstream = nowhere().await;
    let proxy = Running::to(upstream).await;
    let (status, code, message) = failure(&proxy).await;
    assert_eq!((status, code.as_str()), (502, "UpstreamUnavailable"));
    let expected = format!("http://{upstream} refused the connection; start what should listen");
    assert!(message.contains(&expected), "{message}");
    let told = proxy.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["event"], "upstream-failed");
    assert_eq!(told[0]["service"], "dynamodb");
    let health = proxy.health().await;
    assert_eq!(health["upstream_failed"], 1);
    assert_eq!(health["faults_fired"], 0);
}

#[rstest]
#[case::closes(|| Reply::Close)]
#[case::resets(|| Reply::Reset)]
#[tokio::test]
async fn an_upstream_that_does_not_answer_is_502(#[case] reply: fn() -> Reply) {
    let upstream = listen(always(reply)).await;
    let proxy = Running::to(upstream).await;
    let (status, code, message) = failure(&proxy).await;
    assert_eq!((status, code.as_str()), (502, "UpstreamUnavailable"));
    assert!(message.contains("before its answer"), "{message}");
}

#[tokio::test]
async fn an_upstream_that_takes_too_long_is_504() {
    let upstream = listen(|_, _| std::future::pending::<Reply>()).await;
    let proxy = Running::with(upstream, |options| {
        options.times = Times {
            answer: Duration::from_millis(100),
            ..Times::USUAL
        };
    })
    .await;
    let (status, code, message) = failure(&proxy).await;
    assert_eq!((status, code.as_str()), (504, "UpstreamTimeout"));
    assert!(message.contains("did not answer within 0.1 s"), "{message}");
    assert_eq!(proxy.health().await["upstream_failed"], 1);
}

#[tokio::test]
async fn services_that_lexdr_does_not_know_get_an_error_too() {
    let proxy = Running::to(nowhere().await).await;
    let answer = proxy
        .raw(b"GET /bucket/key HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n")
        .await;
    assert!(answer.starts_with("HTTP/1.1 502 "), "{answer}");
    assert!(
        answer.contains("x-amzn-errortype: UpstreamUnavailable"),
        "{answer}"
    );
}

#[tokio::test]
async fn a_client_that_breaks_off_is_no_failure_of_the_upstream() {
    let (upstream, seen) = table().await;
    let proxy = Running::to(upstream).await;
    let mut stream = proxy.connect().await;
    let request = get_item("h");
    stream
        .write_all(&request.as_bytes()[..request.len() - 5])
        .await
        .unwrap();
    drop(stream);
    // The next one is served, and tells that the first has been dealt with.
    let request = get_item("h").replace("\r\nhost", "\r\nconnection: close\r\nhost");
    let answer = proxy.raw(request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(seen.count(), 1);
    assert_eq!(proxy.health().await["upstream_failed"], 0);
    assert!(proxy.told().is_empty(), "{:?}", proxy.told());
}
