//! What can be set.

use std::net::{Ipv4Addr, SocketAddr};

use lexdr_server::Limits;

/// How the simulator is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// What identifiers, keys and the draws of faults come from.
    pub seed: u64,
    /// What there is to begin with.
    pub state: State,
    /// How long calls take.
    pub timing: Timing,
    /// What a client may take of the server.
    pub limits: Limits,
}

/// What an account holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The bot OrderFlowers with its alias ver_one, in us-east-1 and us-west-2, once for each
    /// generation of Lex. Those of Lex V2 have ids, which their lists tell.
    OrderFlowers,
    /// Nothing.
    Empty,
}

/// How long calls take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// No longer than the computer needs. What Lex V2 answers before it is done is done by the next
    /// call.
    Instant,
    /// As in the simulated runs: drawn from a distribution, milliseconds to tens of them; builds
    /// and the like take seconds.
    Simulated,
}

impl Default for Options {
    /// `127.0.0.1:4588`, the bots, no added latency.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 4588)),
            seed: 1,
            state: State::OrderFlowers,
            timing: Timing::Instant,
            limits: Limits::default(),
        }
    }
}

impl State {
    /// Its name on the command line and in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderFlowers => "order-flowers",
            Self::Empty => "empty",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::OrderFlowers, Self::Empty]
            .into_iter()
            .find(|state| state.name() == name)
    }
}
