//! A scenario cut down to its edges.
//!
//! The interval stays, and so do the thresholds, the faults and their order. What goes is waiting:
//! hours in which a route stands still tell nothing about how long it takes to move.

use lexdr_scenario::{Action, Millis, Scenario, Span, Step};

/// The time limit of the health check: the function is deployed with 15 s.
const CHECK_TIMEOUT: u64 = 15_000;

/// A fault that comes sooner than this after a check waits for another interval: the way back of
/// the fault before it, or the steady state before the first, may take a check's whole time.
const SETTLED: u64 = 20_000;

/// What a step may take. A fault that comes this late in the interval may be seen by the check after
/// the next one only.
const STEP: u64 = 2_000;

/// Callers come at least this far apart. Closer ones narrow the bounds, and they are nearly all that
/// a sweep costs: three calls of the SDK each.
const CLOSEST_CALLERS: u64 = 5_000;

/// Callers come this often in an interval, if that is not too close.
const CALLERS_IN_INTERVAL: u64 = 20;

/// Between a label and the number of its repetition, from 0.
pub(crate) const NUMBERED: char = '~';

/// How far callers are apart where nobody asks for more: 5 s or, if that is longer, a twentieth of
/// the interval. The bounds of a sweep are as wide as that.
#[must_use]
pub fn caller_every(interval: Millis) -> Millis {
    Millis(CLOSEST_CALLERS.max(interval.0 / CALLERS_IN_INTERVAL))
}

/// The scenario over and over in one run: once for each offset, with its first fault so long after
/// a check, and with no more waiting than it takes.
///
/// Undos come whole intervals after their injects, as many as the failure threshold asks for and
/// one more at the ends of the interval, so that the way back is measured at the same offset. The
/// next repetition begins when the route is back. Callers come every `caller` and ask one question
/// each; in the simulator the route is known exactly from its writes, so it is hardly probed.
#[must_use]
pub fn shortened(scenario: &Scenario, offsets: &[Millis], caller: Millis) -> Scenario {
    let every = scenario.check.every.0.max(1);
    let propagation = scenario.simulator.alias_propagation.0;
    let checks = |count: u32| u64::from(count.max(1));
    let (leave, come) = (
        checks(scenario.check.failure_threshold),
        checks(scenario.check.recovery_threshold),
    );

    let mut timeline = Vec::new();
    // A check after which everything is well.
    let mut base = 0_u64;
    for (number, offset) in offsets.iter().enumerate() {
        let early = offset.0 < SETTLED;
        let late = offset.0.saturating_add(STEP) > every;
        let hold =
            (leave + u64::from(early || late) + propagation.div_ceil(every)).saturating_mul(every);
        let mut now = base.saturating_add(offset.0);
        if early {
            now = now.saturating_add(every);
        }
        let mut before = None;
        for step in &scenario.timeline {
            let action = match &step.action {
                Action::Inject(injection) => {
                    let mut injection = injection.clone();
                    injection.label = numbered(&injection.label, number);
                    Action::Inject(injection)
                }
                Action::Undo(label) => Action::Undo(numbered(label, number)),
                Action::End(_) => continue,
            };
            let at = step.at.resolve(scenario.check.every).0;
            now = now.saturating_add(at.saturating_sub(before.unwrap_or(at)).min(hold));
            before = Some(at);
            timeline.push(step_at(now, action));
        }
        let effective = now.saturating_add(propagation).saturating_add(STEP);
        base = (effective / every + come).saturating_mul(every);
    }
    let end = base
        .saturating_add(CHECK_TIMEOUT)
        .saturating_add(caller.0.saturating_mul(2));
    timeline.push(step_at(end, Action::End(true)));

    let mut short = scenario.clone();
    short.timeline = timeline;
    short.probes.caller = caller;
    short.probes.route = Millis(every.max(60_000));
    // Longer than the run, so that nobody places an order: one question a caller.
    short.probes.order = Millis(end.saturating_add(every));
    // They judge the whole scenario, which this is not.
    short.expect.clear();
    short
}

