//! The schedules of a region.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

use super::GROUP;
use super::definition::Definition;
use crate::lock::locked;
use crate::random::Stream;
use crate::tasks::AbortOnDrop;

/// EventBridge Scheduler in one region.
pub(crate) struct Scheduler {
    region: String,
    account: String,
    /// Where in their windows flexible schedules fire.
    pub(super) windows: Stream,
    state: Mutex<State>,
}

/// What there is.
#[derive(Default)]
pub(super) struct State {
    pub(super) schedules: BTreeMap<String, Schedule>,
    /// The tokens that schedules were deleted with: a deletion that is sent again succeeds again.
    pub(super) deleted: BTreeMap<String, String>,
    made: u64,
}

/// A schedule.
pub(super) struct Schedule {
    pub(super) definition: Arc<Definition>,
    /// New with each change: what ticks for an older one has nothing to say any more.
    pub(super) serial: u64,
    /// The token that it was created with.
    pub(super) token: Option<String>,
    pub(super) created_ms: i64,
    pub(super) changed_ms: i64,
    /// Ticks while the schedule is enabled.
    #[expect(dead_code, reason = "it is there for what its drop does")]
    pub(super) ticker: Option<AbortOnDrop>,
}

impl Scheduler {
    pub(crate) fn new(region: &str, account: &str, seed: u64) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            windows: Stream::new(seed, &format!("flexible windows in {region}")),
            state: Mutex::default(),
        }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    pub(super) fn arn(&self, name: &str) -> String {
        let Self {
            region, account, ..
        } = self;
        format!("arn:aws:scheduler:{region}:{account}:schedule/{GROUP}/{name}")
    }

    /// Whether a schedule is still the one of this serial number.
    pub(super) fn is_current(&self, name: &str, serial: u64) -> bool {
        let state = self.state();
        let schedule = state.schedules.get(name);
        schedule.is_some_and(|schedule| schedule.serial == serial)
    }

    /// Takes out a schedule, if it is still the one of this serial number.
    pub(super) fn remove(&self, name: &str, serial: u64) -> Option<Schedule> {
        let mut state = self.state();
        let schedule = state.schedules.get(name)?;
        if schedule.serial != serial {
            return None;
        }
        state.schedules.remove(name)
    }
}

impl State {
    pub(super) fn schedule(&mut self, name: &str) -> Result<&mut Schedule, ServiceError> {
        self.schedules.get_mut(name).ok_or_else(|| not_found(name))
    }

    pub(super) fn next_serial(&mut self) -> u64 {
        self.made += 1;
        self.made
    }
}

pub(super) fn not_found(name: &str) -> ServiceError {
    let message = format!("Schedule {name} does not exist.");
    ServiceError::new("ResourceNotFoundException", 404, message)
}

impl Schedule {
    /// As `GetSchedule` shows it.
    pub(super) fn show(&self, name: &str, arn: &str) -> Value {
        let mut shown = self.definition.shown.clone();
        shown.append(&mut self.origin(name, arn));
        Value::Object(shown)
    }

    /// As `ListSchedules` shows it.
    pub(super) fn summary(&self, name: &str, arn: &str) -> Value {
        let mut shown = self.origin(name, arn);
        shown.insert("State".to_owned(), self.definition.shown["State"].clone());
        let target = json!({ "Arn": self.definition.target_arn });
        shown.insert("Target".to_owned(), target);
        Value::Object(shown)
    }

    fn origin(&self, name: &str, arn: &str) -> serde_json::Map<String, Value> {
        let seconds = |ms: i64| json!(ms as f64 / 1000.0);
        let origin = json!({
            "Arn": arn,
            "CreationDate": seconds(self.created_ms),
            "GroupName": GROUP,
            "LastModificationDate": seconds(self.changed_ms),
            "Name": name,
        });
        origin.as_object().cloned().unwrap_or_default()
    }
}
