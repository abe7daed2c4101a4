//! The rules in force, shared by everybody who adds, removes and applies them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use lexdr_wire::{Call, Request};
use tokio::time::Instant;

use crate::audit::Audit;
use crate::builder::Builder;
use crate::field::FieldError;
use crate::matching::CallerKind;
use crate::plan::{Active, Plan, Question};
use crate::random;
use crate::rule::Rule;

/// Tells who makes a call.
pub(crate) type Classify = Box<dyn Fn(&Call) -> CallerKind + Send + Sync>;

/// A handle on the rules in force. Clones share them.
#[derive(Clone)]
pub struct Faults(Arc<Shared>);

/// What the clones of a handle share.
struct Shared {
    seed: u64,
    origin: Instant,
    epoch: SystemTime,
    classify: Classify,
    audit: Option<Box<dyn Audit>>,
    /// Whether there may be rules: what a call without faults pays.
    armed: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    rules: Vec<Active>,
    /// How often each name was added, so that a rule that comes again does not repeat itself.
    added: BTreeMap<String, u64>,
    fired: BTreeMap<String, u64>,
    answered: u64,
}

/// Why a rule was not added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddError {
    /// The rule makes no sense.
    #[error(transparent)]
    Invalid(#[from] FieldError),
    /// There is a rule of this name already.
    #[error("there is already a rule `{id}`")]
    Duplicate {
        /// The name.
        id: String,
    },
}

impl Faults {
    /// Starts setting up a handle.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(
        seed: u64,
        (origin, epoch): (Instant, SystemTime),
        classify: Classify,
        audit: Option<Box<dyn Audit>>,
    ) -> Self {
        let (armed, state) = (AtomicBool::new(false), Mutex::default());
        Self(Arc::new(Shared {
            seed,
            origin,
            epoch,
            classify,
            audit,
            armed,
            state,
        }))
    }

    /// The run's time.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.0.origin.elapsed()
    }

    /// Adds a rule behind those in force.
    ///
    /// # Errors
    /// When the rule does not pass [`Rule::check`] or its name is taken.
    pub fn add(&self, rule: Rule) -> Result<(), AddError> {
        rule.check()?;
        let now = self.now();
        let mut state = self.state();
        state.expire(now);
        if state.rules.iter().any(|active| active.rule.id == rule.id) {
            return Err(AddError::Duplicate { id: rule.id });
        }
        let nth = state.added.entry(rule.id.clone()).or_default();
        *nth += 1;
        let active = Active::new(rule, now, self.0.seed, *nth);
        state.rules.push(active);
        self.0.armed.store(true, Ordering::Release);
        Ok(())
    }

    /// Removes a rule; `None` if there is none of this name. Calls that it holds up stay held up.
    pub fn remove(&self, id: &str) -> Option<Rule> {
        let mut state = self.state();
        let at = state.rules.iter().position(|active| active.rule.id == id)?;
        let rule = state.rules.remove(at).rule;
        self.0
            .armed
            .store(!state.rules.is_empty(), Ordering::Release);
        Some(rule)
    }

    /// The rules in force, in the order in which they apply.
    #[must_use]
    pub fn list(&self) -> Vec<Rule> {
        let now = self.now();
        let mut state = self.state();
        state.expire(now);
        state
            .rules
            .iter()
            .map(|active| active.rule.clone())
            .collect()
    }

    /// Removes all rules. The counts of [`Faults::fired`] stay.
    pub fn clear(&self) {
        self.state().rules.clear();
        self.0.armed.store(false, Ordering::Release);
    }

    /// How often each rule did something, by name; also those that are no longer in force.
    #[must_use]
    pub fn fired(&self) -> BTreeMap<String, u64> {
        let state = self.state();
        state
            .added
            .keys()
            .map(|id| (id.clone(), *state.fired.get(id).unwrap_or(&0)))
            .collect()
    }

    /// Whether no call can be meant by a rule, so that nobody has to look at any.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        !self.0.armed.load(Ordering::Acquire)
    }

    pub(crate) fn epoch(&self) -> SystemTime {
        self.0.epoch
    }

    /// What is to happen to a call made now. Counts it, and tells the audit.
    pub(crate) fn plan(&self, call: &Call, request: &Request) -> Plan {
        let caller = (self.0.classify)(call);
        let now = self.now();
        let question = Question {
            call,
            caller,
            request,
            now,
        };
        let mut state = self.state();
        state.expire(now);
        self.0
            .armed
            .store(!state.rules.is_empty(), Ordering::Release);
        state.answered += 1;
        let request_id = random::request_id(self.0.seed, state.answered);
        let mut plan = Plan::default();
        for active in &mut state.rules {
            active.apply(&question, &request_id, &mut plan);
        }
        for fired in &plan.fired {
            *state.fired.entry(fired.rule.clone()).or_default() += 1;
        }
        drop(state);
        if let Some(audit) = &self.0.audit {
            plan.fired.iter().for_each(|fired| audit.fired(fired));
        }
        plan
    }

    /// The state. A panic elsewhere leaves it whole: every change is a single assignment or push.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn expire(&mut self, now: Duration) {
        self.rules
            .retain(|active| active.rule.expires.is_none_or(|at| now < at.duration()));
    }
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Faults")
            .field("seed", &self.0.seed)
            .field("rules", &self.list())
            .finish_non_exhaustive()
    }
}
