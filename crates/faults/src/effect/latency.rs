//! How long a call takes longer.

use std::time::Duration;

use serde::Serialize;

use super::quantiles::{LOGNORMAL, PARETO, factor};
use crate::field::{Field, FieldError, Read};
use crate::units::Millis;

/// How much longer a call takes, in whole milliseconds: tokio's timers have no finer grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Latency {
    /// Always this long.
    Constant(Millis),
    /// Anything between these two, both included.
    Uniform {
        /// The shortest.
        from: Millis,
        /// The longest.
        to: Millis,
    },
    /// Lognormal: a moderate tail on both sides of the median.
    Lognormal {
        /// Half of the calls take longer, at least 1 ms.
        median: Millis,
        /// One call in a hundred takes longer.
        p99: Millis,
    },
    /// Pareto: a sharp lower end and a heavy tail.
    Pareto {
        /// Half of the calls take longer, at least 1 ms.
        median: Millis,
        /// One call in a hundred takes longer.
        p99: Millis,
    },
}

impl Latency {
    /// A duration, or a mapping with the name of a distribution.
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        if field.value.is_string() {
            return Millis::read(field).map(Self::Constant);
        }
        let (name, inner) = field.variant(&["constant", "uniform", "lognormal", "pareto"])?;
        let inner = inner.ok_or_else(|| field.error(format!("`{name}` needs a value")))?;
        let two = |low: &'static str, high: &'static str| {
            let fields = inner.fields(&[low, high])?;
            Ok((
                Millis::read(&fields.need(low)?)?,
                Millis::read(&fields.need(high)?)?,
            ))
        };
        match name {
            "constant" => Millis::read(&inner).map(Self::Constant),
            "uniform" => two("from", "to").map(|(from, to)| Self::Uniform { from, to }),
            "lognormal" => {
                two("median", "p99").map(|(median, p99)| Self::Lognormal { median, p99 })
            }
            _ => two("median", "p99").map(|(median, p99)| Self::Pareto { median, p99 }),
        }
    }

    pub(crate) fn check(&self) -> Read<()> {
        let fail = |at: &str, problem: String| {
            Err(FieldError::new(format!("effect.latency.{at}"), problem))
        };
        match self {
            Self::Uniform { from, to } if to < from => {
                fail("uniform.to", format!("{to} is shorter than {from}"))
            }
            Self::Lognormal { median, p99 } | Self::Pareto { median, p99 } => {
                let name = if matches!(self, Self::Pareto { .. }) {
                    "pareto"
                } else {
                    "lognormal"
                };
                if median.0 == 0 {
                    fail(
                        &format!("{name}.median"),
                        "the median is below 1 ms".to_owned(),
                    )
                } else if p99 < median {
                    fail(
                        &format!("{name}.p99"),
                        format!("{p99} is shorter than the median {median}"),
                    )
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    /// The time of the next call.
    pub(crate) fn draw(&self, rng: &mut fastrand::Rng) -> Duration {
        let ms = match *self {
            Self::Constant(ms) => ms.0,
            Self::Uniform { from, to } => rng.u64(from.0..=to.0.max(from.0)),
            Self::Lognormal { median, p99 } => tail(median, p99, LOGNORMAL, rng),
            Self::Pareto { median, p99 } => tail(median, p99, PARETO, rng),
        };
        Duration::from_millis(ms)
    }
}

/// Both distributions are `median × (p99 / median)^k`, where `k` depends on the quantile only.
fn tail(median: Millis, p99: Millis, table: &[(u32, f64)], rng: &mut fastrand::Rng) -> u64 {
    /// Where the answer no longer matters: a year.
    const LONGEST_MS: f64 = 365.0 * 86_400_000.0;
    let ratio = (p99.0 as f64 / median.0.max(1) as f64).max(1.0);
    let ms = median.0 as f64 * factor(ratio, rng.u32(0..1_000_000), table);
    ms.round().min(LONGEST_MS) as u64
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn sorted(latency: Latency) -> Vec<u128> {
        let mut rng = fastrand::Rng::with_seed(11);
        let mut times: Vec<u128> = (0..20_000)
            .map(|_| latency.draw(&mut rng).as_millis())
            .collect();
        times.sort_unstable();
        times
    }

    // The ends are where the tables are cut: 200 ms times 10 to their first and last exponents.
    #[rstest]
    #[case(Latency::Lognormal { median: Millis(200), p99: Millis(2_000) }, 5, 7_939)]
    #[case(Latency::Pareto { median: Millis(200), p99: Millis(2_000) }, 133, 30_076)]
    fn a_tail_has_its_median_and_its_99th_percentile(
        #[case] latency: Latency,
        #[case] least: u128,
        #[case] most: u128,
    ) {
        let times = sorted(latency);
        assert!(
            (190..=210).contains(&times[10_000]),
            "median {}",
            times[10_000]
        );
        assert!(
            (1_700..=2_400).contains(&times[19_800]),
            "p99 {}",
            times[19_800]
        );
        assert!(times[0] >= least, "least {}", times[0]);
        assert!(
            times[19_999] <= most && times[19_999] > 4_000,
            "most {}",
            times[19_999]
        );
    }

    #[test]
    fn a_uniform_latency_reaches_both_ends() {
        let times = sorted(Latency::Uniform {
            from: Millis(10),
            to: Millis(20),
        });
        assert_eq!((times[0], times[19_999]), (10, 20));
    }

    #[test]
    fn extreme_tails_neither_overflow_nor_panic() {
        let times = sorted(Latency::Pareto {
            median: Millis(1),
            p99: Millis(u64::MAX),
        });
        assert_eq!(times[19_999], 365 * 86_400_000);
    }
}
