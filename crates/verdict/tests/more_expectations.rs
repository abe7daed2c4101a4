//! What scenarios ask of callers, checks, detection, phases and the item, on drills that keep it,
//! break it, or leave it open.

use lexdr_history::{CheckResult, Ending, Event};
use lexdr_scenario::{
    CallerLimits, CheckerLimits, Detection, ErrorBudget, Expectation, Millis, PhaseLimit, RouteRef,
    RouteRule, Span,
};
use lexdr_verdict::fixture::{Drill, PRIMARY, SECONDARY};
use lexdr_verdict::{Bounds, Judged, Outcome, judge};
use rstest::rstest;

const ONE_CHECK: Span = Span::MilliChecks(1_000);

fn ms(ms: u64) -> Span {
    Span::Ms(Millis(ms))
}

/// The judgement of one expectation on a drill, its events changed before.
fn judged(drill: &Drill, asked: Expectation, change: impl FnOnce(&mut Vec<Event>)) -> Judged {
    let drill = Drill {
        expect: vec![asked],
        ..drill.clone()
    };
    let mut events = drill.events();
    change(&mut events);
    let mut judged = judge(&drill.header(), &events).expectations;
    assert_eq!(judged.len(), 1);
    let judged = judged.remove(0);
    assert_eq!(judged.why.is_none(), judged.outcome == Outcome::Passed);
    judged
}

fn callers(limits: CallerLimits) -> Expectation {
    Expectation::Callers(limits)
}

fn healthy() -> Drill {
    Drill {
        fault: false,
        route: vec![],
        ..Drill::new("healthy")
    }
}

/// Ends the first so many calls of a run in another way.
fn end_calls(events: &mut [Event], count: usize, ending: &Ending) {
    let calls = events.iter_mut().filter_map(|event| match event {
        Event::Caller(caller) => Some(caller),
        _ => None,
    });
    for caller in calls.take(count) {
        caller.ending = ending.clone();
        caller.silence_ms = 9_000;
    }
}

fn why() -> String {
    "because".to_owned()
}

