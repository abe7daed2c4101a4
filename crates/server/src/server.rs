//! Listening.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{Limits, Reply, Request, connection};

/// How long exchanges under way may take when the server stops.
const LAST_EXCHANGES: Duration = Duration::from_secs(5);

/// How many clients beyond the limit are told so at a time; more are cut off without a word.
const REFUSALS: usize = 64;

/// How long to wait when the system has no more sockets to give.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// Answers requests.
pub trait Handler: Clone + Send + Sync + 'static {
    /// The answer to a request of the client at `peer`.
    fn handle(&self, peer: SocketAddr, request: Request) -> impl Future<Output = Reply> + Send;
}

impl<F, R> Handler for F
where
    F: Fn(SocketAddr, Request) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Reply> + Send,
{
    fn handle(&self, peer: SocketAddr, request: Request) -> impl Future<Output = Reply> + Send {
        self(peer, request)
    }
}

/// A server that has its address and does not serve yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    limits: Limits,
}

/// Why a server could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}: {}", advice(cause))]
pub struct BindError {
    /// Where it was to listen.
    pub address: SocketAddr,
    /// What the system said.
    #[source]
    pub cause: io::Error,
}

fn advice(cause: &io::Error) -> String {
    let advice = match cause.kind() {
        io::ErrorKind::AddrInUse => {
            "another program listens there; stop it, or choose another port (0 picks a free one)"
        }
        io::ErrorKind::AddrNotAvailable => "this machine does not have that address",
        io::ErrorKind::PermissionDenied => "this needs more rights; choose a port above 1023",
        _ => return cause.to_string(),
    };
    advice.to_owned()
}

impl Server {
    /// Takes an address; port 0 is any free one.
    ///
    /// # Errors
    /// When the system does not give the address, with what to do about it.
    pub async fn bind(address: SocketAddr, limits: Limits) -> Result<Self, BindError> {
        let fail = |cause| BindError { address, cause };
        let listener = TcpListener::bind(address).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        Ok(Self {
            listener,
            address,
            limits,
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves. Then it accepts nobody any more, gives the exchanges under
    /// way five seconds to finish, and returns.
    pub async fn serve<H: Handler>(self, handler: H, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(false);
        let mut connections = JoinSet::new();
        let mut refused = JoinSet::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = self.listener.accept() => accepted,
            };
            // Forget the finished ones.
            while connections.try_join_next().is_some() {}
            while refused.try_join_next().is_some() {}
            let Some((stream, peer)) = usable(accepted).await else {
                continue;
            };
            if connections.len() < self.limits.connections {
                let (handler, limits) = (handler.clone(), self.limits.clone());
                let stopped = stopped.clone();
                connections.spawn(connection::serve(stream, peer, handler, limits, stopped));
            } else if refused.len() < REFUSALS {
                refused.spawn(connection::refuse(stream));
            }
        }
        drop(self.listener);
        let _ = stopping.send(true);
        let all = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(LAST_EXCHANGES, all).await;
    }
}

/// A connection ready to serve; waits a moment where the system has none to give.
async fn usable(accepted: io::Result<(TcpStream, SocketAddr)>) -> Option<(TcpStream, SocketAddr)> {
    match accepted {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting to send more at once only delays them.
            stream.set_nodelay(true).ok()?;
            Some((stream, peer))
        }
        Err(error) => {
            let of_one_client = matches!(
                error.kind(),
                io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::ConnectionReset
                    | io::ErrorKind::ConnectionRefused
            );
            if !of_one_client {
                tokio::time::sleep(NO_SOCKETS).await;
            }
            None
        }
    }
}
