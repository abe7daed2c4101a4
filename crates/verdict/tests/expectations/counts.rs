//! What is asked of checks that nobody saw and CloudWatch counted.

use lexdr_history::{CheckResult, CheckRun, Counts, During, Event, Minute};
use lexdr_scenario::{CheckerLimits, Expectation};
use lexdr_verdict::fixture::{Drill, END_MS};
use lexdr_verdict::{Judged, Outcome, Verdict, judge};
use proptest::prelude::*;
use rstest::rstest;

use crate::{healthy, ms, why};

const MINUTE_MS: i64 = 60_000;

/// Minutes of an hour and one more at each end: `[begins at, runs, failed, throttled, longest]`.
fn counts(minutes: &[(i64, [u64; 4])]) -> Event {
    let minutes = minutes.iter().map(|(start_ms, of)| {
        let [runs, failed, throttled, longest_ms] = *of;
        Minute {
            start_ms: *start_ms,
            runs,
            failed,
            throttled,
            longest_ms,
        }
    });
    Event::Counts(Counts {
        during: During {
            start_ms: -MINUTE_MS,
            end_ms: END_MS + MINUTE_MS,
        },
        minutes: minutes.collect(),
    })
}

/// The verdict on an account where this was counted.
fn verdict(limits: CheckerLimits, counted: Event) -> Verdict {
    let drill = Drill {
        expect: vec![Expectation::Checker(limits)],
        ..healthy()
    };
    let (header, mut events) = drill.on_an_account(0, true);
    let end = events.len() - 1;
    events.insert(end, counted);
    judge(&header, &events)
}

fn judged(limits: CheckerLimits, counted: Event) -> Judged {
    let mut judged = verdict(limits, counted).expectations;
    let judged = judged.remove(0);
    assert_eq!(judged.why.is_none(), judged.outcome == Outcome::Passed);
    judged
}

fn at_least(errors: u32) -> CheckerLimits {
    CheckerLimits {
        errors_at_least: Some(errors),
        ..CheckerLimits::default()
    }
}

fn at_most(errors: u32) -> CheckerLimits {
    CheckerLimits {
        errors_at_most: Some(errors),
        ..CheckerLimits::default()
    }
}

fn never_cut_off() -> CheckerLimits {
    CheckerLimits {
        never_times_out: Some(true),
        ..CheckerLimits::default()
    }
}

fn at_most_ms(limit: u64) -> CheckerLimits {
    CheckerLimits {
        duration_at_most: Some(ms(limit)),
        ..CheckerLimits::default()
    }
}

/// Two failed, one of them within a minute that began before the run; one was throttled.
const SOME: &[(i64, [u64; 4])] = &[
    (-30_000, [2, 1, 0, 900]),
    (870_000, [1, 1, 0, 700]),
    (1_170_000, [1, 0, 1, 400]),
];

#[rstest]
#[case::surely_enough(at_least(2), SOME, Outcome::Passed)]
#[case::perhaps_enough(at_least(3), SOME, Outcome::Unknown)]
#[case::surely_not_enough(at_least(4), SOME, Outcome::Failed)]
#[case::surely_few(at_most(3), SOME, Outcome::Passed)]
#[case::perhaps_too_many(at_most(2), SOME, Outcome::Unknown)]
#[case::surely_too_many(at_most(1), SOME, Outcome::Failed)]
#[case::none_failed(at_most(0), &[(870_000, [1, 0, 0, 700])], Outcome::Passed)]
#[case::none_ran(at_most(0), &[], Outcome::Unknown)]
#[case::perhaps_none_ran(at_most(0), &[(-30_000, [1, 0, 0, 400])], Outcome::Unknown)]
#[case::perhaps_none_took_long(at_most_ms(500), &[(-30_000, [1, 0, 0, 400])], Outcome::Unknown)]
#[case::none_was_let_run(at_most(0), &[(870_000, [0, 0, 1, 0])], Outcome::Failed)]
#[case::surely_short(at_most_ms(900), SOME, Outcome::Passed)]
#[case::perhaps_too_long(at_most_ms(899), SOME, Outcome::Unknown)]
#[case::surely_too_long(at_most_ms(699), SOME, Outcome::Failed)]
#[case::not_cut_off(never_cut_off(), SOME, Outcome::Passed)]
#[case::cut_off(never_cut_off(), &[(870_000, [1, 1, 0, 15_000])], Outcome::Failed)]
#[case::cut_off_before(never_cut_off(), &[(-30_000, [1, 1, 0, 15_000])], Outcome::Unknown)]
#[case::no_run_was_cut_off(never_cut_off(), &[], Outcome::Unknown)]
fn what_was_counted_is_held_to_limits(
    #[case] limits: CheckerLimits,
    #[case] minutes: &[(i64, [u64; 4])],
    #[case] want: Outcome,
) {
    let judged = judged(limits, counts(minutes));
    assert_eq!(judged.outcome, want, "{judged:#?}");
}

