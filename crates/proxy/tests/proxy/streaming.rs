//! Bodies that are longer than anybody should keep.

use bytes::Bytes;
use http_body_util::BodyExt;
use lexdr_server::{Reply, Request, RequestBody};
use lexdr_wire::{Body, ConnectionError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, watch};

use crate::support::{LONG, Running, listen, until, zeros};

/// A body of what comes through a channel.
struct Pieces(mpsc::Receiver<Result<Bytes, ConnectionError>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, ConnectionError>>> {
        let piece = std::task::ready!(self.0.poll_recv(cx));
        std::task::Poll::Ready(piece.map(|piece| piece.map(http_body::Frame::data)))
    }
}

/// An upstream whose one answer comes piece by piece.
async fn in_pieces() -> (
    std::net::SocketAddr,
    mpsc::Sender<Result<Bytes, ConnectionError>>,
) {
    let (pieces, body) = mpsc::channel(1);
    let body = std::sync::Arc::new(std::sync::Mutex::new(Some(body)));
    let address = listen(move |_, _: Request| {
        let body = body.lock().unwrap().take().expect("asked once");
        async move { http::Response::new(Body::Stream(Pieces(body).boxed())).into() }
    })
    .await;
    (address, pieces)
}

#[tokio::test]
async fn the_first_piece_of_an_answer_arrives_before_the_last_is_sent() {
    let (upstream, pieces) = in_pieces().await;
    let proxy = Running::to(upstream).await;
    // A rule that does not fire makes no difference.
    proxy
        .add(r#"{ "id": "idle", "effect": "hang", "when": { "after": 1000000 } }"#)
        .await;
    let mut stream = proxy.connect().await;
    let request = "GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    pieces.send(Ok(Bytes::from_static(b"first"))).await.unwrap();
    until(&mut stream, b"first").await;
    pieces.send(Ok(Bytes::from_static(b"last"))).await.unwrap();
    drop(pieces);
    let mut rest = String::new();
    let read = tokio::time::timeout(LONG, stream.read_to_string(&mut rest));
    read.await.unwrap().unwrap();
    assert!(rest.contains("last"), "{rest}");
    assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_breaks_off_here_too() {
    let (upstream, pieces) = in_pieces().await;
    let proxy = Running::to(upstream).await;
    let mut stream = proxy.connect().await;
    let request = "GET / HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    pieces.send(Ok(Bytes::from_static(b"first"))).await.unwrap();
    until(&mut stream, b"first").await;
    pieces.send(Err(ConnectionError::Closed)).await.unwrap();
    let mut rest = Vec::new();
    let read = tokio::time::timeout(LONG, stream.read_to_end(&mut rest));
    let _ = read.await.expect("the connection ends");
    let rest = String::from_utf8(rest).unwrap();
    assert!(!rest.ends_with("0\r\n\r\n"), "{rest}");
}

/// How much of a body an upstream has got.
async fn counting() -> (std::net::SocketAddr, watch::Receiver<usize>) {
    let (count, counted) = watch::channel(0);
    let address = listen(move |_, request: Request| {
        let count = count.clone();
        async move {
            let mut body: RequestBody = request.into_body();
            while let Some(Ok(frame)) = body.frame().await {
                let length = frame.data_ref().map_or(0, Bytes::len);
                count.send_modify(|count| *count += length);
            }
            Reply::from(http::Response::new(Body::from("done")))
        }
    })
    .await;
    (address, counted)
}

#[rstest::rstest]
#[case::without_rules(false, "content-length: 1048576")]
#[case::with_a_rule(true, "content-length: 1048576")]
#[case::of_unknown_length(true, "transfer-encoding: chunked")]
#[tokio::test]
async fn an_upload_reaches_the_upstream_before_its_end(#[case] rule: bool, #[case] length: &str) {
    const HALF: usize = 512 * 1024;
    let (upstream, mut counted) = counting().await;
    let proxy = Running::to(upstream).await;
    if rule {
        let rule = r#"{ "id": "other", "matches": { "service": "lambda" }, "effect": "hang" }"#;
        proxy.add(rule).await;
    }
    let chunked = length.starts_with("transfer");
    let half = |bytes: Bytes| {
        let mut sent = Vec::new();
        if chunked {
            sent.extend_from_slice(format!("{HALF:x}\r\n").as_bytes());
        }
        sent.extend_from_slice(&bytes);
        if chunked {
            sent.extend_from_slice(b"\r\n");
        }
        sent
    };
    let mut stream = proxy.connect().await;
    let head = format!("POST /upload HTTP/1.1\r\nhost: h\r\nconnection: close\r\n{length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&half(zeros(HALF))).await.unwrap();
    let arrived = counted.wait_for(|count| *count == HALF);
    tokio::time::timeout(LONG, arrived).await.unwrap().unwrap();
    stream.write_all(&half(zeros(HALF))).await.unwrap();
    if chunked {
        stream.write_all(b"0\r\n\r\n").await.unwrap();
    }
    let mut answer = String::new();
    let read = tokio::time::timeout(LONG, stream.read_to_string(&mut answer));
    read.await.unwrap().unwrap();
    assert!(answer.ends_with("done"), "{answer}");
    assert_eq!(*counted.borrow(), 2 * HALF);
}

#[tokio::test]
async fn a_long_body_is_matched_by_its_head() {
    let (upstream, counted) = counting().await;
    let proxy = Running::to(upstream).await;
    proxy
        .add(
            r#"{ "id": "text", "matches": { "operation": "PostContent" },
                  "effect": { "error": "NotFound" } }"#,
        )
        .await;
    let head = "POST /us-east-1/runtime.lex/bot/b/alias/a/user/u/content HTTP/1.1\r\nhost: h\r\n\
                connection: close\r\ncontent-length: 1048576\r\n\r\n";
    let mut stream = proxy.connect().await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let head = until(&mut stream, b"\r\n\r\n").await;
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 404 "), "{head}");
    assert!(
        head.contains("x-amzn-errortype: NotFoundException"),
        "{head}"
    );
    assert_eq!(*counted.borrow(), 0);
}
