//! What is asked of checks: their limits, what they detect, what they leave open.

use lexdr_history::{CheckResult, Event};
use lexdr_scenario::{CheckerLimits, Detection, Expectation, Span};
use lexdr_verdict::fixture::Drill;
use lexdr_verdict::{Bounds, Outcome};
use rstest::rstest;

use crate::{ONE_CHECK, healthy, judged, judged_of, ms, why};

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
    let judged = judged_of(&healthy(), asked, |events| {
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
    let judged = judged_of(&healthy(), Expectation::Checker(limits), |events| {
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
    let judged = judged(&Drill { route, ..drill }, detects(within));
    assert_eq!(judged.outcome, want, "{judged:#?}");
    assert_eq!(judged.measured_ms, Some(Bounds::new(179_960, 180_300)));
}

#[test]
fn a_check_that_fails_loudly_has_seen_the_fault() {
    let judged = judged_of(&Drill::new("x"), detects(ONE_CHECK), |events| {
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
    let judged = judged_of(&drill, detects(ONE_CHECK), |events| {
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
    let judged = judged(&drill, detects(ONE_CHECK));
    assert_eq!(judged.outcome, Outcome::Passed, "{judged:#?}");
}

#[rstest]
#[case::none_left(0, 0, Outcome::Passed)]
#[case::one_left(1, 0, Outcome::Failed)]
#[case::allowed(1, 1, Outcome::Passed)]
fn sessions_left_open_are_counted(#[case] open: u32, #[case] most: u32, #[case] want: Outcome) {
    let judged = judged_of(&healthy(), Expectation::SessionsLeft(most), |events| {
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
    let judged = judged_of(&healthy(), Expectation::SessionsLeft(0), |events| {
        events.retain(|event| !matches!(event, Event::Sessions { .. }));
    });
    assert_eq!(judged.outcome, Outcome::Unknown);
}
