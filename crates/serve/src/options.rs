//! What can be set.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use lexdr_server::Limits;
use lexdr_simulator::{Clock, Program};
use lexdr_wire::LexVersion;

/// Lambda takes a function's package in a request that is shorter than this: "Request must be smaller
/// than 70167211 bytes for the CreateFunction operation".
const LONGEST: usize = 70_167_210;

/// How the simulator is served.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// What identifiers, keys and the draws of faults come from.
    pub seed: u64,
    /// What there is to begin with.
    pub state: State,
    /// The system of [`State::System`]; without it there is no such state.
    pub deployment: Option<Deployment>,
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
    /// The system under test, which runs: bots, table, functions, role, and the rule that runs the
    /// check; and what a game day needs beside it.
    System,
}

/// A system under test to be.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The generation of Lex that its bots are of.
    pub lex: LexVersion,
    /// How often its rule runs the check: whole minutes.
    pub check_every: Duration,
    /// What its functions run.
    pub code: Code,
}

/// What the functions run, made for an account that is new.
#[derive(Clone)]
pub struct Code(Arc<Start>);

type Start = dyn Fn(SharedHttpClient, Clock) -> Functions + Send + Sync;

/// The functions' programs.
pub struct Functions {
    /// lexDRTest.
    pub health_check: Arc<dyn Program>,
    /// lexDRGetRegion.
    pub get_region: Arc<dyn Program>,
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
            deployment: None,
            timing: Timing::Instant,
            limits: Limits {
                body_bytes: LONGEST,
                ..Limits::default()
            },
        }
    }
}

impl Code {
    /// Programs that `start` makes. They reach AWS through the client, by the clock.
    pub fn new(
        start: impl Fn(SharedHttpClient, Clock) -> Functions + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(start))
    }

    pub(crate) fn start(&self, http: SharedHttpClient, clock: Clock) -> Functions {
        (self.0)(http, clock)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").finish_non_exhaustive()
    }
}

impl fmt::Debug for Functions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Functions").finish_non_exhaustive()
    }
}

impl State {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Empty, Self::OrderFlowers, Self::System];

    /// Its name on the command line and in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderFlowers => "order-flowers",
            Self::Empty => "empty",
            Self::System => "system",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}
