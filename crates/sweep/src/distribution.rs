//! How durations are spread.

use lexdr_verdict::Bounds;
use serde::Serialize;

/// How a duration is spread over many runs. Every figure is an interval that contains the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Distribution {
    /// How many were measured.
    pub n: usize,
    /// The shortest.
    pub min: Bounds,
    /// Half are as short.
    pub p50: Bounds,
    /// Nineteen in twenty are as short.
    pub p95: Bounds,
    /// All but one in a hundred are as short.
    pub p99: Bounds,
    /// The longest.
    pub max: Bounds,
}

impl Distribution {
    /// Of these durations; `None` if there are none.
    #[must_use]
    pub fn of(durations: &[Bounds]) -> Option<Self> {
        let sorted = |bound: fn(&Bounds) -> i64| {
            let mut all: Vec<_> = durations.iter().map(bound).collect();
            all.sort_unstable();
            all
        };
        let (low, high) = (sorted(|b| b.lo_ms), sorted(|b| b.hi_ms));
        let at = |percent: usize| {
            let rank = rank(durations.len(), percent);
            Some(Bounds::new(*low.get(rank)?, *high.get(rank)?))
        };
        Some(Self {
            n: durations.len(),
            min: at(0)?,
            p50: at(50)?,
            p95: at(95)?,
            p99: at(99)?,
            max: at(100)?,
        })
    }
}

/// The index of a percentile by nearest rank: the smallest value that so many are no longer than.
fn rank(n: usize, percent: usize) -> usize {
    (n * percent).div_ceil(100).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn of_nothing_there_is_no_distribution() {
        assert_eq!(Distribution::of(&[]), None);
    }

    #[test]
    fn of_one_all_figures_are_that_one() {
        let only = Bounds::new(3, 5);
        let spread = Distribution::of(&[only]).unwrap();
        let Distribution {
            n,
            min,
            p50,
            p95,
            p99,
            max,
        } = spread;
        assert_eq!(
            (n, min, p50, p95, p99, max),
            (1, only, only, only, only, only)
        );
    }

    #[rstest]
    #[case(100, 50, 49)]
    #[case(100, 95, 94)]
    #[case(100, 99, 98)]
    #[case(3, 50, 1)]
    #[case(3, 100, 2)]
    #[case(3, 0, 0)]
    fn percentiles_are_by_nearest_rank(
        #[case] n: usize,
        #[case] percent: usize,
        #[case] expected: usize,
    ) {
        assert_eq!(rank(n, percent), expected);
    }

    #[test]
    fn bounds_are_ordered_apart_and_still_enclose_the_truth() {
        // The truths are 10, 20 and 30; the widest bounds belong to the middle one.
        let spread =
            Distribution::of(&[Bounds::new(29, 31), Bounds::new(0, 90), Bounds::new(9, 11)])
                .unwrap();
        let encloses = |bounds: Bounds, truth| bounds.lo_ms <= truth && truth <= bounds.hi_ms;
        assert!(encloses(spread.min, 10) && encloses(spread.p50, 20) && encloses(spread.max, 30));
    }
}
