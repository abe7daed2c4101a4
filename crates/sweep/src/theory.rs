//! What the distribution should be.

use lexdr_scenario::Millis;
use serde::Serialize;

/// The law of a phase that waits for checks: the fault comes at any moment of the interval with
/// the same probability, so the wait for the next check is uniform over the interval; further
/// checks, where a threshold asks for them, add a whole interval each, and the check its own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Theory {
    /// The interval.
    pub interval: Millis,
    /// Checks in a row that it takes, at least 1.
    pub checks: u32,
    /// What the check itself takes.
    pub check: Millis,
}

impl Theory {
    /// The duration that so many percent are no longer than.
    #[must_use]
    pub fn percentile(&self, percent: u64) -> Millis {
        let Self {
            interval,
            checks,
            check,
        } = *self;
        let whole = u64::from(checks.saturating_sub(1)).saturating_mul(interval.0);
        let share = interval.0.saturating_mul(percent.min(100)) / 100;
        Millis(whole.saturating_add(share).saturating_add(check.0))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::best(1, 0, 120)]
    #[case::half(1, 50, 150_120)]
    #[case::worst(1, 100, 300_120)]
    #[case::worst_of_two_checks(2, 100, 600_120)]
    fn the_wait_is_uniform_over_the_interval(
        #[case] checks: u32,
        #[case] percent: u64,
        #[case] expected: u64,
    ) {
        let theory = Theory {
            interval: Millis(300_000),
            checks,
            check: Millis(120),
        };
        assert_eq!(theory.percentile(percent), Millis(expected));
    }
}
