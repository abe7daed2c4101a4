//! What a run needs to know of the place where the system under test lives.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lexdr_deploy::{Clients, System};
use tokio::sync::watch;

use crate::emulator::WatchedChecks;
use crate::layers::Layers;
use crate::schedule::Schedule;

/// The place where the system under test lives, and how to reach it.
#[derive(Debug, Clone)]
pub struct Target {
    /// `sim`, `localstack` or `aws`.
    pub name: &'static str,
    /// The harness' own access: deploys, injects, undoes, reads the route.
    pub operator: Clients,
    /// Amazon Connect's access: invokes lexDRGetRegion and talks to the bot.
    pub connect: Clients,
    /// What is deployed there.
    pub system: System,
    /// How late the schedule may fire.
    pub schedule_slack: Duration,
    /// A package whose code ends as it starts.
    pub crash_code: Vec<u8>,
    /// The fault layers that calls go through.
    pub layers: Layers,
    /// Whether the harness runs the checks, where it is the harness that does.
    pub schedule: Schedule,
    /// Where runs of the health check are started by the harness and watched by it, because nobody
    /// else can see them.
    pub checks: Option<WatchedChecks>,
    /// What can be seen from inside, where that is possible.
    pub insight: Option<Insight>,
}

/// Counts the Lex sessions whose user begins like this; nothing once the world is gone.
pub(crate) type CountSessions = dyn Fn(&str) -> Option<u32> + Send + Sync;

/// What can be seen of the system from inside.
#[derive(Clone)]
pub struct Insight {
    /// Whether a run of the health check is under way.
    pub(crate) checking: watch::Receiver<bool>,
    /// Counts open sessions.
    pub(crate) sessions: Arc<CountSessions>,
}

impl fmt::Debug for Insight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Insight")
            .field("checking", &*self.checking.borrow())
            .finish_non_exhaustive()
    }
}

impl Target {
    /// Whether nobody sees when the health check runs.
    pub(crate) const fn checks_are_unseen(&self) -> bool {
        self.checks.is_none() && self.insight.is_none()
    }

    /// The date at the target's clock.
    pub(crate) fn now(&self) -> SystemTime {
        self.operator
            .config()
            .time_source()
            .unwrap_or_default()
            .now()
    }
}
