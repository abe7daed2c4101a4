//! The moments of the interval at which the fault is injected.

use lexdr_scenario::Millis;

/// `count` moments, counted from the check before: the first 1 ms after it, the last 1 ms before
/// the next one, the others evenly between. Fewer if the interval has no room for so many.
///
/// The extremes are there on purpose: the longest wait is measured, not hoped to be sampled.
#[must_use]
pub fn offsets(every: Millis, count: usize) -> Vec<Millis> {
    let last = every.0.saturating_sub(1).max(1);
    let steps = count.saturating_sub(1) as u64;
    if count == 0 {
        return Vec::new();
    }
    if steps == 0 || last == 1 {
        return vec![Millis(1)];
    }
    let room = last - 1;
    let mut offsets: Vec<_> = (0..=steps)
        .map(|n| {
            // Two factors of 64 bits fit in 128.
            let share = u128::from(room) * u128::from(n) / u128::from(steps);
            Millis(1 + u64::try_from(share).unwrap_or(room))
        })
        .collect();
    offsets.dedup();
    offsets
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(300_000, 1, &[1])]
    #[case(300_000, 2, &[1, 299_999])]
    #[case(300_001, 3, &[1, 150_000, 300_000])]
    #[case(4, 9, &[1, 2, 3])]
    #[case(1, 5, &[1])]
    #[case(300_000, 0, &[])]
    fn moments_are_even_and_hold_both_extremes(
        #[case] every: u64,
        #[case] count: usize,
        #[case] expected: &[u64],
    ) {
        let found: Vec<_> = offsets(Millis(every), count)
            .into_iter()
            .map(|offset| offset.0)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_thousand_moments_are_a_thousand_different_ones() {
        let found = offsets(Millis(300_000), 1_000);
        assert_eq!(found.len(), 1_000);
        assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(found.iter().all(|offset| (1..300_000).contains(&offset.0)));
    }
}
