//! A histogram in text.

use lexdr_verdict::{Bounds, duration_exact};

const BINS: usize = 10;
const WIDTH: usize = 50;

/// How many durations fall where, by the middles of their bounds: ten rows, each with its range,
/// a bar and a count. Nothing of no durations.
#[must_use]
pub fn histogram(durations: &[Bounds]) -> String {
    let middle = |bounds: &Bounds| bounds.lo_ms.saturating_add(bounds.hi_ms) / 2;
    let Some(longest) = durations.iter().map(middle).max() else {
        return String::new();
    };
    let tenth = (longest.max(1).unsigned_abs() + 1).div_ceil(BINS as u64);
    // Whole seconds where they are that long, for the eye.
    let bin = if tenth > 1_000 {
        tenth.div_ceil(1_000) * 1_000
    } else {
        tenth
    };
    let mut counts = [0_usize; BINS];
    for duration in durations {
        let index = middle(duration).max(0).unsigned_abs() / bin;
        counts[usize::try_from(index).unwrap_or(BINS).min(BINS - 1)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let edge = |index: usize| {
        duration_exact(i64::try_from(bin.saturating_mul(index as u64)).unwrap_or(i64::MAX))
            .replace(".0s", "s")
    };
    let mut text = String::new();
    for (index, count) in counts.into_iter().enumerate() {
        let bar = "█".repeat((count * WIDTH).div_ceil(most));
        let (from, to) = (edge(index), edge(index + 1));
        let row = format!("  {from:>12} .. {to:<12} {bar} {count}");
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_in_one_row() {
        let durations: Vec<_> = (0..=1_000).map(|n| Bounds::new(n, n + 2)).collect();
        let text = histogram(&durations);
        let counts: Vec<usize> = text
            .lines()
            .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(counts.len(), BINS);
        assert_eq!(counts.iter().sum::<usize>(), durations.len());
        assert_eq!(histogram(&[]), "");
    }
}
