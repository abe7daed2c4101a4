//! One connection, from its first byte to its last.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch::Receiver;

use crate::guard::Guard;
use crate::watch::{Ending, Stage, Watch};
use crate::{Handler, Limits, RequestBody};

const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\
    content-length: 0\r\n\r\n";

const TOO_MANY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\
    retry-after: 1\r\ncontent-length: 0\r\n\r\n";

/// How long, and for how many bytes, a client is listened to that has its last answer. A socket
/// that is closed with unread input is reset, and a reset can overtake the answer.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 1024 * 1024;

/// The smallest buffer hyper takes.
const LEAST_BUFFER: usize = 8 * 1024;

/// Why a connection is no longer served.
enum Over {
    /// HTTP is done with it.
    Done,
    /// The client was waited for long enough.
    TimedOut(Stage),
}

/// Serves a connection to its end. Once `stop` says so, the exchange under way is the last.
pub(crate) async fn serve<H: Handler>(
    stream: TcpStream,
    peer: SocketAddr,
    handler: H,
    limits: Limits,
    mut stop: Receiver<bool>,
) {
    let watch = Watch::new();
    let io = TokioIo::new(Guard::new(stream, watch.clone()));
    let service = service_fn(|request: http::Request<Incoming>| {
        watch.asked();
        let request = request.map(|body| RequestBody::new(body, &limits));
        let (handler, watch) = (handler.clone(), watch.clone());
        async move { handler.handle(peer, request).await.deliver(&watch) }
    });
    let mut connection = http1::Builder::new()
        .header_read_timeout(None)
        .max_header_size(limits.header_bytes)
        .max_buf_size(limits.header_bytes.max(LEAST_BUFFER))
        .serve_connection(io, service);
    let mut timer = Timer::new(&limits);
    let mut stopping = false;
    let over = loop {
        let driven = poll_fn(|cx| {
            // How it failed is in the watch, or of no interest: the client is gone.
            if Pin::new(&mut connection).poll(cx).is_ready() {
                return Poll::Ready(Over::Done);
            }
            timer.poll(&watch, &limits, cx).map(Over::TimedOut)
        });
        tokio::select! {
            biased;
            over = driven => break over,
            _ = stop.wait_for(|stop| *stop), if !stopping => {
                stopping = true;
                Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    let mut stream = connection.into_parts().io.into_inner().into_stream();
    match over {
        Over::TimedOut(Stage::Head) => {
            let _ = stream.write_all(TOO_SLOW).await;
        }
        Over::TimedOut(Stage::Idle | Stage::Busy) => return,
        Over::Done if watch.ending() == Ending::Reset => {
            let _ = stream.set_zero_linger();
            return;
        }
        Over::Done => {}
    }
    finish(stream).await;
}

/// Tells a client that there is no room for it.
pub(crate) async fn refuse(mut stream: TcpStream) {
    let _ = stream.write_all(TOO_MANY).await;
    finish(stream).await;
}

/// Closes a connection so that its last answer arrives.
async fn finish(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut left = LINGER_BYTES;
    let mut buffer = [0; 2048];
    let drained = async {
        while let Ok(count @ 1..) = stream.read(&mut buffer).await {
            left = left.saturating_sub(count);
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(LINGER, pin!(drained)).await;
}

/// A timer that is set anew only where its time comes earlier: with each request the deadline
/// moves on, and finding that out when the old one is reached is cheaper.
struct Timer {
    sleep: Pin<Box<tokio::time::Sleep>>,
}

impl Timer {
    fn new(limits: &Limits) -> Self {
        Self {
            sleep: Box::pin(tokio::time::sleep(limits.idle_time)),
        }
    }

    /// Ready when the deadline is past, with the stage in which it was.
    fn poll(&mut self, watch: &Watch, limits: &Limits, cx: &mut Context<'_>) -> Poll<Stage> {
        let Some(deadline) = watch.deadline(limits) else {
            return Poll::Pending;
        };
        if deadline < self.sleep.deadline() || self.sleep.is_elapsed() {
            self.sleep.as_mut().reset(deadline);
        }
        while self.sleep.as_mut().poll(cx).is_ready() {
            if self.sleep.deadline() >= deadline {
                return Poll::Ready(watch.stage());
            }
            self.sleep.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}
