//! What is asked of callers.

use lexdr_history::{Ending, Event};
use lexdr_scenario::{CallerLimits, ErrorBudget, Expectation, Millis, Span};
use lexdr_verdict::fixture::Drill;
use lexdr_verdict::{Bounds, Outcome, judge};
use rstest::rstest;

use crate::{ONE_CHECK, healthy, judged, judged_of, ms, why};

fn callers(limits: CallerLimits) -> Expectation {
    Expectation::Callers(limits)
}

fn lost_at_most(span: Span) -> Expectation {
    Expectation::Callers(CallerLimits {
        lost_at_most: Some(span),
        ..CallerLimits::default()
    })
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
    let judged = judged_of(&healthy(), asked, |events| end_calls(events, lost, &ending));
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[test]
fn unknown_calls_are_no_part_of_the_rate_that_is_shown() {
    let asked = callers(CallerLimits {
        success_rate: Some(99_500),
        ..CallerLimits::default()
    });
    let judged = judged_of(&healthy(), asked, |events| {
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
    let judged = judged_of(&healthy(), asked, |events| {
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
    let judged = judged_of(&healthy(), asked, |events| {
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
    let judged = judged(&Drill::new("x"), asked);
    assert_eq!(judged.outcome, want, "{judged:#?}");
    assert_eq!(judged.measured_ms, Some(Bounds::new(178_920, 181_080)));
}
