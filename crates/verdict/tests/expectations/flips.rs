//! That the route flips and recovers in time.

use lexdr_history::Event;
use lexdr_scenario::{Expectation, Millis, RouteChange, RouteRef, Span};
use lexdr_verdict::fixture::{Drill, INJECT_MS, SECONDARY};
use lexdr_verdict::{Bounds, Outcome, judge};
use rstest::rstest;

use crate::{ONE_CHECK, judged, ms};

fn flips(within: Span) -> Expectation {
    Expectation::Flips(RouteChange {
        to: RouteRef::Secondary,
        within,
        after: None,
    })
}

fn recovers(within: Span) -> Expectation {
    Expectation::Recovers(RouteChange {
        to: RouteRef::Primary,
        within,
        after: None,
    })
}

// The flip at 900.200 comes [180.160, 180.200] after the fault.
#[rstest]
#[case::well_within(ONE_CHECK, Outcome::Passed)]
#[case::at_the_limit(ms(180_200), Outcome::Passed)]
#[case::one_below(ms(180_199), Outcome::Unknown)]
#[case::at_the_lower_end(ms(180_160), Outcome::Unknown)]
#[case::beyond(ms(180_159), Outcome::Failed)]
fn a_flip_is_judged_by_all_of_its_interval(#[case] within: Span, #[case] want: Outcome) {
    let judged = judged(&Drill::new("x"), flips(within));
    assert_eq!(judged.outcome, want);
    assert_eq!(judged.measured_ms, Some(Bounds::new(180_160, 180_200)));
    assert_eq!(judged.why.is_none(), want == Outcome::Passed);
}

#[test]
fn a_limit_in_checks_is_interval_plus_timeout_plus_slack() {
    let drill = Drill {
        expect: vec![flips(Span::MilliChecks(2_500))],
        ..Drill::new("x")
    };
    let mut header = drill.header();
    header.schedule_slack_ms = Millis(60_000);
    let verdict = judge(&header, &drill.events());
    assert_eq!(
        verdict.expectations[0].limit_ms,
        Some(750_000 + 15_000 + 60_000)
    );
    assert_eq!(
        verdict.expectations[0].text,
        "flips to secondary within 2.5 checks"
    );
}

#[test]
fn a_duration_means_itself_whatever_the_slack() {
    assert_eq!(
        judged(&Drill::new("x"), flips(ms(181_000))).limit_ms,
        Some(181_000)
    );
}

#[rstest]
#[case::it_never_flips(vec![], flips(ONE_CHECK), Outcome::Failed)]
#[case::it_flips_to_err(vec![(900_200, "err")], flips(ONE_CHECK), Outcome::Failed)]
#[case::it_flips_too_late(vec![(1_200_200, SECONDARY)], flips(ONE_CHECK), Outcome::Failed)]
#[case::it_was_there_before(vec![(300_200, SECONDARY)], flips(ONE_CHECK), Outcome::Failed)]
#[case::the_run_ends_too_early(vec![], flips(ms(3_000_000)), Outcome::Unknown)]
#[case::it_never_comes_back(vec![(900_200, SECONDARY)], recovers(ONE_CHECK), Outcome::Failed)]
#[case::it_never_left(vec![], recovers(ONE_CHECK), Outcome::Passed)]
fn the_way_of_the_route_decides(
    #[case] route: Vec<(i64, &'static str)>,
    #[case] asked: Expectation,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    assert_eq!(judged(&drill, asked).outcome, want);
}

#[test]
fn a_drill_as_it_should_go_recovers() {
    let judged = judged(&Drill::new("x"), recovers(ONE_CHECK));
    assert_eq!(judged.outcome, Outcome::Passed);
    assert_eq!(judged.measured_ms, Some(Bounds::new(240_160, 240_200)));
}

#[rstest]
#[case::named("alias-deleted", Outcome::Passed)]
#[case::no_such_label("other", Outcome::Unknown)]
fn after_names_the_fault(#[case] label: &str, #[case] want: Outcome) {
    let change = RouteChange {
        to: RouteRef::Named(SECONDARY.to_owned()),
        within: ONE_CHECK,
        after: Some(label.to_owned()),
    };
    let judged = judged(&Drill::new("x"), Expectation::Flips(change));
    assert_eq!(judged.outcome, want);
    assert_eq!(
        judged.text,
        format!("flips to us-west-2 within 1 check after {label}")
    );
}

#[test]
fn a_flip_after_a_step_that_failed_cannot_be_judged() {
    let drill = Drill {
        expect: vec![flips(ONE_CHECK)],
        ..Drill::new("x")
    };
    let mut events = drill.events();
    for event in &mut events {
        if let Event::Step(step) = event {
            step.error = Some("AccessDeniedException".to_owned());
        }
    }
    let verdict = judge(&drill.header(), &events);
    assert_eq!(verdict.expectations[0].outcome, Outcome::Unknown);
    assert_eq!(
        verdict.outcome,
        Outcome::Failed,
        "the invariant on steps fails"
    );
}

#[test]
fn in_the_simulator_a_step_may_take_effect_as_late_as_aliases_propagate() {
    let drill = Drill {
        expect: vec![flips(ms(180_100))],
        ..Drill::new("x")
    };
    let mut header = drill.header();
    header.scenario.simulator.alias_propagation = Millis(120_000);
    let verdict = judge(&header, &drill.events());
    assert_eq!(
        verdict.expectations[0].measured_ms,
        Some(Bounds::new(60_160, 180_200))
    );
    assert_eq!(verdict.expectations[0].outcome, Outcome::Unknown);
}

#[test]
fn evidence_points_at_the_lines_that_show_it() {
    let drill = Drill {
        expect: vec![flips(ONE_CHECK)],
        ..Drill::new("x")
    };
    let events = drill.events();
    let verdict = judge(&drill.header(), &events);
    let evidence = &verdict.expectations[0].evidence;
    let at = |line: usize| &events[line - 2];
    assert!(matches!(at(evidence[0]), Event::Step(step) if step.during.start_ms == INJECT_MS));
    assert!(matches!(at(evidence[1]), Event::Write(write) if write.at_ms == 900_200));
    assert_eq!(evidence.len(), 2);
}
