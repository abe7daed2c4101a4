//! Clients that are slow, send too much or send rubbish, and what they cost the others.

use std::time::Duration;

use crate::client::{LONG, Running, echo, rest, until};
use lexdr_server::Limits;
use rstest::rstest;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

fn small() -> Limits {
    Limits {
        body_bytes: 1000,
        header_bytes: 8 * 1024,
        ..Limits::default()
    }
}

fn hasty() -> Limits {
    Limits {
        header_time: Duration::from_millis(50),
        body_time: Duration::from_millis(50),
        idle_time: Duration::from_millis(50),
        ..Limits::default()
    }
}

#[rstest]
#[case::no_http(b"hello\r\n\r\n", "400 Bad Request")]
#[case::tls(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400 Bad Request")]
#[case::no_uri(b"GET\r\n\r\n", "400 Bad Request")]
#[case::header_without_colon(b"GET / HTTP/1.1\r\nhost\r\n\r\n", "400 Bad Request")]
#[case::two_lengths(
    b"POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    "400 Bad Request"
)]
#[case::length_of_no_number(b"POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\n", "400 Bad Request")]
#[case::chunk_of_no_size(
    b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    "400 Bad Request"
)]
#[case::announced_too_large(
    b"POST / HTTP/1.1\r\ncontent-length: 1001\r\n\r\n",
    "413 Payload Too Large"
)]
#[case::asks_first(
    b"POST / HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 1001\r\n\r\n",
    "413 Payload Too Large"
)]
#[tokio::test]
async fn rubbish_is_refused_by_name(#[case] bytes: &[u8], #[case] status: &str) {
    let server = Running::start(small(), echo).await;
    let answer = server.answer(bytes).await;
    assert!(
        answer.starts_with(&format!("HTTP/1.1 {status}\r\n")),
        "{answer}"
    );
    server.is_well().await;
}

#[rstest]
#[case::path(format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(9000)))]
#[case::one_header(format!("GET / HTTP/1.1\r\na: {}\r\n\r\n", "a".repeat(9000)))]
#[case::many_headers(format!("GET / HTTP/1.1\r\n{}\r\n", "a: a\r\n".repeat(200)))]
#[case::without_end(format!("GET / HTTP/1.1\r\na: {}", "a".repeat(9000)))]
#[tokio::test]
async fn long_headers_get_431(#[case] request: String) {
    let server = Running::start(small(), echo).await;
    let answer = server.answer(request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    server.is_well().await;
}

#[tokio::test]
async fn a_body_that_grows_too_large_gets_413_while_it_is_still_sent() {
    let server = Running::start(small(), echo).await;
    let mut stream = server.connect().await;
    let head = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // Two of them are too large; the others wait in the socket when the answer is sent.
    for _ in 0..100 {
        let chunk = format!("{:x}\r\n{}\r\n", 900, "a".repeat(900));
        stream.write_all(chunk.as_bytes()).await.unwrap();
    }
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.ends_with("longer than 1000 bytes\n"), "{answer}");
}

#[rstest]
#[case::headers("GET / HTTP/1.1\r\nhost: ")]
#[case::body("POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\na")]
#[case::chunks("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n")]
#[tokio::test]
async fn who_stops_in_the_middle_gets_408(#[case] part: &str) {
    let server = Running::start(hasty(), echo).await;
    let answer = server.answer(part.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"),
        "{answer}"
    );
    server.is_well().await;
}

#[tokio::test]
async fn who_sends_byte_by_byte_has_no_more_time_than_others() {
    let server = Running::start(hasty(), echo).await;
    let mut stream = server.connect().await;
    let drip = async {
        // Ends when the server no longer takes any.
        while stream.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LONG, drip).await.expect("cut off");
}

#[tokio::test]
async fn an_idle_connection_is_closed_without_a_word_also_after_a_request() {
    let server = Running::start(hasty(), echo).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
    let mut stream = server.connect().await;
    stream
        .write_all(b"POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nab")
        .await
        .unwrap();
    let answer = rest(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nab"),
        "{answer}"
    );
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_cut_off() {
    let body = vec![b'a'; 64 * 1024 * 1024];
    let handler = move |_, _| {
        let body = body.clone();
        async move { http::Response::new(body.into()).into() }
    };
    let limits = Limits {
        connections: 1,
        ..hasty()
    };
    let server = Running::start(limits, handler).await;
    let mut idle = server.connect().await;
    idle.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    // There is room for one connection only: another one is served once the first is gone.
    let served = async {
        loop {
            let mut other = server.connect().await;
            let _ = other
                .write_all(b"HEAD / HTTP/1.1\r\nconnection: close\r\n\r\n")
                .await;
            let mut buffer = [0; 12];
            let read = tokio::io::AsyncReadExt::read(&mut other, &mut buffer).await;
            if read.is_ok() && buffer.ends_with(b"200") {
                break;
            }
        }
    };
    tokio::time::timeout(LONG, served)
        .await
        .expect("the idle client is cut off");
}

#[tokio::test]
async fn clients_beyond_the_limit_get_503_until_there_is_room() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let server = Running::start(limits, echo).await;
    let mut first = server.connect().await;
    first
        .write_all(b"POST / HTTP/1.1\r\ncontent-length: 1\r\n\r\na")
        .await
        .unwrap();
    until(&mut first, "\r\n\r\na").await;
    let second = server.connect().await;
    let answer = rest(&mut server.connect().await).await;
    assert!(
        answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"),
        "{answer}"
    );
    drop((first, second));
    let well = async {
        while !server
            .answer(b"GET / HTTP/1.1\r\nconnection: close\r\n\r\n")
            .await
            .contains(" 200 ")
        {}
    };
    tokio::time::timeout(LONG, well)
        .await
        .expect("there is room again");
}

#[tokio::test]
async fn a_thousand_slow_clients_stop_nobody() {
    let server = Running::start(Limits::default(), echo).await;
    let mut slow: Vec<TcpStream> = Vec::new();
    for nth in 0..1000 {
        let mut stream = server.connect().await;
        let part = match nth % 3 {
            0 => "POST / HT",
            1 => "POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\nhell",
            _ => "",
        };
        stream.write_all(part.as_bytes()).await.unwrap();
        slow.push(stream);
    }
    server.is_well().await;
    // They are still served themselves.
    slow[1].write_all(b"o hell").await.unwrap();
    until(&mut slow[1], "\r\n\r\nhello hell").await;
}

#[tokio::test]
async fn a_handler_that_panics_costs_its_own_connection_only() {
    let handler = |peer, request: lexdr_server::Request| async move {
        assert_ne!(request.uri().path(), "/panic");
        echo(peer, request).await
    };
    let server = Running::start(Limits::default(), handler).await;
    assert_eq!(server.answer(b"GET /panic HTTP/1.1\r\n\r\n").await, "");
    server.is_well().await;
}
