//! Everything there is: one account with its regions.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::Clock;
use crate::iam::Iam;
use crate::lambda::Programs;
use crate::latency::Pace;
use crate::observe::{Observation, Observer};
use crate::principal::Keys;
use crate::random::Stream;
use crate::region::{Region, Settings};
use crate::s3::S3;
use crate::tasks::Tasks;

/// One AWS account. Background work holds it weakly: it ends with its last
/// [`Simulator`](crate::Simulator).
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    pub(crate) ids: Stream,
    pub(crate) keys: Keys,
    pub(crate) iam: Iam,
    pub(crate) programs: Programs,
    /// Buckets have names that no other region has either.
    pub(crate) s3: S3,
    pub(crate) tasks: Tasks,
    /// The pace of services without a region.
    pub(crate) global_pace: Pace,
    observers: Vec<Arc<dyn Observer>>,
    regions: BTreeMap<String, OnceLock<Region>>,
    environments: AtomicU64,
    closed: AtomicBool,
}

impl World {
    pub(crate) fn new(
        settings: Settings,
        regions: &[String],
        observers: Vec<Arc<dyn Observer>>,
    ) -> Self {
        let Settings {
            account,
            clock,
            seed,
            latency,
            iam_propagation,
            ..
        } = &settings;
        Self {
            clock: *clock,
            ids: Stream::new(*seed, "identifiers"),
            keys: Keys::new(*seed),
            iam: Iam::new(account, *clock, *seed, *iam_propagation),
            programs: Programs::default(),
            s3: S3::default(),
            tasks: Tasks::default(),
            global_pace: Pace::new(latency, *seed, "aws-global"),
            observers,
            regions: regions
                .iter()
                .map(|name| (name.clone(), OnceLock::new()))
                .collect(),
            environments: AtomicU64::new(0),
            closed: AtomicBool::new(false),
            settings,
        }
    }

    /// A region, made on first use; `None` if the account has none of that name.
    pub(crate) fn region(&self, name: &str) -> Option<&Region> {
        let (name, region) = self.regions.get_key_value(name)?;
        Some(region.get_or_init(|| Region::new(name, &self.settings)))
    }

    /// The regions that have been used.
    pub(crate) fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values().filter_map(OnceLock::get)
    }

    /// The serial number of the next execution environment.
    pub(crate) fn next_environment(&self) -> u64 {
        self.environments.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn is_observed(&self) -> bool {
        !self.observers.is_empty()
    }

    pub(crate) fn observe(&self, what: &Observation<'_>) {
        for observer in &self.observers {
            observer.observed(what);
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// Stops everything that runs, and drops what could keep the simulator alive from inside.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.tasks.stop();
        self.programs.clear();
        for region in self.regions() {
            let functions = std::mem::take(&mut *region.lambda.functions());
            drop(functions);
        }
    }
}
