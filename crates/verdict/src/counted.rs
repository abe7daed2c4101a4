//! Runs of the health check that nobody saw, as CloudWatch counted them.
//!
//! What is counted is counted by the minute and by the clock of AWS, so a minute at either end of the
//! run may hold checks of before and after it. What was counted is at least that of the minutes within
//! the run, and at most that of all; if a part of the run was not counted, nobody knows the most.

use lexdr_history::{Counts, Minute};

use crate::Bounds;

const MINUTE_MS: i64 = 60_000;

/// How far the clocks of a run and of AWS may be apart if nothing tells. `lexdr doctor` complains
/// beyond it.
const SKEW: Bounds = Bounds::new(-10_000, 10_000);

/// What was counted, and of which part of the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted<'a> {
    what: &'a Counts,
    /// Its line; the header is line 1.
    pub(crate) line: usize,
    /// The part in which every check is the run's.
    within: Bounds,
    /// Whether no part of the run was left out.
    is_whole: bool,
}

/// A number that is not known exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Between {
    pub(crate) least: u64,
    pub(crate) most: Option<u64>,
}

impl<'a> Counted<'a> {
    /// What was counted of a run that was watched from zero to `end_ms`. The clock of AWS is so much
    /// ahead of the run's, if that is known.
    pub(crate) fn new(what: &'a Counts, line: usize, end_ms: i64, ahead: Option<Bounds>) -> Self {
        let ahead = ahead.unwrap_or(SKEW);
        let within = Bounds {
            lo_ms: ahead.hi_ms,
            hi_ms: end_ms.saturating_add(ahead.lo_ms),
        };
        let counted = what.during;
        let is_whole =
            counted.start_ms <= ahead.lo_ms && counted.end_ms >= end_ms.saturating_add(ahead.hi_ms);
        Self {
            what,
            line,
            within,
            is_whole,
        }
    }

    /// How many there were.
    pub(crate) fn runs(&self) -> Between {
        self.sum(|minute| minute.runs)
    }

    /// How many failed so that somebody can see it: by an error, at the time limit, or by not being
    /// run at all.
    pub(crate) fn failed(&self) -> Between {
        self.sum(|minute| minute.failed.saturating_add(minute.throttled))
    }

    /// The longest of them, without its cold start.
    pub(crate) fn longest_ms(&self) -> Between {
        self.over(|minute| minute.longest_ms, u64::max)
    }

    fn sum(&self, of: impl Fn(&Minute) -> u64) -> Between {
        self.over(of, u64::saturating_add)
    }

    fn over(&self, of: impl Fn(&Minute) -> u64, with: impl Fn(u64, u64) -> u64) -> Between {
        let minutes = self.what.minutes.iter();
        let inner = minutes.clone().filter(|minute| {
            minute.start_ms >= self.within.lo_ms
                && minute.start_ms.saturating_add(MINUTE_MS) <= self.within.hi_ms
        });
        Between {
            least: inner.map(&of).fold(0, &with),
            most: self.is_whole.then(|| minutes.map(&of).fold(0, &with)),
        }
    }
}
