//! Durations and instants as people read them.
//!
//! Below ten seconds to the millisecond, above to the tenth of a second. Bounds are rounded
//! outwards, so what is printed contains the truth as well.

use crate::Bounds;

#[derive(Clone, Copy)]
enum Round {
    Down,
    Up,
}

/// From here on a tenth of a second is precise enough.
const TENTHS_FROM_MS: u64 = 10_000;

/// A duration that is known exactly: `0s`, `4.215s`, `2m 59.9s`, `1h 02m 03.4s`; with
/// milliseconds where tenths would not be exact.
#[must_use]
pub fn duration_exact(ms: i64) -> String {
    let magnitude = ms.unsigned_abs();
    let text = if magnitude >= TENTHS_FROM_MS && !magnitude.is_multiple_of(100) {
        split(magnitude, 3)
    } else {
        rounded(magnitude, Round::Down)
    };
    if ms < 0 { format!("-{text}") } else { text }
}

/// The bounds of a duration: `2m 59.9s .. 3m 00.1s`, or one duration if both are the same.
#[must_use]
pub fn range(bounds: Bounds) -> String {
    if bounds.lo_ms == bounds.hi_ms {
        return duration_exact(bounds.lo_ms);
    }
    format!("{} .. {}", at_least(bounds.lo_ms), at_most(bounds.hi_ms))
}

/// A lower bound, rounded down.
pub(crate) fn at_least(ms: i64) -> String {
    rounded(ms.max(0).unsigned_abs(), Round::Down)
}

/// An upper bound, rounded up.
pub(crate) fn at_most(ms: i64) -> String {
    rounded(ms.max(0).unsigned_abs(), Round::Up)
}

/// An instant of the run's own clock: `00:12:00.0`.
#[must_use]
pub fn clock(ms: i64) -> String {
    let tenths = ms.unsigned_abs() / 100;
    let sign = if ms < 0 { "-" } else { "" };
    let (hours, minutes) = (tenths / 36_000, tenths / 600 % 60);
    format!(
        "{sign}{hours:02}:{minutes:02}:{:02}.{}",
        tenths / 10 % 60,
        tenths % 10
    )
}

fn rounded(ms: u64, round: Round) -> String {
    if ms == 0 {
        return "0s".to_owned();
    }
    if ms < TENTHS_FROM_MS {
        return split(ms, 3);
    }
    let tenths = match round {
        Round::Down => ms / 100,
        Round::Up => ms.div_ceil(100),
    };
    split(tenths, 1)
}

/// `count` of units of which `10^decimals` make a second.
fn split(count: u64, decimals: usize) -> String {
    let unit = if decimals == 1 { 10 } else { 1_000 };
    let (seconds, fraction) = (count / unit, count % unit);
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}h {minutes:02}m {rest:02}.{fraction:0decimals$}s")
    } else if minutes > 0 {
        format!("{minutes}m {rest:02}.{fraction:0decimals$}s")
    } else {
        format!("{rest}.{fraction:0decimals$}s")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "0s")]
    #[case(7, "0.007s")]
    #[case(9_999, "9.999s")]
    #[case(10_000, "10.0s")]
    #[case(179_900, "2m 59.9s")]
    #[case(315_000, "5m 15.0s")]
    #[case(315_010, "5m 15.010s")]
    #[case(3_723_400, "1h 02m 03.4s")]
    #[case(-1_500, "-1.500s")]
    fn exact_durations_lose_nothing(#[case] ms: i64, #[case] text: &str) {
        assert_eq!(duration_exact(ms), text);
    }

    #[rstest]
    #[case(Bounds::new(179_940, 180_040), "2m 59.9s .. 3m 00.1s")]
    #[case(Bounds::new(59_990, 59_999), "59.9s .. 1m 00.0s")]
    #[case(Bounds::new(0, 315_001), "0s .. 5m 15.1s")]
    #[case(Bounds::new(0, i64::MAX), "0s .. 2562047788015h 12m 55.9s")]
    #[case(Bounds::at(181_080), "3m 01.080s")]
    fn bounds_are_rounded_outwards(#[case] bounds: Bounds, #[case] text: &str) {
        assert_eq!(range(bounds), text);
    }

    #[rstest]
    #[case(720_040, "00:12:00.0")]
    #[case(-1_000, "-00:00:01.0")]
    #[case(90_061_900, "25:01:01.9")]
    fn instants_read_like_a_clock(#[case] ms: i64, #[case] text: &str) {
        assert_eq!(clock(ms), text);
    }
}
