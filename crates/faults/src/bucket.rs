//! Token buckets on the run's time.

use std::time::Duration;

use crate::units::Rate;

/// A token bucket that starts full. Exact: it counts whole shares of a token, one token being as
/// many shares as the rate's period has milliseconds, so that every millisecond adds `count`.
#[derive(Debug)]
pub(crate) struct Bucket {
    shares: u64,
    at_ms: u64,
}

impl Bucket {
    pub(crate) fn full(rate: Rate, burst: u32, now: Duration) -> Self {
        Self {
            shares: capacity(rate, burst),
            at_ms: millis(now),
        }
    }

    /// Takes a token, if there is one.
    pub(crate) fn take(&mut self, rate: Rate, burst: u32, now: Duration) -> bool {
        let now = millis(now);
        let passed = now.saturating_sub(self.at_ms);
        self.at_ms = self.at_ms.max(now);
        let earned = passed.saturating_mul(u64::from(rate.count));
        self.shares = self
            .shares
            .saturating_add(earned)
            .min(capacity(rate, burst));
        match self.shares.checked_sub(rate.per.0) {
            Some(rest) => {
                self.shares = rest;
                true
            }
            None => false,
        }
    }
}

fn capacity(rate: Rate, burst: u32) -> u64 {
    rate.per.0.saturating_mul(u64::from(burst))
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Millis;

    fn allowed(rate: Rate, burst: u32, every_ms: u64, calls: u64) -> Vec<bool> {
        let mut bucket = Bucket::full(rate, burst, Duration::ZERO);
        (0..calls)
            .map(|n| bucket.take(rate, burst, Duration::from_millis(n * every_ms)))
            .collect()
    }

    #[test]
    fn the_burst_passes_and_then_the_rate() {
        let rate = Rate {
            count: 2,
            per: Millis(1_000),
        };
        let passed = allowed(rate, 3, 100, 23);
        let at: Vec<usize> = passed
            .iter()
            .enumerate()
            .filter(|(_, ok)| **ok)
            .map(|(n, _)| n)
            .collect();
        // Three at once (refilling meanwhile by 0.2 a call), then one each 500 ms.
        assert_eq!(at, [0, 1, 2, 5, 10, 15, 20]);
    }

    #[test]
    fn a_third_of_a_token_is_not_lost_to_rounding() {
        let rate = Rate {
            count: 1,
            per: Millis(3),
        };
        let passed = allowed(rate, 1, 1, 3_001).iter().filter(|ok| **ok).count();
        assert_eq!(passed, 1_001);
    }

    #[test]
    fn a_rate_of_none_lets_only_the_burst_pass() {
        let rate = Rate {
            count: 0,
            per: Millis(1_000),
        };
        assert_eq!(
            allowed(rate, 2, 60_000, 5),
            [true, true, false, false, false]
        );
    }
}