// 3600 calls.
#[rstest]
#[case::all_served(0, Ending::Apologised, 100_000, Outcome::Passed)]
#[case::just_enough(36, Ending::Apologised, 99_000, Outcome::Passed)]
#[case::one_too_few(37, Ending::Dropped { why: why() }, 99_000, Outcome::Failed)]
#[case::dead_air_is_lost(37, Ending::DeadAir { why: why() }, 99_000, Outcome::Failed)]
#[case::the_wrong_region_is_lost(37, Ending::WrongRegion { why: why() }, 99_000, Outcome::Failed)]
#[case::unknown_could_turn_it(37, Ending::Unknown { why: why() }, 99_000, Outcome::Unknown)]
#[case::unknown_could_not(36, Ending::Unknown { why: why() }, 99_000, Outcome::Passed)]
fn the_success_rate_is_that_of_calls_that_tell(
    #[case] lost: usize,
    #[case] ending: Ending,
    #[case] least: u32,
    #[case] want: Outcome,
) {
    let asked = callers(CallerLimits {
        success_rate: Some(least),
        ..CallerLimits::default()
    });
    let judged = judged(&healthy(), asked, |events| end_calls(events, lost, &ending));
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[test]
fn unknown_calls_are_no_part_of_the_rate_that_is_shown() {
    let asked = callers(CallerLimits {
        success_rate: Some(99_500),
        ..CallerLimits::default()
    });
    let judged = judged(&healthy(), asked, |events| {
        end_calls(events, 100, &Ending::Unknown { why: why() });
    });
    assert_eq!(judged.text, "at least 99.5 % of calls are served");
    assert_eq!(judged.measured, "100 % (3500 of 3500, 100 more unknown)");
    assert_eq!(judged.outcome, Outcome::Unknown);
}

#[rstest]
#[case::short(0, Ending::Served, 50, Outcome::Passed)]
#[case::long(1, Ending::DeadAir { why: why() }, 8_999, Outcome::Failed)]
#[case::at_the_limit(1, Ending::DeadAir { why: why() }, 9_000, Outcome::Passed)]
#[case::not_all_known(1, Ending::Unknown { why: why() }, 9_000, Outcome::Unknown)]
fn the_longest_silence_counts(
    #[case] calls: usize,
    #[case] ending: Ending,
    #[case] most: u64,
    #[case] want: Outcome,
) {
    let asked = callers(CallerLimits {
        silence_at_most: Some(ms(most)),
        ..CallerLimits::default()
    });
    let judged = judged(&healthy(), asked, |events| {
        end_calls(events, calls, &ending)
    });
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[rstest]
#[case::none(0, Ending::Served, 0, Outcome::Passed)]
#[case::within(2, Ending::WrongRegion { why: why() }, 2, Outcome::Passed)]
#[case::beyond(3, Ending::WrongRegion { why: why() }, 2, Outcome::Failed)]
#[case::may_have_been(3, Ending::Unknown { why: why() }, 2, Outcome::Unknown)]
fn calls_in_the_wrong_region_are_counted(
    #[case] calls: usize,
    #[case] ending: Ending,
    #[case] most: u32,
    #[case] want: Outcome,
) {
    let asked = callers(CallerLimits {
        wrong_region_at_most: Some(most),
        ..CallerLimits::default()
    });
    let judged = judged(&healthy(), asked, |events| {
        end_calls(events, calls, &ending)
    });
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

// The outage is [178.920, 181.080] s; 30 days at 99.99 % leave 259.2 s, at 99.995 % 129.6 s. Over
// 1 800 s, 90 % leave 180 s.
#[rstest]
#[case::kept(99_990, 2_592_000_000, Outcome::Passed)]
#[case::spent(99_995, 2_592_000_000, Outcome::Failed)]
#[case::between(90_000, 1_800_000, Outcome::Unknown)]
fn an_error_budget_is_spent_by_lost_time(
    #[case] target: u32,
    #[case] window: u64,
    #[case] want: Outcome,
) {
    let asked = callers(CallerLimits {
        error_budget: Some(ErrorBudget {
            target,
            window: Millis(window),
        }),
        ..CallerLimits::default()
    });
    let judged = judged(&Drill::new("x"), asked, |_| ());
    assert_eq!(judged.outcome, want, "{judged:#?}");
    assert_eq!(judged.measured_ms, Some(Bounds::new(178_920, 181_080)));
}

#[test]
fn every_limit_is_judged_for_itself() {
    let drill = Drill {
        expect: vec![
            callers(CallerLimits {
                lost_at_most: Some(ONE_CHECK),
                success_rate: Some(99_000),
                ..CallerLimits::default()
            }),
            Expectation::Checker(CheckerLimits {
                errors_at_most: Some(0),
                never_times_out: Some(true),
                ..CheckerLimits::default()
            }),
        ],
        ..Drill::new("x")
    };
    let outcomes: Vec<_> = judge(&drill.header(), &drill.events())
        .expectations
        .into_iter()
        .map(|judged| judged.outcome)
        .collect();
    use Outcome::{Failed, Passed};
    assert_eq!(outcomes, [Passed, Failed, Passed, Passed]);
}

fn failed() -> CheckResult {
    CheckResult::Failed { error: why() }
}

fn refused() -> CheckResult {
    CheckResult::Refused { error: why() }
}

/// Lets the first so many checks end like this, after 12 s.
fn end_checks(events: &mut [Event], count: usize, result: &CheckResult) {
    let checks = events.iter_mut().filter_map(|event| match event {
        Event::Check(check) => Some(check),
        _ => None,
    });
    for check in checks.take(count) {
        check.result = result.clone();
        check.during.end_ms = check.during.start_ms + 12_000;
    }
}

#[rstest]
#[case::loud_enough(CheckerLimits { errors_at_least: Some(2), ..Default::default() }, 2, failed(), Outcome::Passed)]
#[case::refusals_are_loud(CheckerLimits { errors_at_least: Some(2), ..Default::default() }, 2, refused(), Outcome::Passed)]
#[case::time_outs_are_loud(CheckerLimits { errors_at_least: Some(2), ..Default::default() }, 2, CheckResult::TimedOut, Outcome::Passed)]
#[case::too_quiet(CheckerLimits { errors_at_least: Some(2), ..Default::default() }, 1, failed(), Outcome::Failed)]
#[case::few_enough(CheckerLimits { errors_at_most: Some(2), ..Default::default() }, 2, failed(), Outcome::Passed)]
#[case::too_many(CheckerLimits { errors_at_most: Some(2), ..Default::default() }, 3, failed(), Outcome::Failed)]
#[case::cut_off(CheckerLimits { never_times_out: Some(true), ..Default::default() }, 1, CheckResult::TimedOut, Outcome::Failed)]
#[case::not_cut_off(CheckerLimits { never_times_out: Some(true), ..Default::default() }, 1, failed(), Outcome::Passed)]
#[case::in_time(CheckerLimits { duration_at_most: Some(ms(12_000)), ..Default::default() }, 1, failed(), Outcome::Passed)]
#[case::too_long(CheckerLimits { duration_at_most: Some(ms(11_999)), ..Default::default() }, 1, failed(), Outcome::Failed)]
fn checks_are_held_to_their_limits(
    #[case] limits: CheckerLimits,
    #[case] count: usize,
    #[case] result: CheckResult,
    #[case] want: Outcome,
) {
    let asked = Expectation::Checker(limits);
    let judged = judged(&healthy(), asked, |events| {
        end_checks(events, count, &result)
    });
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[rstest]
#[case(CheckerLimits { errors_at_least: Some(1), ..Default::default() }, Outcome::Failed)]
#[case(CheckerLimits { errors_at_most: Some(0), ..Default::default() }, Outcome::Unknown)]
#[case(CheckerLimits { never_times_out: Some(true), ..Default::default() }, Outcome::Unknown)]
#[case(CheckerLimits { duration_at_most: Some(ONE_CHECK), ..Default::default() }, Outcome::Unknown)]
fn checks_that_never_ran_prove_nothing(#[case] limits: CheckerLimits, #[case] want: Outcome) {
    let judged = judged(&healthy(), Expectation::Checker(limits), |events| {
        events.retain(|event| !matches!(event, Event::Check(_)));
    });
    assert_eq!(judged.outcome, want);
}

fn detects(within: Span) -> Expectation {
    Expectation::DetectsWithin(Detection {
        within,
        after: None,
    })
}

// The check from 900.000 to 900.300 sees the fault of 720.000 to 720.040.
#[rstest]
#[case::in_time(ONE_CHECK, Outcome::Passed)]
#[case::at_the_limit(ms(180_300), Outcome::Passed)]
#[case::between(ms(180_000), Outcome::Unknown)]
#[case::too_late(ms(179_959), Outcome::Failed)]
fn the_first_check_that_tells_of_it_detects_the_fault(
    #[case] within: Span,
    #[case] want: Outcome,
    #[values(true, false)] answered: bool,
) {
    let drill = Drill::new("x");
    let route = if answered {
        drill.route.clone()
    } else {
        vec![]
    };
    let judged = judged(&Drill { route, ..drill }, detects(within), |_| ());
    assert_eq!(judged.outcome, want, "{judged:#?}");
    assert_eq!(judged.measured_ms, Some(Bounds::new(179_960, 180_300)));
}

#[test]
fn a_check_that_fails_loudly_has_seen_the_fault() {
    let judged = judged(&Drill::new("x"), detects(ONE_CHECK), |events| {
        for event in events {
            if let Event::Check(check) = event {
                check.result = if check.during.start_ms == 900_000 {
                    failed()
                } else {
                    CheckResult::Returned {
                        lex_region: None,
                        primary: Some("healthy".to_owned()),
                        secondary: None,
                    }
                };
            }
        }
    });
    assert_eq!(judged.outcome, Outcome::Passed);
}

#[rstest]
#[case::that_find_nothing(Some("healthy"), Outcome::Failed)]
#[case::that_do_not_tell(None, Outcome::Unknown)]
fn a_fault_that_no_check_speaks_of(#[case] said: Option<&str>, #[case] want: Outcome) {
    let drill = Drill {
        route: vec![],
        ..Drill::new("x")
    };
    let judged = judged(&drill, detects(ONE_CHECK), |events| {
        for event in events {
            if let Event::Check(check) = event {
                check.result = CheckResult::Returned {
                    lex_region: None,
                    primary: said.map(str::to_owned),
                    secondary: None,
                };
            }
        }
    });
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[test]
fn a_silent_check_that_moves_the_route_has_seen_the_fault() {
    let drill = Drill {
        telling: false,
        ..Drill::new("x")
    };
    let judged = judged(&drill, detects(ONE_CHECK), |_| ());
    assert_eq!(judged.outcome, Outcome::Passed, "{judged:#?}");
}

// failover.write is [0, 200] ms, failback.total [240.160, 240.580] s.
#[rstest]
#[case::kept("failover.write", ms(200), Outcome::Passed)]
#[case::may_be_more("failover.write", ms(100), Outcome::Unknown)]
#[case::broken("failback.total", ms(240_000), Outcome::Failed)]
#[case::first_failed("failover.first-failed", ms(580), Outcome::Passed)]
#[case::in_checks("failback.total", ONE_CHECK, Outcome::Passed)]
fn a_phase_is_held_to_its_limit(#[case] name: &str, #[case] within: Span, #[case] want: Outcome) {
    let asked = Expectation::Phase(PhaseLimit {
        name: name.to_owned(),
        within,
    });
    let judged = judged(&Drill::new("x"), asked, |_| ());
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[rstest]
#[case::a_phase("failover.total", Outcome::Unknown)]
#[case::an_outage("outage", Outcome::Passed)]
fn what_did_not_happen_was_not_slow_only_if_it_should_not_have(
    #[case] name: &str,
    #[case] want: Outcome,
) {
    let asked = Expectation::Phase(PhaseLimit {
        name: name.to_owned(),
        within: ms(1),
    });
    assert_eq!(judged(&healthy(), asked, |_| ()).outcome, want);
}

#[rstest]
#[case::none_left(0, 0, Outcome::Passed)]
#[case::one_left(1, 0, Outcome::Failed)]
#[case::allowed(1, 1, Outcome::Passed)]
fn sessions_left_open_are_counted(#[case] open: u32, #[case] most: u32, #[case] want: Outcome) {
    let judged = judged(&healthy(), Expectation::SessionsLeft(most), |events| {
        for event in events {
            if let Event::Sessions { left, .. } = event {
                *left = open;
            }
        }
    });
    assert_eq!(judged.outcome, want);
}

#[test]
fn sessions_that_nobody_counted_are_unknown() {
    let judged = judged(&healthy(), Expectation::SessionsLeft(0), |events| {
        events.retain(|event| !matches!(event, Event::Sessions { .. }));
    });
    assert_eq!(judged.outcome, Outcome::Unknown);
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
    assert_eq!(
        judged(&drill, Expectation::FlapsAtMost(most), |_| ()).outcome,
        want
    );
}

#[test]
fn where_nobody_looked_the_route_may_have_changed_more_often() {
    let drill = Drill {
        writes: false,
        blind: Some((600_000, 1_600_000)),
        ..Drill::new("x")
    };
    let judged = judged(&drill, Expectation::FlapsAtMost(2), |_| ());
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
    assert_eq!(judged(&drill, asked, |_| ()).outcome, want);
}

#[test]
fn an_end_that_nobody_saw_is_unknown() {
    let drill = Drill {
        writes: false,
        blind: Some((3_000_000, 3_600_000)),
        ..healthy()
    };
    let asked = Expectation::Route(RouteRule::Is(RouteRef::Primary));
    assert_eq!(judged(&drill, asked, |_| ()).outcome, Outcome::Unknown);
}
