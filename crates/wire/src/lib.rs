//! An AWS call as it stands on the wire.
//!
//! Everything in lexdr that looks at a call from outside the SDK (the simulator, the fault layer,
//! the proxy) needs the same three things, and they live here:
//!
//! - the shape of a request and a response, including a response that never comes
//!   ([`Request`], [`Response`], [`ConnectionError`]);
//! - which service, region and operation a request is for ([`Call`], [`Destination`],
//!   [`Service`]);
//! - the bytes AWS answers an error with ([`ServiceError`]).
//!
//! Facts come from the botocore service models and from calls measured with the real SDKs; no
//! SDK crate is linked.

use std::pin::Pin;

mod body;
mod call;
mod destination;
mod error;
mod lex_version;
mod partition;
mod routes;
mod scope;
mod service;

pub use body::{Body, ConnectTimeout, ConnectionError};
pub use call::{Call, CallError};
pub use destination::{Destination, path_style};
pub use error::ServiceError;
pub use lex_version::LexVersion;
pub use partition::partition;
pub use routes::{Labels, Matched};
pub use scope::CredentialScope;
pub use service::{Protocol, Service};

/// A future on the heap whose type is forgotten.
///
/// What other crates call returns one: the code behind a future whose type is known is compiled
/// again in every crate that waits for it, and behind these futures is most of the SDK.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A request, its body read to the end.
pub type Request = http::Request<bytes::Bytes>;

/// A response whose body may still be on its way.
pub type Response = http::Response<Body>;