fn numbered(label: &str, number: usize) -> String {
    format!("{label}{NUMBERED}{number}")
}

const fn step_at(ms: u64, action: Action) -> Step {
    Step {
        at: Span::Ms(Millis(ms)),
        action,
    }
}

#[cfg(test)]
mod tests {
    use lexdr_scenario::Scenario;
    use rstest::rstest;

    use super::*;

    const CALLER: Millis = Millis(7_500);

    fn drill(check: &str) -> Scenario {
        let text = format!(
            "name: drill\nsummary: A drill.\ncheck: {check}\ntimeline:\n  \
             - {{ at: 12m, inject: {{ alias-deleted: {{ region: primary }} }} }}\n  \
             - {{ at: 41m, undo: alias-deleted }}\n  - {{ at: 90m, end: true }}\n"
        );
        Scenario::parse("drill.yaml", &text).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn times(scenario: &Scenario) -> Vec<u64> {
        let every = scenario.check.every;
        let at = |step: &lexdr_scenario::Step| step.at.resolve(every).0;
        scenario.timeline.iter().map(at).collect()
    }

    #[rstest]
    #[case::in_the_middle("{ every: 5m }", 150_000, &[150_000, 450_000, 630_000])]
    #[case::just_before_a_check("{ every: 5m }", 299_999, &[299_999, 899_999, 1_230_000])]
    #[case::just_after_a_check("{ every: 5m }", 1, &[300_001, 900_001, 1_230_000])]
    #[case::thresholds(
        "{ every: 5m, failure-threshold: 2, recovery-threshold: 3 }",
        150_000,
        &[150_000, 750_000, 1_530_000]
    )]
    fn only_what_has_to_happen_is_left(
        #[case] check: &str,
        #[case] offset: u64,
        #[case] expected: &[u64],
    ) {
        let short = shortened(&drill(check), &[Millis(offset)], CALLER);
        assert_eq!(times(&short), expected);
        assert_eq!(short.check, drill(check).check, "the interval stays");
        assert_eq!(short.probes.caller, CALLER);
    }

    #[rstest]
    #[case(300_000, 15_000)]
    #[case(60_000, 5_000)]
    fn callers_come_in_proportion_to_the_interval(#[case] every: u64, #[case] caller: u64) {
        assert_eq!(caller_every(Millis(every)), Millis(caller));
    }

    #[test]
    fn a_short_cycle_is_not_made_longer() {
        let mut scenario = drill("{ every: 5m }");
        scenario.timeline[1].at = Span::Ms(Millis(13 * 60_000));
        let short = shortened(&scenario, &[Millis(100_000)], CALLER);
        assert_eq!(times(&short)[..2], [100_000, 160_000]);
    }

    #[test]
    fn repetitions_follow_one_another_with_labels_of_their_own() {
        let offsets = [Millis(1), Millis(150_000), Millis(299_999)];
        let short = shortened(&drill("{ every: 5m }"), &offsets, CALLER);
        let found = times(&short);
        assert_eq!(
            found,
            [
                300_001, 900_001, // back by the check at 1200 s
                1_350_000, 1_650_000, // back by the check at 1800 s
                2_099_999, 2_699_999, // back by the check at 3000 s
                3_030_000,
            ]
        );
        for (injects, offset) in found.iter().step_by(2).zip(offsets) {
            assert_eq!(injects % 300_000, offset.0);
        }
        let labels: Vec<_> = short
            .timeline
            .iter()
            .filter_map(|step| match &step.action {
                Action::Inject(injection) => Some(injection.label.as_str()),
                Action::Undo(label) => Some(label.as_str()),
                Action::End(_) => None,
            })
            .collect();
        assert_eq!(
            labels,
            [
                "alias-deleted~0",
                "alias-deleted~0",
                "alias-deleted~1",
                "alias-deleted~1",
                "alias-deleted~2",
                "alias-deleted~2"
            ]
        );
    }
}
