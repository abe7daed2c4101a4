//! A loopback HTTP/1.1 server with limits, for anything that answers AWS calls.
//!
//! ```no_run
//! use std::net::SocketAddr;
//!
//! use lexdr_server::{BindError, Limits, Reply, Request, Server, read_body};
//!
//! async fn echo(_: SocketAddr, request: Request) -> Reply {
//!     match read_body(request).await {
//!         Ok(request) => http::Response::new(request.into_body().into()).into(),
//!         Err(error) => error.into(),
//!     }
//! }
//!
//! # async fn serve() -> Result<(), BindError> {
//! let server = Server::bind(([127, 0, 0, 1], 0).into(), Limits::default()).await?;
//! println!("listening on http://{}", server.address());
//! server.serve(echo, std::future::pending()).await;
//! # Ok(())
//! # }
//! ```
//!
//! Each connection is a task of its own. A client that is slow, sends too much or sends rubbish
//! gets 400, 408, 413 or 431 and costs nobody else anything. An answer may also be what a broken
//! network brings: [`Reply`] has none at all and a reset, and a body that hangs or is cut short
//! does so on the wire.

mod connection;
mod guard;
mod limits;
mod reply;
mod request;
mod server;
mod watch;

pub use limits::Limits;
pub use reply::Reply;
pub use request::{BodyError, Request, RequestBody, read_body};
pub use server::{BindError, Handler, Server};
