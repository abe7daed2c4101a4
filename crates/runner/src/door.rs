//! The simulator on a loopback port, for functions that are processes.

use std::net::{Ipv4Addr, SocketAddr};

use lexdr_server::{BindError, Limits, Reply, Request as Incoming, Server, read_body};
use lexdr_wire::{ConnectionError, Request, Response};
use tokio::task::JoinSet;
use tower::{Service, ServiceExt as _};

/// What a request goes through.
pub(crate) trait Way:
    Service<Request, Response = Response, Error = ConnectionError, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<W> Way for W where
    W: Service<Request, Response = Response, Error = ConnectionError, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// A port that does not answer yet.
pub(crate) struct Door(Server);

/// The simulator answers on the port until this is dropped.
pub(crate) struct Open {
    _server: JoinSet<()>,
}

impl Door {
    /// Takes a free port of this machine alone.
    pub(crate) async fn new() -> Result<Self, BindError> {
        Self::on(Ipv4Addr::LOCALHOST).await
    }

    /// Takes a free port of this address.
    pub(crate) async fn on(address: Ipv4Addr) -> Result<Self, BindError> {
        let any = SocketAddr::from((address, 0));
        Server::bind(any, Limits::default()).await.map(Self)
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.0.address().port()
    }

    /// Where AWS is, for an SDK. Service and region of a call are told by its signature.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.0.address())
    }

    /// Begins to answer with what `way` makes of a request.
    pub(crate) fn open<W: Way>(self, way: W) -> Open {
        let handler = move |_: SocketAddr, request: Incoming| {
            let way = way.clone();
            async move { answer(way, request).await }
        };
        let mut server = JoinSet::new();
        server.spawn(self.0.serve(handler, std::future::pending()));
        Open { _server: server }
    }
}

async fn answer(way: impl Way, request: Incoming) -> Reply {
    let request = match read_body(request).await {
        Ok(request) => request,
        Err(error) => return error.into(),
    };
    match way.oneshot(request).await {
        Ok(response) => response.into(),
        // A port that answers cannot refuse a connection afterwards, nor lose its name: to a
        // client all three are connections that bring nothing and may be tried again.
        Err(ConnectionError::Refused | ConnectionError::Reset | ConnectionError::Dns) => {
            Reply::Reset
        }
        Err(ConnectionError::Closed) => Reply::Close,
        // How long is the client's to decide.
        Err(ConnectionError::ConnectTimeout | ConnectionError::ReadTimeout) => {
            std::future::pending().await
        }
    }
}
