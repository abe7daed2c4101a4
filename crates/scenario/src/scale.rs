//! The times of a scenario as they are run: resolved, and scaled to another interval.

use lexdr_faults::vocabulary::{Param, Presence};

use crate::time::duration;
use crate::{Action, Expectation, Fault, Millis, RequestFault, Scenario, Span};

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
    /// - Fixed durations of the timeline, of faults that come and go by themselves and of
    ///   expectations about the way of the route, the distances of probes and the propagation of
    ///   aliases are multiplied by new interval ÷ old interval and rounded to the nearest
    ///   millisecond.
    /// - Counts of checks stay as they are: they scale with the interval by themselves.
    /// - Probes are never closer than 10 ms, a time greater than zero never becomes zero.
    ///
    /// What the interval does not decide does not scale: the check's time limit stands, so
    /// in short intervals it is the larger part of every bound, and so do latencies and limits on
    /// them: the duration of a check or of a write, the silence of a call.
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
            if let Action::Inject(injection) = &mut step.action
                && let Fault::Request(fault) = &mut injection.fault
            {
                scale_fault(fault, new, old);
            }
        }
        for expectation in &mut scenario.expect {
            match expectation {
                Expectation::Flips(change) | Expectation::Recovers(change) => {
                    change.within = span(change.within);
                }
                Expectation::DetectsWithin(detection) => {
                    detection.within = span(detection.within);
                }
                Expectation::Phase(limit) if waits_for_checks(&limit.name) => {
                    limit.within = span(limit.within);
                }
                Expectation::Callers(limits) => {
                    limits.lost_at_most = limits.lost_at_most.map(span);
                }
                Expectation::Phase(_)
                | Expectation::Route(_)
                | Expectation::Checker(_)
                | Expectation::FlapsAtMost(_)
                | Expectation::WritesAtMost(_)
                | Expectation::SessionsLeft(_) => {}
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

/// Whether a phase is as long as checks are apart; the others are as long as calls take.
fn waits_for_checks(phase: &str) -> bool {
    ["detect", "decide", "total", "outage"]
        .iter()
        .any(|end| phase.ends_with(end))
}

/// Scales the parameters of a fault that are plain lengths of time: how long it lasts each time,
/// and how long it takes to recover. Latencies are of another type and stay.
fn scale_fault(fault: &mut RequestFault, new: u64, old: u64) {
    let mut params = fault.params().clone();
    let mut changed = false;
    for param in fault.spec().params() {
        if param.type_text() != "duration" {
            continue;
        }
        let written = param_text(&params, param);
        let Some(length) = written.and_then(|text| duration(&text).ok()) else {
            continue;
        };
        let scaled = scale(length, new, old);
        if scaled != length
            && let Some(object) = params.as_object_mut()
        {
            let text = Span::Ms(scaled).to_string();
            object.insert(param.name.to_owned(), text.into());
            changed = true;
        }
    }
    // Shorter or longer times of a good fault make a good fault.
    if changed && let Ok(scaled) = RequestFault::parse(fault.name(), &params) {
        *fault = scaled;
    }
}

/// What a parameter says, or what it means where it is left out.
fn param_text(params: &serde_json::Value, param: &Param) -> Option<String> {
    match (params.get(param.name), param.presence) {
        (Some(value), _) => value.as_str().map(str::to_owned),
        (None, Presence::Default(text)) => Some(text.to_owned()),
        (None, _) => None,
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
