//! What scenarios ask, on drills that keep it, break it, or leave it open.

use lexdr_history::{Event, RouteProbe, RouteSaw};
use lexdr_scenario::{CallerLimits, Expectation, Millis, RouteChange, RouteRef, RouteRule, Span};
use lexdr_verdict::fixture::{Drill, INJECT_MS, PRIMARY, SECONDARY, UNDO_MS};
use lexdr_verdict::{Bounds, Judged, Outcome, judge};
use rstest::rstest;

const ONE_CHECK: Span = Span::MilliChecks(1_000);

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

fn lost_at_most(span: Span) -> Expectation {
    Expectation::Callers(CallerLimits {
        lost_at_most: Some(span),
        ..CallerLimits::default()
    })
}

fn ms(ms: u64) -> Span {
    Span::Ms(Millis(ms))
}

fn judged(drill: &Drill, expectation: Expectation) -> Judged {
    let drill = Drill {
        expect: vec![expectation],
        ..drill.clone()
    };
    judge(&drill.header(), &drill.events())
        .expectations
        .remove(0)
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

// One outage of [178.920, 181.080].
#[rstest]
#[case::within(ONE_CHECK, Outcome::Passed)]
#[case::at_the_limit(ms(181_080), Outcome::Passed)]
#[case::between(ms(180_000), Outcome::Unknown)]
#[case::beyond(ms(178_919), Outcome::Failed)]
fn lost_callers_are_judged_by_all_outages(#[case] limit: Span, #[case] want: Outcome) {
    assert_eq!(judged(&Drill::new("x"), lost_at_most(limit)).outcome, want);
}

#[rstest]
#[case::all_served(None, Outcome::Passed)]
#[case::one_that_does_not_tell(Some((600_000, 601_000)), Outcome::Unknown)]
fn losing_nobody_is_proved_only_by_calls_that_tell(
    #[case] blind: Option<(i64, i64)>,
    #[case] want: Outcome,
) {
    let drill = Drill {
        fault: false,
        route: vec![],
        blind,
        ..Drill::new("healthy")
    };
    assert_eq!(judged(&drill, lost_at_most(ms(0))).outcome, want);
}

#[test]
fn an_outage_that_is_not_over_at_the_end_is_not_known_to_be_short() {
    let drill = Drill {
        route: vec![(3_550_000, "err")],
        fault: false,
        ..Drill::new("x")
    };
    assert_eq!(
        judged(&drill, lost_at_most(ONE_CHECK)).outcome,
        Outcome::Unknown
    );
    assert_eq!(
        judged(&drill, lost_at_most(ms(1_000))).outcome,
        Outcome::Failed
    );
}

#[test]
fn with_no_callers_nothing_is_known_of_them() {
    let drill = Drill {
        expect: vec![lost_at_most(ONE_CHECK)],
        ..Drill::new("x")
    };
    let mut events = drill.events();
    events.retain(|event| !matches!(event, Event::Caller(_)));
    let verdict = judge(&drill.header(), &events);
    assert_eq!(verdict.expectations[0].outcome, Outcome::Unknown);
}

#[rstest]
#[case::stays(RouteRule::Stays(RouteRef::Primary), vec![], Outcome::Passed)]
#[case::leaves(RouteRule::Stays(RouteRef::Primary), vec![(900_200, SECONDARY)], Outcome::Failed)]
#[case::never(RouteRule::Never(RouteRef::Err), vec![(900_200, SECONDARY)], Outcome::Passed)]
#[case::once(
    RouteRule::Never(RouteRef::Err),
    vec![(900_200, "err"), (900_201, PRIMARY)],
    Outcome::Failed
)]
fn route_rules_hold_over_the_whole_run(
    #[case] rule: RouteRule,
    #[case] route: Vec<(i64, &'static str)>,
    #[case] want: Outcome,
) {
    let drill = Drill {
        route,
        ..Drill::new("x")
    };
    let judged = judged(&drill, Expectation::Route(rule));
    assert_eq!(judged.outcome, want);
    assert_eq!(judged.evidence.is_empty(), want == Outcome::Passed);
}

// The route cannot leave and return in less than an interval.
#[rstest]
#[case::shorter_than_the_interval((600_000, 890_000), Outcome::Passed)]
#[case::longer((600_000, 910_000), Outcome::Unknown)]
fn a_hole_in_the_observation_hides_only_what_fits_in(
    #[case] blind: (i64, i64),
    #[case] want: Outcome,
) {
    let drill = Drill {
        fault: false,
        route: vec![],
        writes: false,
        blind: Some(blind),
        ..Drill::new("healthy")
    };
    let rule = RouteRule::Stays(RouteRef::Primary);
    assert_eq!(judged(&drill, Expectation::Route(rule)).outcome, want);
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

#[test]
fn a_missing_item_is_not_the_route_asked_for() {
    let stays = Expectation::Route(RouteRule::Stays(RouteRef::Primary));
    let drill = Drill {
        fault: false,
        route: vec![],
        writes: false,
        expect: vec![stays],
        ..Drill::new("x")
    };
    let mut events = drill.events();
    let probe = events.iter_mut().find_map(|event| match event {
        Event::Route(RouteProbe { during, saw, .. }) if during.start_ms > UNDO_MS => Some(saw),
        _ => None,
    });
    *probe.expect("there is a probe a second") = RouteSaw::Missing;
    let verdict = judge(&drill.header(), &events);
    let why = verdict.expectations[0].why.as_ref().expect("it fails");
    assert_eq!(why.happened, "it was missing at 00:41:01.0");
}
