//! The newest run against those before it.

use serde::Serialize;

use crate::took::median;
use crate::{Options, Took};

/// Fewer earlier runs than this have no median worth comparing with.
pub const FEWEST: usize = 3;

/// Less than this is no change, however short the phase is: what lies between two probes, and a cold
/// start, is of that size.
pub const LEAST_MS: i64 = 1_000;

/// What became of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// All of the newest interval lies above the limit.
    Slower,
    /// All of it lies below the median by as much.
    Faster,
    /// Neither can be told.
    AsBefore,
    /// Fewer than [`FEWEST`] of the earlier runs had it.
    TooFewRuns,
    /// Earlier runs had it and the newest has not.
    NotThisTime,
}

impl Change {
    /// As people read it; what went wrong is louder.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Slower => "SLOWER",
            Self::Faster => "faster",
            Self::AsBefore => "as before",
            Self::TooFewRuns => "too few runs",
            Self::NotThisTime => "not this time",
        }
    }
}

/// A phase of the newest run beside the same phase of those before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// As in a verdict; `unserved` is all outages of a run together.
    pub name: String,
    /// Label of the fault that was injected or undone.
    pub edge: Option<String>,
    /// How many of the earlier runs had it.
    pub earlier: usize,
    /// Their median.
    pub median: Option<Took>,
    /// Beyond this the newest is slower; nothing if it cannot be.
    pub limit_ms: Option<i64>,
    /// How long it took in the newest run.
    pub newest: Option<Took>,
    /// What that means.
    pub change: Change,
}

impl Compared {
    pub(crate) fn new(
        (name, edge): (&str, Option<&str>),
        earlier: &[Took],
        newest: Option<Took>,
        options: &Options,
    ) -> Self {
        let median = median(earlier);
        let enough = median.filter(|_| earlier.len() >= FEWEST);
        let limit_ms = enough.and_then(|median| limit_ms(median, options));
        let change = match (enough, newest) {
            (_, None) => Change::NotThisTime,
            (None, Some(_)) => Change::TooFewRuns,
            (Some(_), Some(newest)) if limit_ms.is_some_and(|limit| newest.lo_ms > limit) => {
                Change::Slower
            }
            (Some(median), Some(newest)) if is_faster(median, newest, options) => Change::Faster,
            (Some(_), Some(_)) => Change::AsBefore,
        };
        Self {
            name: name.to_owned(),
            edge: edge.map(str::to_owned),
            earlier: earlier.len(),
            median,
            limit_ms,
            newest,
            change,
        }
    }
}

fn limit_ms(median: Took, options: &Options) -> Option<i64> {
    let hi_ms = median.hi_ms?;
    Some(hi_ms.saturating_add(room_ms(hi_ms, options)))
}

fn is_faster(median: Took, newest: Took, options: &Options) -> bool {
    let limit_ms = median.lo_ms.saturating_sub(room_ms(median.lo_ms, options));
    newest.hi_ms.is_some_and(|hi_ms| hi_ms < limit_ms)
}

/// How far from the median is no change.
fn room_ms(ms: i64, options: &Options) -> i64 {
    let share = i128::from(ms) * i128::from(options.tolerance_percent) / 100;
    i64::try_from(share).unwrap_or(i64::MAX).max(LEAST_MS)
}
