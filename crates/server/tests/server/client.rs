//! A server on a free port, and a client that sends and reads plain bytes.

use std::net::SocketAddr;
use std::time::Duration;

use lexdr_server::{Handler, Limits, Reply, Request, Server, read_body};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Longer than anything here takes, shorter than anybody waits for a test.
pub(crate) const LONG: Duration = Duration::from_secs(20);

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(limits: Limits, handler: impl Handler) -> Self {
        let server = Server::bind(([127, 0, 0, 1], 0).into(), limits)
            .await
            .unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            let _ = stopped.await;
        };
        let served = tokio::spawn(server.serve(handler, stopped));
        Self {
            address,
            stop: Some(stop),
            served,
        }
    }

    pub(crate) fn stop(&mut self) {
        let _ = self.stop.take().expect("stopped once").send(());
    }

    pub(crate) async fn stopped(self) {
        tokio::time::timeout(LONG, self.served)
            .await
            .expect("the server stops")
            .unwrap();
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What comes back for these bytes until the server closes the connection.
    pub(crate) async fn answer(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        rest(&mut stream).await
    }

    /// Proves that the server answers a well-behaved client.
    pub(crate) async fn is_well(&self) {
        let answer = self
            .answer(b"POST / HTTP/1.1\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello")
            .await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with("hello"), "{answer}");
    }
}

/// Everything until the connection is closed.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    tokio::time::timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .expect("the server closes the connection")
        .unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Reads until `end` has come.
pub(crate) async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut bytes = Vec::new();
    let read = async {
        while !bytes.ends_with(end.as_bytes()) {
            bytes.push(stream.read_u8().await.unwrap());
        }
    };
    tokio::time::timeout(LONG, read).await.expect("it arrives");
    String::from_utf8(bytes).unwrap()
}

pub(crate) async fn echo(_: SocketAddr, request: Request) -> Reply {
    match read_body(request).await {
        Ok(request) => http::Response::new(request.into_body().into()).into(),
        Err(error) => error.into(),
    }
}
