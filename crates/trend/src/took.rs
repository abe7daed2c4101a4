//! Durations of which only bounds are known, and their median.

use lexdr_verdict::{Bounds, duration_exact, range};
use serde::Serialize;

/// How long something took: the truth lies between the two ends, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Took {
    /// Not shorter than this.
    pub lo_ms: i64,
    /// Not longer than this; nothing if the run ended before it did.
    pub hi_ms: Option<i64>,
}

impl Took {
    /// What a file says. No duration is negative, and none ends before it begins.
    pub(crate) fn new(lo_ms: i64, hi_ms: i64) -> Self {
        let lo_ms = lo_ms.max(0);
        Self {
            lo_ms,
            hi_ms: Some(hi_ms.max(lo_ms)),
        }
    }

    /// Not over when the run was.
    pub(crate) fn endless(self) -> Self {
        Self {
            hi_ms: None,
            ..self
        }
    }

    /// The longer of two, whichever that is.
    pub(crate) fn longest(self, other: Self) -> Self {
        Self {
            lo_ms: self.lo_ms.max(other.lo_ms),
            hi_ms: self.hi_ms.zip(other.hi_ms).map(|(a, b)| a.max(b)),
        }
    }

    /// `2m 59.9s .. 3m 00.1s`, `at least 2m 59.9s`.
    pub(crate) fn text(self) -> String {
        match self.hi_ms {
            Some(hi_ms) => range(Bounds::new(self.lo_ms, hi_ms)),
            None => format!("at least {}", duration_exact(self.lo_ms)),
        }
    }
}

/// The median of several, which encloses the median of the truths. Of an even number it lies between
/// the two in the middle.
pub(crate) fn median(all: &[Took]) -> Option<Took> {
    let (lower, upper) = (all.len().checked_sub(1)? / 2, all.len() / 2);
    let mut los: Vec<i64> = all.iter().map(|took| took.lo_ms).collect();
    los.sort_unstable();
    // One without an upper end is longer than any with one.
    let mut his: Vec<i64> = all.iter().filter_map(|took| took.hi_ms).collect();
    his.sort_unstable();
    let (lo, hi) = (los[lower], his.get(lower).zip(his.get(upper)));
    Some(Took {
        // Neither is negative, so nothing overflows; halves are rounded outwards.
        lo_ms: lo + (los[upper] - lo) / 2,
        hi_ms: hi.map(|(a, b)| b - (b - a) / 2),
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn took(lo_ms: i64, hi_ms: i64) -> Took {
        Took::new(lo_ms, hi_ms)
    }

    #[rstest]
    #[case::none(&[], None)]
    #[case::one(&[took(1, 5)], Some(took(1, 5)))]
    #[case::odd(&[took(9, 90), took(1, 95), took(5, 50)], Some(took(5, 90)))]
    #[case::even(&[took(4, 10), took(1, 10), took(7, 13), took(90, 99)], Some(took(5, 12)))]
    #[case::huge(&[took(0, i64::MAX), took(i64::MAX, i64::MAX)],
                 Some(took(i64::MAX / 2, i64::MAX)))]
    #[case::an_outage_that_did_not_end(&[took(4, 10), took(1, 10).endless(), took(7, 13)],
                                       Some(took(4, 13)))]
    #[case::most_did_not_end(&[took(4, 10).endless(), took(1, 10).endless(), took(7, 13)],
                             Some(took(4, 0).endless()))]
    fn the_median_encloses_the_median_of_the_truths(
        #[case] all: &[Took],
        #[case] expected: Option<Took>,
    ) {
        assert_eq!(median(all), expected);
    }

    #[rstest]
    #[case(took(5, 3), "0.005s")]
    #[case(took(-5, 3), "0s .. 0.003s")]
    #[case(took(179_900, 181_000), "2m 59.9s .. 3m 01.0s")]
    #[case(took(179_900, 181_000).endless(), "at least 2m 59.9s")]
    fn a_duration_is_shown_with_its_ends(#[case] took: Took, #[case] text: &str) {
        assert_eq!(took.text(), text);
    }
}
