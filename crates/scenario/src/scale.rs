//! The times of a scenario as they are run: resolved, and scaled to another interval.

use crate::{Expectation, Millis, Scenario, Span};

/// The shortest distance between two probes: closer ones would measure the harness.
const CLOSEST_PROBES: Millis = Millis(10);

impl Scenario {
    /// The same with every instant of the timeline in milliseconds.
    ///
    /// Expectations keep their counts of checks: there `1 check` is not five minutes, it is "one
    /// interval, the check's time limit and the slack of the schedule".
    #[must_use]
    pub fn resolved(&self) -> Self {
        let mut scenario = self.clone();
        for step in &mut scenario.timeline {
            step.at = Span::Ms(step.at.resolve(self.check.every));
        }
        scenario
    }

    /// The same for another interval: the interval is `every`, and every other time is as long in
    /// proportion to it as it was.
    ///
    /// - Fixed durations of the timeline and the expectations, the distances of probes and the
    ///   propagation of aliases are multiplied by new interval ÷ old interval and rounded to the
    ///   nearest millisecond.
    /// - Counts of checks stay as they are: they scale with the interval by themselves.
    /// - Probes are never closer than 10 ms, a time greater than zero never becomes zero.
    ///
    /// What is not the scenario's to say does not scale: the check's time limit of 15 s stands,
    /// so in short intervals it is the larger part of every bound.
    #[must_use]
    pub fn scaled_to(&self, every: Millis) -> Self {
        let (new, old) = (every.0, self.check.every.0);
        let time = |time: Millis| scale(time, new, old);
        let span = |span: Span| match span {
            Span::Ms(ms) => Span::Ms(time(ms)),
            Span::MilliChecks(_) => span,
        };
        let mut scenario = self.clone();
        scenario.check.every = every;
        for step in &mut scenario.timeline {
            step.at = span(step.at);
        }
        for expectation in &mut scenario.expect {
            match expectation {
                Expectation::Flips(change) | Expectation::Recovers(change) => {
                    change.within = span(change.within);
                }
                Expectation::Callers(limits) => limits.lost_at_most = span(limits.lost_at_most),
                Expectation::Route(_) => {}
            }
        }
        let probes = &mut scenario.probes;
        for probe in [&mut probes.route, &mut probes.caller, &mut probes.order] {
            *probe = time(*probe).max(CLOSEST_PROBES);
        }
        let propagation = &mut scenario.simulator.alias_propagation;
        *propagation = time(*propagation);
        scenario
    }
}

fn scale(time: Millis, new: u64, old: u64) -> Millis {
    if time.0 == 0 || old == 0 {
        return time;
    }
    // Two factors of 64 bits fit in 128.
    let (product, old) = (u128::from(time.0) * u128::from(new), u128::from(old));
    let up = u128::from(product % old >= old.div_ceil(2));
    Millis(u64::try_from(product / old + up).unwrap_or(u64::MAX).max(1))
}
