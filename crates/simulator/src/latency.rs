//! How long things take.
//!
//! A call's time has a part before the instant at which the service acts and a part after it, so
//! that a caller who gives up, or a fault that begins, can fall on either side. Whole milliseconds
//! only: tokio's timers have no finer grain.

use std::time::Duration;

use lexdr_wire::Service;

use crate::random::Stream;

/// Typical times of each service. The values are medians of the simulated distribution, chosen to
/// have the order of magnitude of in-region calls; they are not measurements of AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    medians_ms: [u32; Service::ALL.len()],
    in_region: Vec<(Service, String, u32)>,
    cold_start_ms: u32,
    queue_ms: u32,
}

impl Default for Latency {
    fn default() -> Self {
        let medians_ms = Service::ALL.map(|service| match service {
            Service::LexRuntime | Service::LexRuntimeV2 => 12,
            Service::LexModels | Service::LexModelsV2 => 40,
            Service::DynamoDb => 4,
            Service::Lambda => 8,
            Service::Events | Service::Scheduler => 15,
            Service::Iam => 50,
            Service::Sts => 10,
            Service::CloudWatch | Service::S3 => 20,
            Service::Connect => 60,
        });
        Self {
            medians_ms,
            in_region: Vec::new(),
            cold_start_ms: 60,
            queue_ms: 10,
        }
    }
}

impl Latency {
    /// Nothing takes any time.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            medians_ms: [0; Service::ALL.len()],
            in_region: Vec::new(),
            cold_start_ms: 0,
            queue_ms: 0,
        }
    }

    /// The median of a service's calls in every region. Whole milliseconds, rounded down.
    #[must_use]
    pub fn service(mut self, service: Service, median: Duration) -> Self {
        self.medians_ms[index(service)] = whole_ms(median);
        self
    }

    /// The median of a service's calls in one region.
    #[must_use]
    pub fn service_in(mut self, service: Service, region: &str, median: Duration) -> Self {
        self.in_region
            .push((service, region.to_owned(), whole_ms(median)));
        self
    }

    /// The median time to make an execution environment, before the program's own start.
    #[must_use]
    pub fn cold_start(mut self, median: Duration) -> Self {
        self.cold_start_ms = whole_ms(median);
        self
    }

    /// The median time of an event in Lambda's queue, when nothing holds it up.
    #[must_use]
    pub fn queue(mut self, median: Duration) -> Self {
        self.queue_ms = whole_ms(median);
        self
    }
}

fn whole_ms(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}

fn index(service: Service) -> usize {
    Service::ALL
        .iter()
        .position(|known| *known == service)
        .unwrap_or(0)
}

/// Quantiles 0/16 to 16/16 of a lognormal distribution with median 1 and sigma 0.35, in
/// thousandths, its ends cut at 0.45 and 2.6. A table, because the exponential function of the C
/// library is not the same to the last bit everywhere.
const QUANTILES: [u64; 17] = [
    450, 584, 669, 733, 790, 843, 894, 947, 1000, 1057, 1118, 1187, 1266, 1364, 1496, 1711, 2600,
];

/// A time drawn from the distribution with this median, in milliseconds; never 0 unless the
/// median is.
fn draw(random: u64, median_ms: u32) -> u32 {
    if median_ms == 0 {
        return 0;
    }
    let position = random >> 32;
    let (step, rest) = ((position >> 28) as usize, position & 0x0fff_ffff);
    let (low, high) = (QUANTILES[step], QUANTILES[step + 1]);
    let thousandths = low + (((high - low) * rest) >> 28);
    let ms = (u64::from(median_ms) * thousandths + 500) / 1000;
    u32::try_from(ms).unwrap_or(u32::MAX).max(1)
}

/// The time of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delay {
    /// Until the service acts.
    pub(crate) before: Duration,
    /// From there to the answer.
    pub(crate) after: Duration,
}

/// The times of one region.
#[derive(Debug)]
pub(crate) struct Pace {
    services: [(u32, Stream); Service::ALL.len()],
    cold_start: (u32, Stream),
    queue: (u32, Stream),
}

