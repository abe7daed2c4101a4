//! A scenario cut down to its edges.
//!
//! The interval stays, and so do the thresholds, the faults and their order. What goes is waiting:
//! hours in which a route stands still tell nothing about how long it takes to move.

use lexdr_scenario::{Action, Millis, Scenario, Span};

/// The time limit of the health check: the function is deployed with 15 s.
const CHECK_TIMEOUT: u64 = 15_000;

/// A fault that comes sooner than this after the start gets a whole interval before it: the
/// steady state is verified first, which takes a few seconds where a bot is slow.
const SETTLED: u64 = 20_000;

/// What a step may take. A fault that comes this late in the interval may be seen by the check after
/// the next one only.
const STEP: u64 = 2_000;

/// Callers come at least this far apart. Closer ones would narrow the bounds and cost a call each.
const CLOSEST_CALLERS: u64 = 5_000;

/// Callers come this often in an interval, if that is not too close.
const CALLERS_IN_INTERVAL: u64 = 30;

/// The scenario with its first fault `offset` after a check, and no longer than it has to be.
///
/// Undos come whole intervals after their injects, as many as the failure threshold asks for and
/// one more at the ends of the interval, so that the way back is measured at the same offset. Callers ask one question each, every 5 s or,
/// if that is longer, thirty times in an interval; in the simulator the route is known exactly
/// from its writes, so it is hardly probed.
#[must_use]
pub fn shortened(scenario: &Scenario, offset: Millis) -> Scenario {
    let every = scenario.check.every.0.max(1);
    let propagation = scenario.simulator.alias_propagation.0;
    let early = offset.0 < SETTLED;
    let late = offset.0.saturating_add(STEP) > every;
    let checks = |count: u32| u64::from(count.max(1));
    let hold = (checks(scenario.check.failure_threshold)
        + u64::from(early || late)
        + propagation.div_ceil(every))
    .saturating_mul(every);
    let caller = CLOSEST_CALLERS.max(every / CALLERS_IN_INTERVAL);

    let mut short = scenario.clone();
    let mut before = None;
    let mut now = every
        .saturating_mul(u64::from(early))
        .saturating_add(offset.0);
    for step in &mut short.timeline {
        let at = step.at.resolve(scenario.check.every).0;
        if let Action::End(_) = step.action {
            let effective = now.saturating_add(propagation).saturating_add(STEP);
            let tick = (effective / every).saturating_add(1).saturating_mul(every);
            now = tick
                .saturating_add(
                    (checks(scenario.check.recovery_threshold) - 1).saturating_mul(every),
                )
                .saturating_add(CHECK_TIMEOUT)
                .saturating_add(2 * caller);
        } else if let Some(before) = before {
            now = now.saturating_add(at.saturating_sub(before).min(hold));
        }
        before = Some(at);
        step.at = Span::Ms(Millis(now));
    }
    short.probes.caller = Millis(caller);
    short.probes.route = Millis(every.max(60_000));
    // One question a caller: longer than any run, so that nobody places an order.
    short.probes.order = Millis(now.saturating_add(every));
    // They judge the whole scenario, which this is not.
    short.expect.clear();
    short
}

#[cfg(test)]
mod tests {
    use lexdr_scenario::Scenario;
    use rstest::rstest;

    use super::*;

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
    #[case::in_the_middle("{ every: 5m }", 150_000, &[150_000, 450_000, 635_000])]
    #[case::just_before_a_check("{ every: 5m }", 299_999, &[299_999, 899_999, 1_235_000])]
    #[case::just_after_a_check("{ every: 5m }", 1, &[300_001, 900_001, 1_235_000])]
    #[case::thresholds(
        "{ every: 5m, failure-threshold: 2, recovery-threshold: 3 }",
        150_000,
        &[150_000, 750_000, 1_535_000]
    )]
    fn only_what_has_to_happen_is_left(
        #[case] check: &str,
        #[case] offset: u64,
        #[case] expected: &[u64],
    ) {
        let short = shortened(&drill(check), Millis(offset));
        assert_eq!(times(&short), expected);
        assert_eq!(short.check, drill(check).check, "the interval stays");
        assert_eq!(short.probes.caller, Millis(10_000));
    }

    #[test]
    fn a_short_cycle_is_not_made_longer() {
        let mut scenario = drill("{ every: 5m }");
        scenario.timeline[1].at = Span::Ms(Millis(13 * 60_000));
        let short = shortened(&scenario, Millis(100_000));
        assert_eq!(times(&short)[..2], [100_000, 160_000]);
    }
}
