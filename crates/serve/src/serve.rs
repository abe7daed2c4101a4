//! The simulator, ready to serve.

use std::net::SocketAddr;

use lexdr_deploy::DeployError;
use lexdr_server::{BindError, Server};
use lexdr_wire::BoxFuture;

use crate::account::{Account, FillError};
use crate::files;
use crate::front::Front;
use crate::options::{Options, State};

/// A simulator that has its address and does not serve yet.
pub struct Serve {
    server: Server,
    front: Front,
}

/// Why it could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no listening at that address.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// What the account was to begin with could not be deployed.
    #[error("cannot fill the account: {0}")]
    Deploy(#[from] DeployError),
    /// The system under test has no code to run.
    #[error("the system has no code; give the options a deployment")]
    NoCode,
}

impl Serve {
    /// Takes the address and fills the account.
    ///
    /// # Errors
    /// When the system does not give the address, or the account cannot be filled.
    pub fn start(mut options: Options) -> BoxFuture<'static, Result<Self, StartError>> {
        Box::pin(async move {
            files::make_room(&mut options.limits);
            let server = Server::bind(options.listen, options.limits.clone()).await?;
            let account = Account::new(&options);
            if options.state != State::Empty {
                let filled = account.reset(options.state).await;
                filled.map_err(|error| match error {
                    FillError::Deploy(error) => StartError::Deploy(error),
                    FillError::NoCode => StartError::NoCode,
                })?;
            }
            let front = Front::new(account, &options);
            Ok(Self { server, front })
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Serves until `stop` resolves; lets exchanges under way finish.
    pub fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> BoxFuture<'static, ()> {
        self.serve_until(Box::pin(stop))
    }

    fn serve_until(self, stop: BoxFuture<'static, ()>) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            let front = self.front.clone();
            let stop = async move {
                stop.await;
                front.close();
            };
            self.server.serve(self.front.clone(), stop).await;
            self.front.shutdown();
        })
    }
}

impl std::fmt::Debug for Serve {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serve")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
