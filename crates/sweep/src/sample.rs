//! What is counted of one run.

use lexdr_history::{Event, History};
use lexdr_scenario::Millis;
use lexdr_verdict::{Bounds, Phase, Verdict};

/// One run of a sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// When the fault came, counted from the check before.
    pub offset: Millis,
    /// The phases of that run.
    pub phases: Vec<Phase>,
    /// How long callers went unserved, all outages of the run together.
    pub lost: Bounds,
    /// From the start of each check that moved the route to its write, in milliseconds.
    pub checks_ms: Vec<u64>,
}

impl Sample {
    /// Takes a run's figures from its history and verdict.
    #[must_use]
    pub fn new(offset: Millis, history: &History, verdict: &Verdict) -> Self {
        Self {
            offset,
            phases: verdict.phases.clone(),
            lost: verdict.callers.lost,
            checks_ms: moving_checks(&history.events),
        }
    }
}

fn moving_checks(events: &[Event]) -> Vec<u64> {
    let mut route = None;
    let mut took = Vec::new();
    for event in events {
        let Event::Write(write) = event else { continue };
        let moved = route.is_some() && route != Some(&write.lex_region);
        route = Some(&write.lex_region);
        if !moved {
            continue;
        }
        let writer = events.iter().find_map(|event| match event {
            Event::Check(check)
                if check.during.start_ms <= write.at_ms && write.at_ms <= check.during.end_ms =>
            {
                u64::try_from(write.at_ms - check.during.start_ms).ok()
            }
            _ => None,
        });
        took.extend(writer);
    }
    took
}
