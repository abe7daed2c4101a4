//! Answers as they arrive: whole ones, and those of a broken network.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::{Running, echo, rest, until};
use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use lexdr_server::{Limits, Reply, Request, read_body};
use lexdr_wire::{Body, ConnectionError};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Sends `data`, then fails, or stays silent.
struct Partial {
    data: Option<Bytes>,
    then: Option<ConnectionError>,
}

impl http_body::Body for Partial {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        match (self.data.take(), self.then) {
            (Some(data), _) => Poll::Ready(Some(Ok(Frame::data(data)))),
            (None, Some(error)) => Poll::Ready(Some(Err(error))),
            (None, None) => Poll::Pending,
        }
    }
}

/// An answer of which the first half arrives. The path says what follows; `?length` announces the
/// whole.
async fn half(_: SocketAddr, request: Request) -> Reply {
    let then = match request.uri().path() {
        "/closed" => Some(ConnectionError::Closed),
        "/reset" => Some(ConnectionError::Reset),
        "/large" => Some(ConnectionError::Closed),
        _ => None,
    };
    let size = if request.uri().path() == "/large" {
        16 * 1024 * 1024
    } else {
        4
    };
    let data = Some(Bytes::from(vec![b'h'; size]));
    let mut response = http::Response::new(Body::Stream(Partial { data, then }.boxed()));
    if request.uri().query() == Some("length") {
        response
            .headers_mut()
            .insert("content-length", (size * 2).into());
    }
    Reply::Response(response)
}

#[tokio::test]
async fn a_connection_serves_one_request_after_another() {
    let server = Running::start(Limits::default(), echo).await;
    let mut stream = server.connect().await;
    for text in ["one", "two"] {
        let request = format!("POST / HTTP/1.1\r\ncontent-length: 3\r\n\r\n{text}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = until(&mut stream, text).await;
        assert!(answer.contains("\r\ncontent-length: 3\r\n"), "{answer}");
    }
}

#[tokio::test]
async fn a_client_that_asks_first_is_told_to_go_on() {
    let server = Running::start(Limits::default(), echo).await;
    let mut stream = server.connect().await;
    let head = "POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    until(&mut stream, "HTTP/1.1 100 Continue\r\n\r\n").await;
    stream.write_all(b"hello").await.unwrap();
    until(&mut stream, "\r\n\r\nhello").await;
}

#[tokio::test]
async fn chunks_are_put_together() {
    let server = Running::start(Limits::default(), echo).await;
    let request = b"POST / HTTP/1.1\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n\
        2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    let answer = server.answer(request).await;
    assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
}

#[tokio::test]
async fn a_body_cut_short_has_its_first_part_and_no_end() {
    let server = Running::start(Limits::default(), half).await;
    let announced = server.answer(b"GET /closed?length HTTP/1.1\r\n\r\n").await;
    assert!(
        announced.contains("\r\ncontent-length: 8\r\n"),
        "{announced}"
    );
    assert!(announced.ends_with("\r\n\r\nhhhh"), "{announced}");
    let chunked = server.answer(b"GET /closed HTTP/1.1\r\n\r\n").await;
    assert!(
        chunked.contains("\r\ntransfer-encoding: chunked\r\n"),
        "{chunked}"
    );
    assert!(
        chunked.ends_with("\r\n\r\n4\r\nhhhh\r\n"),
        "no last chunk: {chunked}"
    );
}

#[tokio::test]
async fn the_first_part_arrives_also_where_it_is_more_than_a_socket_holds() {
    let server = Running::start(Limits::default(), half).await;
    let answer = server.answer(b"GET /large?length HTTP/1.1\r\n\r\n").await;
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.len(), 16 * 1024 * 1024);
}

#[tokio::test]
async fn a_body_that_hangs_leaves_the_connection_open() {
    let server = Running::start(Limits::default(), half).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /hang?length HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    until(&mut stream, "\r\n\r\nhhhh").await;
    let more = stream.try_read(&mut [0; 1]).unwrap_err();
    assert_eq!(
        more.kind(),
        ErrorKind::WouldBlock,
        "neither an end nor a reset"
    );
}

#[tokio::test]
async fn a_reset_in_the_body_is_one() {
    let server = Running::start(Limits::default(), half).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /reset?length HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let error = stream.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[rstest]
#[case::before_the_body_is_read(false)]
#[case::after_it(true)]
#[tokio::test]
async fn no_answer_is_an_end_or_a_reset(#[case] read: bool) {
    let handler = move |_, request: Request| async move {
        let reset = request.uri().path() == "/reset";
        if read {
            read_body(request).await.unwrap();
        }
        if reset { Reply::Reset } else { Reply::Close }
    };
    let server = Running::start(Limits::default(), handler).await;
    let closed = server
        .answer(b"POST /close HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc")
        .await;
    assert_eq!(closed, "");
    let mut stream = server.connect().await;
    let request = b"POST /reset HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc";
    stream.write_all(request).await.unwrap();
    let error = stream.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn head_has_the_length_and_no_body() {
    let handler = |_, _| async { http::Response::new("hello".into()).into() };
    let server = Running::start(Limits::default(), handler).await;
    let mut stream = server.connect().await;
    stream
        .write_all(b"HEAD / HTTP/1.1\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.contains("\r\ncontent-length: 5\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}
