//! Beginning and end.

use std::sync::Arc;

use crate::client::{Running, echo, rest};
use lexdr_server::{Limits, Reply, Server};
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;

#[tokio::test]
async fn an_address_in_use_says_what_to_do() {
    let server = Running::start(Limits::default(), echo).await;
    let error = Server::bind(server.address, Limits::default())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "cannot listen on {}: another program listens there; stop it, or choose another port \
             (0 picks a free one)",
            server.address
        )
    );
}

#[tokio::test]
async fn stopping_lets_the_exchange_under_way_finish_and_takes_no_other() {
    let (arrived, leave) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (arrived, leave) = (Arc::clone(&arrived), Arc::clone(&leave));
        move |_, _| {
            let (arrived, leave) = (Arc::clone(&arrived), Arc::clone(&leave));
            async move {
                arrived.notify_one();
                leave.notified().await;
                Reply::Response(http::Response::new("done".into()))
            }
        }
    };
    let mut server = Running::start(Limits::default(), handler).await;
    let mut idle = server.connect().await;
    let mut busy = server.connect().await;
    busy.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    arrived.notified().await;
    server.stop();
    assert_eq!(rest(&mut idle).await, "", "idle connections are closed");
    leave.notify_one();
    let answer = rest(&mut busy).await;
    assert!(answer.ends_with("\r\n\r\ndone"), "{answer}");
    let address = server.address;
    server.stopped().await;
    let refused = tokio::net::TcpStream::connect(address).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn an_exchange_that_never_ends_does_not_keep_the_server() {
    let handler = |_, _| std::future::pending::<Reply>();
    let mut server = Running::start(Limits::default(), handler).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    server.stop();
    server.stopped().await;
}
