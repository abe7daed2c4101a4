//! What must be so before anything is changed.
//!
//! [`gather`] finds out how things are; [`check`] holds that against the configuration and the plan
//! and says which guards refuse, why, and what would satisfy them. What could not be found out
//! refuses as well. During the run [`firing`] looks at the alarms that stop it.

mod access;
mod facts;
mod gather;
mod resources;
mod runs;
mod state;
mod tags;
mod time;

use std::fmt;

use jiff::Timestamp;
use lexdr_scenario::Millis;
use serde::Serialize;

use crate::config::Config;
use crate::plan::Plan;

pub use access::deployer;
pub use facts::{Alarm, Asked, Bot, Facts, Identity, Known, Lock, OpenJournal, Rule, Told};
pub use gather::{firing, gather};
pub use lexdr_deploy::tags::Tags;
pub use tags::Resource;

/// Between two looks at the alarms during a run. They are computed once a minute.
pub const WATCH_EVERY: Millis = Millis(30_000);

/// How late EventBridge fires a rule.
pub const SCHEDULE_SLACK: Millis = Millis(60_000);

/// What must be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Guard {
    /// It was said in so many words that this is to happen.
    Live,
    /// The account is the one that was named, here and in the configuration.
    Account,
    /// The credentials outlive the run.
    Credentials,
    /// Calls are made in allowed regions only.
    Regions,
    /// Allowed resources are changed only.
    Resources,
    /// The faults are allowed.
    Faults,
    /// All of it is within the time window.
    Window,
    /// A fault lasts long enough to be seen.
    Length,
    /// The check runs as often and as long as configured.
    Check,
    /// The alarms are there and quiet.
    Alarms,
    /// Nobody else is at it.
    OtherRun,
    /// Nothing is left of an earlier run.
    OpenJournal,
    /// The journal's copy is where nothing is broken.
    JournalRegion,
    /// The dead-man's switch can act.
    Switch,
    /// The system is well.
    SteadyState,
}

impl Guard {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Account => "account",
            Self::Credentials => "credentials",
            Self::Regions => "regions",
            Self::Resources => "resources",
            Self::Faults => "faults",
            Self::Window => "window",
            Self::Length => "length",
            Self::Check => "check",
            Self::Alarms => "alarms",
            Self::OtherRun => "other-run",
            Self::OpenJournal => "open-journal",
            Self::JournalRegion => "journal-region",
            Self::Switch => "switch",
            Self::SteadyState => "steady-state",
        }
    }
}

/// A guard that does not let the game day begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Which.
    pub guard: Guard,
    /// Why.
    pub why: String,
    /// What would satisfy it.
    pub how: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { guard, why, how } = self;
        write!(f, "{}: {why}; {how}", guard.as_str())
    }
}

/// Which guards refuse this plan now. Nothing may be changed unless there are none.
#[must_use]
pub fn check(facts: &Facts, config: &Config, plan: &Plan, now: Timestamp) -> Vec<Refusal> {
    let mut refusals = Refusals(Vec::new());
    access::live(facts, config, &mut refusals);
    access::account(facts, config, &mut refusals);
    access::credentials(facts, plan, now, &mut refusals);
    resources::regions(config, plan, &mut refusals);
    resources::resources(facts, config, plan, &mut refusals);
    resources::faults(config, plan, &mut refusals);
    time::window(config, plan, now, &mut refusals);
    time::length(config, plan, &mut refusals);
    state::check(facts, config, &mut refusals);
    state::alarms(facts, config, &mut refusals);
    runs::other_run(facts, now, &mut refusals);
    runs::open_journal(facts, &mut refusals);
    runs::journal_region(config, plan, &mut refusals);
    runs::switch(config, &mut refusals);
    state::steady_state(facts, &mut refusals);
    refusals.0
}

struct Refusals(Vec<Refusal>);

impl Refusals {
    fn add(&mut self, guard: Guard, why: impl Into<String>, how: impl Into<String>) {
        self.0.push(Refusal {
            guard,
            why: why.into(),
            how: how.into(),
        });
    }

    /// A fact, or a refusal because it is unknown.
    fn known<'k, T>(&mut self, guard: Guard, what: &str, known: &'k Known<T>) -> Option<&'k T> {
        match known {
            Ok(fact) => Some(fact),
            Err(why) => {
                self.add(
                    guard,
                    format!("{what} could not be found out: {why}"),
                    "run `lexdr doctor`, which says what is missing",
                );
                None
            }
        }
    }
}
