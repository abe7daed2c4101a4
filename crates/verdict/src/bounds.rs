//! Intervals that contain the truth.

use serde::Serialize;

use crate::Outcome;

/// An instant or a duration of which only bounds are known: the truth lies in `[lo_ms, hi_ms]`,
/// both ends included. In milliseconds; instants count from the start of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bounds {
    /// Not before (not shorter than) this.
    pub lo_ms: i64,
    /// Not after (not longer than) this.
    pub hi_ms: i64,
}

impl Bounds {
    /// Zero, exactly.
    pub const ZERO: Self = Self::at(0);

    /// From `lo_ms` to `hi_ms`; an upper end below the lower one is raised to it.
    #[must_use]
    pub const fn new(lo_ms: i64, hi_ms: i64) -> Self {
        Self {
            lo_ms,
            hi_ms: if hi_ms < lo_ms { lo_ms } else { hi_ms },
        }
    }

    /// Known exactly.
    #[must_use]
    pub const fn at(ms: i64) -> Self {
        Self {
            lo_ms: ms,
            hi_ms: ms,
        }
    }

    /// The time from this instant to a later one. Where the two overlap the later one may have
    /// come at once; a duration is never negative.
    #[must_use]
    pub fn until(self, later: Self) -> Self {
        let lo = later.lo_ms.saturating_sub(self.hi_ms).max(0);
        let hi = later.hi_ms.saturating_sub(self.lo_ms).max(0);
        Self::new(lo, hi)
    }

    /// Whether the two may be the same instant.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.lo_ms <= other.hi_ms && other.lo_ms <= self.hi_ms
    }

    /// This duration against a limit: passed if all of it is within, failed if all of it is
    /// beyond, unknown if the limit lies inside.
    #[must_use]
    pub fn against(self, limit_ms: u64) -> Outcome {
        let limit = millis(limit_ms);
        if self.hi_ms <= limit {
            Outcome::Passed
        } else if self.lo_ms > limit {
            Outcome::Failed
        } else {
            Outcome::Unknown
        }
    }
}

/// Milliseconds of a scenario on the signed scale of a history. Above 292 million years it stays
/// at the end of the scale.
pub(crate) fn millis(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::apart(Bounds::new(10, 20), Bounds::new(50, 70), Bounds::new(30, 60))]
    #[case::overlapping(Bounds::new(10, 60), Bounds::new(50, 70), Bounds::new(0, 60))]
    #[case::the_wrong_way_round(Bounds::new(50, 60), Bounds::new(10, 20), Bounds::ZERO)]
    #[case::exact(Bounds::at(5), Bounds::at(9), Bounds::at(4))]
    #[case::beyond_the_scale(Bounds::at(i64::MIN), Bounds::at(i64::MAX), Bounds::at(i64::MAX))]
    fn a_duration_contains_every_pair_of_instants(
        #[case] from: Bounds,
        #[case] to: Bounds,
        #[case] expected: Bounds,
    ) {
        assert_eq!(from.until(to), expected);
    }

    #[rstest]
    #[case::touches_the_limit(Bounds::new(0, 100), Outcome::Passed)]
    #[case::straddles_it(Bounds::new(100, 101), Outcome::Unknown)]
    #[case::is_beyond_it(Bounds::new(101, 101), Outcome::Failed)]
    fn a_limit_is_judged_by_the_whole_interval(#[case] measured: Bounds, #[case] want: Outcome) {
        assert_eq!(measured.against(100), want);
    }
}
