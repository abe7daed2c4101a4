//! The fault layer in front of any AWS endpoint.
//!
//! A [`Proxy`] takes requests on a port, lets the rules of [`lexdr_faults`] act on them, and sends
//! them on to an [`Upstream`]: an emulator, `lexdr serve`, or AWS. A client is sent there by
//! nothing but its endpoint URL.
//!
//! - **Bodies stream**, both ways. A request's body is read to its end first only where a rule may
//!   look at it (then only small ones of known length) or where the signature needs it. Rules see
//!   of all others what the head tells: everything but the operation of IAM and STS and the table
//!   of DynamoDB.
//! - **Connections are kept**, on both sides.
//! - **Signatures** cover the host, so an upstream that checks them refuses what came through a
//!   proxy, unless the proxy signs anew. With [`Keys`] it does, each request with the secret of
//!   the key that it was signed with; requests of other keys pass as they are, and the audit says
//!   so.
//! - **No rule stays for ever**: the [`lexdr_admin::Lifetime`] of [`Options`] sees to it.
//! - **Every fault is told** to the [`Sink`], one line of JSON each, which holds no bodies, no
//!   values of headers and no credentials.
//! - **An upstream that fails is not a fault.** It is answered with 502 or 504 and an error that an
//!   SDK can read, and it is counted and told apart.
//!
//! Rules come from a document ([`read_rules`]) and over HTTP, under `/_lexdr/faults`
//! ([`lexdr_admin`]); `GET /_lexdr/health` tells the counts.
//!
//! In a Lambda function the proxy is an [`Extension`] beside the function's own code.

mod audit;
mod client;
mod extension;
mod forward;
mod front;
mod head;
mod keys;
mod options;
mod outgoing;
mod proxy;
mod sign;
mod source;
mod trouble;
mod upstream;

pub use audit::Sink;
pub use client::TlsError;
pub use extension::{Extension, ExtensionError};
pub use keys::{Keys, KeysError};
pub use options::{Options, Times};
pub use proxy::{Proxy, StartError};
pub use source::{SourceError, read_rules};
pub use upstream::{Upstream, UpstreamError};
