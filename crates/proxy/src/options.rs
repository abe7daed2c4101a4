//! What can be set.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use lexdr_admin::Lifetime;
use lexdr_server::Limits;

use crate::audit::Sink;
use crate::keys::Keys;
use crate::upstream::Upstream;

/// How a proxy works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// Where requests go.
    pub upstream: Upstream,
    /// What the draws of faults come from.
    pub seed: u64,
    /// How long rules stay.
    pub lifetime: Lifetime,
    /// Whether rules may come over HTTP; they can be listed and removed in any case.
    pub open: bool,
    /// Whose requests are signed anew; nobody's if left out.
    pub keys: Option<Keys>,
    /// How long the upstream may take.
    pub times: Times,
    /// What a client may take of the server.
    pub limits: Limits,
    /// Who is told what happens.
    pub sink: Sink,
}

/// How long the upstream may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// To take a connection.
    pub connect: Duration,
    /// From a request to the headers of the answer.
    pub answer: Duration,
    /// How long a connection without a request is kept.
    pub idle: Duration,
}

impl Times {
    /// An answer may take as long as a Lambda function may run: the client has limits of its own,
    /// and it is these that are to be tested. Idle connections go early: one that the upstream has
    /// closed meanwhile costs a request.
    pub const USUAL: Self = Self {
        connect: Duration::from_secs(5),
        answer: Duration::from_secs(900),
        idle: Duration::from_secs(15),
    };
}

impl Options {
    /// A proxy to this upstream on `127.0.0.1:4589`; rules stay an hour unless they say otherwise.
    #[must_use]
    pub fn new(upstream: Upstream) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4589)),
            upstream,
            seed: 1,
            lifetime: Lifetime::HOUR,
            open: true,
            keys: None,
            times: Times::USUAL,
            limits: limits(),
            sink: Sink::default(),
        }
    }
}

/// How much the upstream takes is not the proxy's to say, and a body that streams costs it
/// nothing.
fn limits() -> Limits {
    Limits {
        body_bytes: usize::MAX,
        body_time: Times::USUAL.answer,
        ..Limits::default()
    }
}
