//! Resolving counts of checks, scaling to another interval.

use lexdr_scenario::{Action, Expectation, Millis, Scenario, Span};
use proptest::prelude::*;
use rstest::rstest;

use crate::{FULL, GOOD, errors, good_but, shown};

fn good() -> Scenario {
    Scenario::parse("good.yaml", GOOD).unwrap()
}

fn instants(scenario: &Scenario) -> Vec<String> {
    scenario
        .timeline
        .iter()
        .map(|step| step.at.to_string())
        .collect()
}

#[test]
fn the_timeline_is_resolved_and_expectations_keep_their_counts() {
    let resolved = good().resolved();
    assert_eq!(instants(&resolved), ["12m", "22m 30s", "1h"]);
    assert_eq!(resolved.expect, good().expect);
}

#[test]
fn times_scale_in_proportion_to_the_interval() {
    let scaled = good().scaled_to(Millis(3_000));
    assert_eq!(scaled.check.every, Millis(3_000));
    assert_eq!(instants(&scaled), ["7s 200ms", "4.5 checks", "36s"]);
    assert_eq!(
        instants(&scaled.resolved()),
        ["7s 200ms", "13s 500ms", "36s"]
    );
    let within = |n: usize| match &scaled.expect[n] {
        Expectation::Flips(change) | Expectation::Recovers(change) => change.within.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(within(0), "1 check");
    assert_eq!(within(1), "3s 600ms");
    assert_eq!(scaled.simulator.alias_propagation, Millis(300));
    // 1 s becomes 10 ms, 500 ms would become 5 ms.
    assert_eq!(scaled.probes.route, Millis(10));
    assert_eq!(scaled.probes.caller, Millis(10));
    assert_eq!(scaled.probes.order, Millis(600));
}

#[test]
fn what_is_zero_stays_zero_and_what_is_not_does_not_become_it() {
    let text = good_but("at: 12m", "at: 0s").replace("propagation: 30s", "propagation: 1ms");
    let scaled = Scenario::parse("x", &text)
        .unwrap()
        .scaled_to(Millis(1_000));
    assert_eq!(scaled.timeline[0].at, Span::Ms(Millis(0)));
    assert_eq!(scaled.simulator.alias_propagation, Millis(1));
}

#[test]
fn faults_that_come_and_go_scale_and_what_calls_take_does_not() {
    let scaled = Scenario::parse("x", FULL)
        .unwrap()
        .scaled_to(Millis(30_000));
    let json = serde_json::to_value(&scaled).unwrap().to_string();
    assert!(json.contains(r#""on":"30s""#), "{json}");
    assert!(json.contains(r#""off":"15s""#), "{json}");
    assert!(json.contains(r#""p99":"6s""#), "{json}");
    let within = |name: &str| {
        scaled
            .expect
            .iter()
            .find_map(|expectation| match expectation {
                Expectation::Phase(limit) if limit.name == name => Some(limit.within),
                _ => None,
            })
    };
    assert_eq!(within("failover.total"), Some(Span::Ms(Millis(36_000))));
    assert_eq!(within("failover.write"), Some(Span::Ms(Millis(1_000))));
    let Some(Expectation::Callers(limits)) = scaled.expect.get(2) else {
        panic!("{:?}", scaled.expect)
    };
    assert_eq!(limits.silence_at_most, Some(Span::Ms(Millis(8_000))));
    assert_eq!(
        limits.error_budget.as_ref().unwrap().window,
        Millis(2_592_000_000)
    );
}

proptest! {
    #[test]
    fn scaling_to_its_own_interval_changes_nothing(factor in 1_u64..1000) {
        let scaled = good().scaled_to(Millis(300_000 * factor));
        prop_assert_eq!(scaled.scaled_to(Millis(300_000)), good());
        prop_assert_eq!(good().scaled_to(Millis(300_000)), good());
    }

    #[test]
    fn steps_stay_in_order(every in 1_u64..10_000_000) {
        let scaled = good().scaled_to(Millis(every));
        let at: Vec<Millis> = scaled.timeline.iter().map(|s| s.at.resolve(scaled.check.every)).collect();
        prop_assert!(at.is_sorted(), "{:?}", at);
        prop_assert!(matches!(scaled.timeline.last().unwrap().action, Action::End(true)));
    }

    #[test]
    fn no_scenario_is_too_odd_to_scale(scenario in crate::json::scenario(), every in any::<u64>()) {
        let _ = scenario.scaled_to(Millis(every)).resolved();
    }
}

#[rstest]
#[case("0s", Span::Ms(Millis(0)))]
#[case("250ms", Span::Ms(Millis(250)))]
#[case("1h 30m", Span::Ms(Millis(5_400_000)))]
#[case("1.5s", Span::Ms(Millis(1_500)))]
#[case("\"90s\"", Span::Ms(Millis(90_000)))]
#[case("1 check", Span::MilliChecks(1_000))]
#[case("2 checks", Span::MilliChecks(2_000))]
#[case("2.5 checks", Span::MilliChecks(2_500))]
#[case("0.125 checks", Span::MilliChecks(125))]
#[case("2.5000 checks", Span::MilliChecks(2_500))]
#[case("30 days", Span::Ms(Millis(2_592_000_000)))]
fn a_span_is_a_duration_or_a_count_of_checks(#[case] text: &str, #[case] span: Span) {
    let scenario = Scenario::parse(
        "x",
        &good_but("lost-at-most: 1 check", &format!("lost-at-most: {text}")),
    );
    let expect = scenario.unwrap_or_else(|errors| panic!("{errors}")).expect;
    let [_, _, Expectation::Callers(limits), ..] = expect.as_slice() else {
        panic!("{expect:?}")
    };
    assert_eq!(limits.lost_at_most, Some(span));
}

const BAD_SPANS: &[&str] = &[
    "90",
    "-5m",
    "-1 check",
    "--5m",
    "500us",
    "1ms 1us",
    "5 minuets",
    "3 chekcs",
    "one check",
    "1.0005 checks",
    "1000000 checks",
    "31 days",
    "12M",
    "99999999999999999999s",
    "soon",
    "check",
    "''",
    "",
    "[5m]",
];

#[test]
fn a_bad_span_is_told_what_is_wrong() {
    let cases = BAD_SPANS.iter().map(|text| {
        let line = format!("lost-at-most: {text}");
        (
            line.clone(),
            errors(&good_but("lost-at-most: 1 check", &line)),
        )
    });
    insta::assert_snapshot!(shown(cases));
}

#[test]
fn an_interval_is_a_duration_of_a_second_or_more() {
    assert_eq!(lexdr_scenario::interval("3s"), Ok(Millis(3_000)));
    assert_eq!(lexdr_scenario::interval("1s"), Ok(Millis(1_000)));
    let error = lexdr_scenario::interval("999ms").unwrap_err();
    assert_eq!(error.to_string(), "`999ms` is too short; at least 1s");
    assert_eq!(lexdr_scenario::duration("999ms"), Ok(Millis(999)));
    let error = lexdr_scenario::duration("90").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`90` has no unit; write `90s`, or another of ms, s, m, h"
    );
}
