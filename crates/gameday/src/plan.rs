//! What a game day will do, before it does anything: each call with its undo, when, who is
//! affected, and what it costs.
//!
//! A plan is data, made from a scenario, the configuration and what the account looks like. It
//! prints itself for whoever is on call, and serializes for programs.

mod affects;
mod ending;
mod rather;
mod render;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use lexdr_journal::Change;
use lexdr_scenario::{Action, Injection, Millis, Scenario, Span};
use serde::{Serialize, Serializer};

use crate::config::Config;
use crate::cost::Cost;

pub use affects::{Affects, Reach};
pub use ending::Ending;
pub use rather::Rather;
pub(crate) use render::date;

/// What a game day will do.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The scenario's name.
    pub scenario: String,
    /// What it teaches.
    pub summary: String,
    /// The account.
    pub account: String,
    /// When it starts.
    #[serde(serialize_with = "as_text")]
    pub starts: Timestamp,
    /// How long it goes on, if nothing stops it.
    #[serde(rename = "lasts-ms")]
    pub lasts: Millis,
    /// The faults, in order of time.
    pub faults: Vec<PlannedFault>,
    /// Where calls are made that change something.
    pub regions: BTreeSet<String>,
    /// What it costs.
    pub cost: Cost,
}

/// A fault, from its injection to the dead-man's switch. Times count from the start.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlannedFault {
    /// The name it is undone by.
    pub label: String,
    /// The fault's name.
    pub fault: &'static str,
    /// It may come and go between two checks, and is meant to.
    pub brief: bool,
    /// When it is injected.
    #[serde(rename = "at-ms")]
    pub at: Millis,
    /// When it is undone.
    #[serde(rename = "until-ms")]
    pub until: Millis,
    /// When the dead-man's switch undoes it, if nobody has.
    #[serde(rename = "deadline-ms")]
    pub deadline: Millis,
    /// What ends it if nobody does.
    pub ending: Ending,
    /// What shows the same and ends by itself, if this does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rather: Option<Rather>,
    /// Who feels it.
    pub affects: Affects,
    /// What is changed, in order. It is undone in the opposite order.
    #[serde(serialize_with = "as_lines")]
    pub changes: Vec<Change>,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// An injection of the scenario came without its changes.
    #[error("nothing says what {label} would change; read the account again")]
    Unprepared {
        /// The injection's label.
        label: String,
    },
    /// An undo that undoes nothing, or a fault that is never undone.
    #[error("{label} does not have one inject and one undo after it; correct the timeline")]
    Unpaired {
        /// The injection's label.
        label: String,
    },
    /// A scenario that injects nothing.
    #[error("{scenario} injects nothing; name a scenario with a fault")]
    Empty {
        /// The scenario's name.
        scenario: String,
    },
    /// The scenario counts in another interval than the rule.
    #[error(
        "the scenario has a check every {scenario}, the system every {system}; scale the one to \
         the other with `--check-every {system}`"
    )]
    Interval {
        /// The scenario's.
        scenario: Span,
        /// The system's.
        system: Span,
    },
    /// It would end at no time there is.
    #[error("{scenario} is too long to have an end")]
    Endless {
        /// The scenario's name.
        scenario: String,
    },
}

impl Plan {
    /// The plan of a scenario that starts at this instant; `prepared` holds what each injection
    /// would change, in the order of the timeline.
    ///
    /// # Errors
    /// If the scenario and what was prepared do not fit together.
    pub fn new(
        scenario: &Scenario,
        config: &Config,
        prepared: Vec<(Injection, Vec<Change>)>,
        starts: Timestamp,
    ) -> Result<Self, PlanError> {
        let every = config.system.check_every;
        if scenario.check.every != every {
            return Err(PlanError::Interval {
                scenario: Span::Ms(scenario.check.every),
                system: Span::Ms(every),
            });
        }
        let mut prepared = VecDeque::from(prepared);
        let mut open: BTreeMap<String, (Millis, Injection, Vec<Change>)> = BTreeMap::new();
        let mut faults = Vec::new();
        let mut lasts = Millis(0);
        for step in &scenario.timeline {
            let at = step.at.resolve(every);
            lasts = lasts.max(at);
            match &step.action {
                Action::Inject(injection) => {
                    let label = injection.label.clone();
                    let changes = match prepared.pop_front() {
                        Some((planned, changes)) if planned == *injection => changes,
                        _ => return Err(PlanError::Unprepared { label }),
                    };
                    let opened = (at, injection.clone(), changes);
                    if open.insert(label.clone(), opened).is_some() {
                        return Err(PlanError::Unpaired { label });
                    }
                }
                Action::Undo(label) => {
                    let Some(opened) = open.remove(label) else {
                        let label = label.clone();
                        return Err(PlanError::Unpaired { label });
                    };
                    faults.push(fault(opened, at, config));
                }
                Action::End(_) => {}
            }
        }
        if let Some(label) = open.into_keys().next() {
            return Err(PlanError::Unpaired { label });
        }
        let name = || scenario.name.clone();
        if faults.is_empty() {
            return Err(PlanError::Empty { scenario: name() });
        }
        faults.sort_by_key(|fault: &PlannedFault| fault.at);
        together(&mut faults);
        let plan = Self {
            scenario: name(),
            summary: scenario.summary.clone(),
            account: config.account.id.clone(),
            starts,
            lasts,
            regions: changes(&faults).flat_map(regions).collect(),
            cost: Cost::of(
                lasts,
                &config.probes,
                u64::try_from(changes(&faults).count()).unwrap_or(u64::MAX),
            ),
            faults,
        };
        // What is printed later must be an instant.
        match after(starts, plan.settled()) {
            Some(_) => Ok(plan),
            None => Err(PlanError::Endless { scenario: name() }),
        }
    }

