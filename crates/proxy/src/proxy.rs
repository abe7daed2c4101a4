//! The proxy, ready to serve.

use std::fmt;
use std::net::SocketAddr;

use lexdr_admin::Rules;
use lexdr_server::{BindError, Server};
use lexdr_wire::BoxFuture;

use crate::client::TlsError;
use crate::front::Front;
use crate::options::Options;

/// A proxy that has its address and does not serve yet.
pub struct Proxy {
    server: Server,
    front: Front,
}

/// Why a proxy could not be set up.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum StartError {
    /// There is no listening at that address.
    Bind(#[from] BindError),
    /// The upstream cannot be reached safely.
    Tls(#[from] TlsError),
}

impl Proxy {
    /// Takes the address.
    ///
    /// # Errors
    /// When the system does not give it.
    pub fn start(options: Options) -> BoxFuture<'static, Result<Self, StartError>> {
        Box::pin(async move {
            let server = Server::bind(options.listen, options.limits.clone()).await?;
            let front = Front::new(&options)?;
            Ok(Self { server, front })
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Its rules, to add some before it serves.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        self.front.rules()
    }

    /// Serves until `stop` resolves; lets exchanges under way finish.
    pub fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> BoxFuture<'static, ()> {
        self.serve_until(Box::pin(stop))
    }

    fn serve_until(self, stop: BoxFuture<'static, ()>) -> BoxFuture<'static, ()> {
        Box::pin(self.server.serve(self.front, stop))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
