//! Setting up a handle.

use std::time::SystemTime;

use lexdr_wire::Call;
use tokio::time::Instant;

use crate::audit::Audit;
use crate::faults::{Classify, Faults};
use crate::matching::CallerKind;

/// Sets up a [`Faults`].
pub struct Builder {
    seed: u64,
    origin: Option<Instant>,
    epoch: Option<SystemTime>,
    classify: Classify,
    audit: Option<Box<dyn Audit>>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            seed: 0,
            origin: None,
            epoch: None,
            classify: Box::new(|_| CallerKind::Other),
            audit: None,
        }
    }

    /// What probabilities, latencies and request ids are drawn from; 0 if not set.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The instant at which the run's time is zero; now if not set.
    #[must_use]
    pub const fn origin(mut self, origin: Instant) -> Self {
        self.origin = Some(origin);
        self
    }

    /// The date at the origin, for [`crate::Effect::ClockSkew`]; the system's date if not set.
    #[must_use]
    pub const fn epoch(mut self, epoch: SystemTime) -> Self {
        self.epoch = Some(epoch);
        self
    }

    /// Tells who makes a call; [`CallerKind::Other`] for every call if not set.
    #[must_use]
    pub fn classify(
        mut self,
        classify: impl Fn(&Call) -> CallerKind + Send + Sync + 'static,
    ) -> Self {
        self.classify = Box::new(classify);
        self
    }

    /// Who is told what fired.
    #[must_use]
    pub fn audit(mut self, audit: impl Audit + 'static) -> Self {
        self.audit = Some(Box::new(audit));
        self
    }

    /// The handle, with no rules.
    #[must_use]
    pub fn build(self) -> Faults {
        let origin = self.origin.unwrap_or_else(Instant::now);
        let epoch = self.epoch.unwrap_or_else(|| {
            let now = SystemTime::now();
            now.checked_sub(origin.elapsed()).unwrap_or(now)
        });
        Faults::new(self.seed, (origin, epoch), self.classify, self.audit)
    }
}
