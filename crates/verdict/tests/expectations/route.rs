//! What is asked of the route itself: where it may be, how often it changes and is written.

use lexdr_history::{Event, RouteProbe, RouteSaw};
use lexdr_scenario::{Expectation, RouteRef, RouteRule};
use lexdr_verdict::fixture::{Drill, PRIMARY, SECONDARY, UNDO_MS};
use lexdr_verdict::{Outcome, judge};
use rstest::rstest;

use crate::{healthy, judged};

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

#[rstest]
#[case::enough(2, Outcome::Passed)]
#[case::too_many(1, Outcome::Failed)]
fn changes_of_the_route_are_counted(
    #[case] most: u32,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        writes,
        ..Drill::new("x")
    };
    assert_eq!(judged(&drill, Expectation::FlapsAtMost(most)).outcome, want);
}

#[test]
fn where_nobody_looked_the_route_may_have_changed_more_often() {
    let drill = Drill {
        writes: false,
        blind: Some((600_000, 1_600_000)),
        ..Drill::new("x")
    };
    let judged = judged(&drill, Expectation::FlapsAtMost(2));
    assert_eq!(judged.outcome, Outcome::Unknown);
}

#[rstest]
#[case::in_the_simulator("sim", 2, Outcome::Passed)]
#[case::too_many("sim", 1, Outcome::Failed)]
#[case::elsewhere_only_more_is_known("aws", 2, Outcome::Unknown)]
fn writes_are_known_in_the_simulator_only(
    #[case] target: &str,
    #[case] most: u32,
    #[case] want: Outcome,
) {
    let drill = Drill {
        expect: vec![Expectation::WritesAtMost(most)],
        ..Drill::new("x")
    };
    let mut header = drill.header();
    header.target = target.to_owned();
    let verdict = judge(&header, &drill.events());
    assert_eq!(verdict.expectations[0].outcome, want);
}

#[rstest]
#[case::it_is(vec![(900_200, SECONDARY)], RouteRef::Secondary, Outcome::Passed)]
#[case::it_was(vec![(900_200, SECONDARY), (2_700_200, PRIMARY)], RouteRef::Secondary, Outcome::Failed)]
fn the_route_at_the_end_counts(
    #[case] route: Vec<(i64, &'static str)>,
    #[case] to: RouteRef,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    let asked = Expectation::Route(RouteRule::Is(to));
    assert_eq!(judged(&drill, asked).outcome, want);
}

#[test]
fn an_end_that_nobody_saw_is_unknown() {
    let drill = Drill {
        writes: false,
        blind: Some((3_000_000, 3_600_000)),
        ..healthy()
    };
    let asked = Expectation::Route(RouteRule::Is(RouteRef::Primary));
    assert_eq!(judged(&drill, asked).outcome, Outcome::Unknown);
}