#[test]
fn what_was_not_counted_to_the_end_has_no_most() {
    let Event::Counts(mut counted) = counts(SOME) else {
        unreachable!()
    };
    counted.during.end_ms = END_MS - MINUTE_MS;
    let of = |limits| judged(limits, Event::Counts(counted.clone())).outcome;
    assert_eq!(of(at_least(2)), Outcome::Passed);
    assert_eq!(of(at_least(9)), Outcome::Unknown);
    assert_eq!(of(at_most(9)), Outcome::Unknown);
    assert_eq!(of(at_most(1)), Outcome::Failed);
    assert_eq!(of(never_cut_off()), Outcome::Unknown);
}

#[rstest]
#[case::in_time(870_000, 14_999, Outcome::Passed, "longest of 1: 14.999s")]
#[case::cut_off(870_000, 15_000, Outcome::Failed, "longest of 1: 15.0s")]
#[case::cut_off_before(-30_000, 15_000, Outcome::Unknown, "longest of 1: 15.0s")]
fn checks_that_were_counted_end_in_time(
    #[case] minute: i64,
    #[case] longest: u64,
    #[case] want: Outcome,
    #[case] measured: &str,
) {
    let verdict = verdict(at_most(9), counts(&[(minute, [1, 0, 0, longest])]));
    let mut invariants = verdict.invariants.iter();
    let in_time = invariants.find(|judged| judged.rule == "checks-in-time");
    let in_time = in_time.unwrap();
    assert_eq!(
        (in_time.outcome, in_time.measured.as_str()),
        (want, measured)
    );
}

/// A run: when it began, how long it took, and how it ended.
fn check() -> impl Strategy<Value = (i64, i64, CheckResult)> {
    let result = prop_oneof![
        4 => Just(CheckResult::Returned { lex_region: None, primary: None, secondary: None }),
        1 => Just(CheckResult::Failed { error: why() }),
        1 => Just(CheckResult::TimedOut),
        1 => Just(CheckResult::Refused { error: why() }),
    ];
    let began = -2 * MINUTE_MS..END_MS + 2 * MINUTE_MS;
    (began, 1..15_000_i64, result).prop_map(|(began, took, result)| {
        let took = match result {
            CheckResult::TimedOut => 15_000,
            CheckResult::Refused { .. } => 0,
            _ => took,
        };
        (began, took, result)
    })
}

/// What CloudWatch makes of runs, by a clock so far ahead, whose minutes begin so long after zero.
fn counted(checks: &[(i64, i64, CheckResult)], ahead_ms: i64, phase_ms: i64) -> Event {
    let first = (-10_000 - phase_ms).div_euclid(MINUTE_MS) * MINUTE_MS + phase_ms;
    let last = (END_MS + 10_000 - phase_ms).div_euclid(MINUTE_MS) * MINUTE_MS + phase_ms;
    let mut minutes: Vec<Minute> = Vec::new();
    let mut start_ms = first;
    while start_ms <= last {
        let mut minute = Minute {
            start_ms,
            runs: 0,
            failed: 0,
            throttled: 0,
            longest_ms: 0,
        };
        for (began, took, result) in checks {
            let at_ms = began + ahead_ms - start_ms;
            if !(0..MINUTE_MS).contains(&at_ms) {
                continue;
            }
            match result {
                CheckResult::Refused { .. } => minute.throttled += 1,
                result => {
                    minute.runs += 1;
                    minute.longest_ms = minute.longest_ms.max(u64::try_from(*took).unwrap());
                    let is_good = matches!(result, CheckResult::Returned { .. });
                    minute.failed += u64::from(!is_good);
                }
            }
        }
        minutes.push(minute);
        start_ms += MINUTE_MS;
    }
    minutes.retain(|minute| minute.runs + minute.throttled > 0);
    Event::Counts(Counts {
        during: During {
            start_ms: first,
            end_ms: last + MINUTE_MS,
        },
        minutes,
    })
}

proptest! {
    // Each judges an hour of probes eight times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is said of counted runs is also said where each of them was seen.
    #[test]
    fn counting_never_says_what_seeing_denies(
        checks in proptest::collection::vec(check(), 0..12),
        ahead_ms in -1_000..1_000_i64,
        phase_ms in 0..MINUTE_MS,
        errors in 0..6_u32,
        longest_ms in 0..16_000_u64,
    ) {
        for limits in [at_least(errors), at_most(errors), never_cut_off(), at_most_ms(longest_ms)] {
            let drill = Drill { expect: vec![Expectation::Checker(limits)], ..healthy() };
            let counted = counted(&checks, ahead_ms, phase_ms);
            let (header, mut events) = drill.on_an_account(ahead_ms, true);
            events.push(counted.clone());
            let told = judge(&header, &events).expectations.remove(0);
            let mut events = drill.events();
            events.retain(|event| !matches!(event, Event::Check(_)));
            let own = checks.iter().filter(|(began, ..)| (0..=END_MS).contains(began));
            events.extend(own.map(|(began, took, result)| Event::Check(CheckRun {
                during: During { start_ms: *began, end_ms: began + took },
                attempt: 1,
                result: result.clone(),
                trace: None,
            })));
            let seen = judge(&drill.header(), &events).expectations.remove(0);
            if told.outcome != Outcome::Unknown {
                prop_assert_eq!(told.outcome, seen.outcome, "{:?}\n{:#?}\n{:#?}", counted, told, seen);
            }
        }
    }
}
