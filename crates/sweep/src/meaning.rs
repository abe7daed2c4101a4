//! What the figures mean for callers and for the bill.

use lexdr_scenario::{Method, Millis};
use serde::Serialize;

use crate::{Prices, Theory};

/// The days over which availability is promised and checks are paid for.
pub const WINDOW_DAYS: u64 = 30;

/// Targets of availability, in thousandths of a percent: 99.9, 99.95 and 99.99 %.
pub const TARGETS: [u64; 3] = [99_900, 99_950, 99_990];

/// The intervals that are compared.
const INTERVALS: [Millis; 4] = [
    Millis(60_000),
    Millis(120_000),
    Millis(300_000),
    Millis(600_000),
];

const WINDOW_MS: u64 = WINDOW_DAYS * 24 * 60 * 60 * 1_000;

/// How much of an error budget one failover spends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spent {
    /// The target, in thousandths of a percent.
    pub target: u64,
    /// What it allows in [`WINDOW_DAYS`].
    pub allowed: Millis,
    /// The share of it that an outage of median length spends; 1 is all.
    pub typical: f64,
    /// The same for the longest.
    pub worst: f64,
}

/// An interval, with what it loses and what it costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IntervalCost {
    /// The interval.
    pub interval: Millis,
    /// The outage of median length, by theory.
    pub typical: Millis,
    /// The longest outage, by theory.
    pub worst: Millis,
    /// Calls lost in the median outage.
    pub calls_typical: f64,
    /// Calls lost in the longest.
    pub calls_worst: f64,
    /// The budgets spent.
    pub spent: Vec<Spent>,
    /// US dollars for the checks of [`WINDOW_DAYS`].
    pub monthly: f64,
}

/// What a failover costs at the usual intervals, and what checking so often costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meaning {
    /// Calls that arrive in a minute.
    pub calls_per_minute: f64,
    /// How the bot is asked, which decides the price.
    pub method: Method,
    /// The prices used.
    pub prices: Prices,
    /// One, two, five and ten minutes, and the scenario's own interval.
    pub intervals: Vec<IntervalCost>,
}

impl Meaning {
    /// For a check that takes this long and thresholds that take so many checks.
    #[must_use]
    pub fn new(theory: Theory, method: Method, calls_per_minute: f64, prices: Prices) -> Self {
        let mut compared = INTERVALS.to_vec();
        compared.push(theory.interval);
        compared.sort_unstable();
        compared.dedup();
        let intervals = compared
            .into_iter()
            .map(|interval| {
                let theory = Theory { interval, ..theory };
                let (typical, worst) = (theory.percentile(50), theory.percentile(100));
                IntervalCost {
                    interval,
                    typical,
                    worst,
                    calls_typical: lost_calls(typical, calls_per_minute),
                    calls_worst: lost_calls(worst, calls_per_minute),
                    spent: spent(typical, worst),
                    monthly: checks_in_window(interval) * prices.check(method, theory.check),
                }
            })
            .collect();
        Self {
            calls_per_minute,
            method,
            prices,
            intervals,
        }
    }
}

/// Calls that arrive while nobody is served.
pub(crate) fn lost_calls(outage: Millis, calls_per_minute: f64) -> f64 {
    outage.0 as f64 / 60_000.0 * calls_per_minute
}

/// The budgets that outages of these lengths spend.
pub(crate) fn spent(typical: Millis, worst: Millis) -> Vec<Spent> {
    TARGETS
        .into_iter()
        .map(|target| {
            let allowed = WINDOW_MS * (100_000 - target) / 100_000;
            let share = |outage: Millis| outage.0 as f64 / allowed as f64;
            Spent {
                target,
                allowed: Millis(allowed),
                typical: share(typical),
                worst: share(worst),
            }
        })
        .collect()
}

fn checks_in_window(interval: Millis) -> f64 {
    WINDOW_MS as f64 / interval.0.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn five_minutes() -> Theory {
        Theory {
            interval: Millis(300_000),
            checks: 1,
            check: Millis(200),
        }
    }

    #[test]
    fn budgets_are_those_of_thirty_days() {
        let allowed: Vec<_> = spent(Millis(0), Millis(0))
            .iter()
            .map(|spent| spent.allowed.0)
            .collect();
        // 43 min 12 s, 21 min 36 s, 4 min 19.2 s.
        assert_eq!(allowed, [2_592_000, 1_296_000, 259_200]);
    }

    #[test]
    fn a_shorter_interval_loses_less_and_costs_more() {
        let meaning = Meaning::new(five_minutes(), Method::SendMessage, 60.0, Prices::default());
        assert_eq!(
            meaning.intervals.len(),
            4,
            "five minutes are not listed twice"
        );
        assert!(meaning.intervals.windows(2).all(|pair| {
            pair[0].worst < pair[1].worst
                && pair[0].calls_worst < pair[1].calls_worst
                && pair[0].monthly > pair[1].monthly
        }));
        let minute = &meaning.intervals[0];
        // 43,200 checks at 0.00075 USD and a little.
        assert!((32.4..32.6).contains(&minute.monthly), "{}", minute.monthly);
        assert!((60.0..60.3).contains(&minute.calls_worst));
    }
}