    /// What is changed, in order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        changes(&self.faults)
    }

    /// From when on nothing of it can be left, counted from the start: it is over, and so is the
    /// time of each dead-man's switch.
    #[must_use]
    pub fn settled(&self) -> Millis {
        let deadlines = self.faults.iter().map(|fault| fault.deadline);
        deadlines.fold(self.lasts, Millis::max)
    }

    /// The date of an instant of the plan.
    #[must_use]
    pub fn date(&self, at: Millis) -> Timestamp {
        // It was seen to exist when the plan was made.
        after(self.starts, at).unwrap_or(Timestamp::MAX)
    }
}

/// When the dead-man's switch undoes what this label names, in milliseconds from the start; at the
/// start, if nothing undoes it: there is no plan of that.
pub(crate) fn deadline(scenario: &Scenario, config: &Config, label: &str) -> i64 {
    let mut steps = scenario.timeline.iter();
    let undo = steps.find(|step| matches!(&step.action, Action::Undo(of) if of == label));
    let every = config.system.check_every;
    let deadline = undo.map_or(Millis(0), |undo| switched(undo.at.resolve(every), config));
    i64::try_from(deadline.0).unwrap_or(i64::MAX)
}

/// When the dead-man's switch undoes what is undone at this time.
fn switched(until: Millis, config: &Config) -> Millis {
    Millis(until.0.saturating_add(config.switch.margin.0))
}

/// An instant some time after another.
pub(crate) fn after(start: Timestamp, time: Millis) -> Option<Timestamp> {
    let time = i64::try_from(time.0).ok()?;
    start.checked_add(SignedDuration::from_millis(time)).ok()
}

fn fault(
    (at, injection, changes): (Millis, Injection, Vec<Change>),
    until: Millis,
    config: &Config,
) -> PlannedFault {
    let ending = Ending::of(&changes);
    PlannedFault {
        rather: Rather::than(&injection.fault).filter(|_| ending == Ending::Stays),
        label: injection.label,
        fault: injection.fault.name(),
        brief: injection.brief,
        at,
        until,
        deadline: switched(until, config),
        ending,
        affects: Affects::of(&injection.fault, &config.system),
        changes,
    }
}

/// Tells of each fault what it does beside those that are in effect at the same time.
fn together(faults: &mut [PlannedFault]) {
    let alone: Vec<PlannedFault> = faults.to_vec();
    for fault in faults {
        for other in &alone {
            if fault.at < other.until && other.at < fault.until {
                fault.affects.beside(&other.affects, &other.label);
            }
        }
    }
}

fn changes(faults: &[PlannedFault]) -> impl Iterator<Item = &Change> {
    faults.iter().flat_map(|fault| &fault.changes)
}

/// Where a change and its undo are made.
fn regions(change: &Change) -> [String; 3] {
    let Change { apply, undo, .. } = change;
    let subject = change.subject.region();
    [subject, &apply.region, &undo.region].map(str::to_owned)
}

fn as_text<T: std::fmt::Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

/// Changes as people see them: what a state holds besides is nobody's business.
fn as_lines<S: Serializer>(changes: &[Change], to: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Line {
        subject: String,
        apply: String,
        undo: String,
    }
    to.collect_seq(changes.iter().map(|change| Line {
        subject: change.subject.to_string(),
        apply: change.apply.to_string(),
        undo: change.undo.to_string(),
    }))
}
