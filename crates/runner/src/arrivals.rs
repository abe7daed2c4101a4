//! When probes are made.

use std::time::Duration;

use lexdr_scenario::{Arrivals, Millis, Probes};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Tells the callers' generator from others of the same seed.
const CALLERS: u64 = 0x0063_616c_6c65_7273;

/// The times between probes.
pub(crate) enum Gaps {
    /// Always the same.
    Constant(Duration),
    /// At random: in each millisecond somebody arrives with the same probability.
    ///
    /// This is a Poisson process in whole milliseconds, drawn with whole numbers only, because a
    /// logarithm is not the same to the last bit on every machine.
    Poisson {
        /// One arrival in so many milliseconds, on average.
        mean_ms: u64,
        /// The run's own.
        rng: fastrand::Rng,
    },
}

impl Gaps {
    pub(crate) fn constant(every: Millis) -> Self {
        Self::Constant(Duration::from_millis(every.0.max(1)))
    }

    /// The times between callers.
    pub(crate) fn of_callers(probes: &Probes, seed: u64) -> Self {
        match probes.arrivals {
            Arrivals::Constant => Self::constant(probes.caller),
            Arrivals::Poisson => Self::Poisson {
                mean_ms: probes.caller.0.max(1),
                rng: fastrand::Rng::with_seed(seed ^ CALLERS),
            },
        }
    }

    fn next(&mut self) -> Duration {
        match self {
            Self::Constant(every) => *every,
            Self::Poisson { mean_ms, rng } => {
                let mut gap = 1;
                while rng.u64(0..*mean_ms) != 0 {
                    gap += 1;
                }
                Duration::from_millis(gap)
            }
        }
    }
}

/// Starts `act` after each gap from `origin` on, numbered from 1, until told to stop; then waits
/// for those still under way. A slow one does not delay the next.
pub(crate) async fn at_each<F>(
    origin: Instant,
    mut gaps: Gaps,
    mut stopped: watch::Receiver<bool>,
    act: impl Fn(u64) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut under_way = JoinSet::new();
    let mut at = origin;
    for n in 1.. {
        at += gaps.next();
        tokio::select! {
            biased;
            _ = stopped.changed() => break,
            () = sleep_until(at) => {}
        }
        while under_way.try_join_next().is_some() {}
        under_way.spawn(act(n));
    }
    while under_way.join_next().await.is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gaps_ms(seed: u64, count: usize) -> Vec<u128> {
        let probes = Probes {
            caller: Millis(1_000),
            arrivals: Arrivals::Poisson,
            ..Probes::default()
        };
        let mut gaps = Gaps::of_callers(&probes, seed);
        (0..count).map(|_| gaps.next().as_millis()).collect()
    }

    /// Mean and variance of an exponential distribution are its parameter and the square of it; the
    /// standard error of both from 4,000 draws is under 5 %.
    #[test]
    fn callers_at_random_come_as_often_as_asked() {
        let gaps = gaps_ms(1, 4_000);
        let mean = gaps.iter().sum::<u128>() as f64 / 4_000.0;
        let square = |gap: &u128| (*gap as f64 - mean).powi(2);
        let deviation = (gaps.iter().map(square).sum::<f64>() / 4_000.0).sqrt();
        assert!((900.0..1_100.0).contains(&mean), "mean {mean}");
        assert!(
            (900.0..1_100.0).contains(&deviation),
            "deviation {deviation}"
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_arrivals() {
        assert_eq!(gaps_ms(7, 50), gaps_ms(7, 50));
        assert_ne!(gaps_ms(7, 50), gaps_ms(8, 50));
    }
}
