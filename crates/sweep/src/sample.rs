//! What is counted of a run.

use lexdr_history::{Event, History};
use lexdr_scenario::Millis;
use lexdr_verdict::{Bounds, Phase, Verdict};

use crate::shorten::NUMBERED;

/// One failover and failback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// When the fault came, counted from the check before.
    pub offset: Millis,
    /// Its phases.
    pub phases: Vec<Phase>,
    /// How long callers went unserved, all its outages together.
    pub lost: Bounds,
}

impl Sample {
    /// The samples of a run of [`shortened`](crate::shortened) with these offsets.
    #[must_use]
    pub fn of_run(offsets: &[Millis], verdict: &Verdict) -> Vec<Self> {
        let number = |label: &Option<String>| -> Option<usize> {
            label.as_deref()?.rsplit_once(NUMBERED)?.1.parse().ok()
        };
        let sample = |(index, offset): (usize, &Millis)| {
            let phases = verdict
                .phases
                .iter()
                .filter(|phase| number(&phase.edge) == Some(index))
                .cloned()
                .collect();
            let lost = verdict
                .callers
                .outages
                .iter()
                .filter(|outage| number(&outage.edge) == Some(index))
                .fold(Bounds::ZERO, |sum, outage| {
                    Bounds::new(
                        sum.lo_ms.saturating_add(outage.lasted.lo_ms),
                        sum.hi_ms.saturating_add(outage.lasted.hi_ms),
                    )
                });
            Self {
                offset: *offset,
                phases,
                lost,
            }
        };
        offsets.iter().enumerate().map(sample).collect()
    }
}

/// From the start of each check that moved the route to its write, in milliseconds.
#[must_use]
pub fn moving_checks(history: &History) -> Vec<u64> {
    let mut route = None;
    let mut took = Vec::new();
    for event in &history.events {
        let Event::Write(write) = event else { continue };
        let moved = route.is_some() && route != Some(&write.lex_region);
        route = Some(&write.lex_region);
        if !moved {
            continue;
        }
        let writer = history.events.iter().find_map(|event| match event {
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