impl Pace {
    pub(crate) fn new(latency: &Latency, seed: u64, region: &str) -> Self {
        let stream = |what: &str| Stream::new(seed, &format!("latency of {what} in {region}"));
        let median = |service: Service| {
            let own = latency.in_region.iter().rev();
            own.clone()
                .find(|(of, place, _)| *of == service && place == region)
                .map_or(latency.medians_ms[index(service)], |(.., median)| *median)
        };
        Self {
            services: Service::ALL
                .map(|service| (median(service), stream(service.endpoint_prefix()))),
            cold_start: (latency.cold_start_ms, stream("cold start")),
            queue: (latency.queue_ms, stream("queue")),
        }
    }

    /// The time of the next call of `service`.
    pub(crate) fn call(&self, service: Service) -> Delay {
        let (median, stream) = &self.services[index(service)];
        if *median == 0 {
            return Delay {
                before: Duration::ZERO,
                after: Duration::ZERO,
            };
        }
        let total = draw(stream.next(), *median);
        let before = (stream.next() % u64::from(total + 1)) as u32;
        let ms = |ms: u32| Duration::from_millis(u64::from(ms));
        Delay {
            before: ms(before),
            after: ms(total - before),
        }
    }

    /// The time to make the next execution environment.
    pub(crate) fn cold_start(&self) -> Duration {
        let (median, stream) = &self.cold_start;
        Duration::from_millis(u64::from(draw(stream.next(), *median)))
    }

    /// The time of the next event in the queue.
    pub(crate) fn queue(&self) -> Duration {
        let (median, stream) = &self.queue;
        Duration::from_millis(u64::from(draw(stream.next(), *median)))
    }
}

/// Sleeps; returns at once, without a turn of the scheduler, if there is nothing to wait for.
pub(crate) async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stay_within_their_bounds_and_around_their_median() {
        let pace = Pace::new(&Latency::default(), 1, "us-east-1");
        let mut totals: Vec<u128> = (0..2000)
            .map(|_| pace.call(Service::LexRuntime))
            .map(|delay| (delay.before + delay.after).as_millis())
            .collect();
        totals.sort_unstable();
        assert!(
            totals[0] >= 5 && totals[1999] <= 31,
            "{} .. {}",
            totals[0],
            totals[1999]
        );
        assert!((11..=13).contains(&totals[1000]), "median {}", totals[1000]);
        assert!(totals[0] < totals[1999]);
    }

    #[test]
    fn the_acting_instant_falls_early_and_late() {
        let pace = Pace::new(&Latency::default(), 1, "us-east-1");
        let delays: Vec<Delay> = (0..500).map(|_| pace.call(Service::LexModels)).collect();
        assert!(delays.iter().any(|delay| delay.before < delay.after / 4));
        assert!(delays.iter().any(|delay| delay.after < delay.before / 4));
    }

    #[test]
    fn a_region_may_be_slower_and_none_is_none() {
        let slow =
            Latency::default().service_in(Service::DynamoDb, "us-west-2", Duration::from_secs(1));
        let total = |delay: Delay| delay.before + delay.after;
        let west = Pace::new(&slow, 1, "us-west-2").call(Service::DynamoDb);
        let east = Pace::new(&slow, 1, "us-east-1").call(Service::DynamoDb);
        assert!(total(west) >= Duration::from_millis(450));
        assert!(total(east) <= Duration::from_millis(11));
        let nothing = Pace::new(&Latency::none(), 1, "us-east-1");
        assert_eq!(total(nothing.call(Service::Iam)), Duration::ZERO);
        assert_eq!(nothing.cold_start(), Duration::ZERO);
    }

    #[test]
    fn the_same_seed_gives_the_same_times() {
        let times = |seed| {
            let pace = Pace::new(&Latency::default(), seed, "us-east-1");
            (0..20)
                .map(|_| pace.call(Service::Lambda))
                .collect::<Vec<_>>()
        };
        assert_eq!(times(5), times(5));
        assert_ne!(times(5), times(6));
    }
}
