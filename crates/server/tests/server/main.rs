//! The server over real sockets, to clients that speak plain bytes.

mod client;
mod limits;
mod replies;
mod stopping;
