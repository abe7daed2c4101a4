//! Whatever stands in a history, in whatever order: a verdict, the same each time.

use lexdr_history::{
    CallerProbe, CheckResult, CheckRun, Counts, During, Ending, Event, Header, LastCheck, Minute,
    RouteProbe, RouteSaw, SteadyState, Step, StepAction, When, Write,
};
use lexdr_scenario::{
    Action, CallerLimits, CheckerLimits, Detection, ErrorBudget, Expectation, Fault, Injection,
    Millis, PhaseLimit, RouteChange, RouteRef, RouteRule, Span,
};
use lexdr_verdict::fixture::Drill;
use lexdr_verdict::{Bounds, judge};
use proptest::prelude::*;

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => -1_000..2_000_000_i64,
        1 => any::<i64>(),
        1 => prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0)],
    ]
}

fn during() -> impl Strategy<Value = During> {
    // Ends before starts too: another's history may say anything.
    prop_oneof![
        (time(), 0..20_000_i64).prop_map(|(start_ms, took)| During {
            start_ms,
            end_ms: start_ms.saturating_add(took)
        }),
        (time(), time()).prop_map(|(start_ms, end_ms)| During { start_ms, end_ms }),
    ]
}

fn region() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("us-east-1"),
        Just("us-west-2"),
        Just("err"),
        Just(""),
        Just("a\"\n|<")
    ]
    .prop_map(str::to_owned)
}

fn said() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(prop_oneof![Just("healthy"), Just("timeout")].prop_map(str::to_owned))
}

fn result() -> impl Strategy<Value = CheckResult> {
    prop_oneof![
        (proptest::option::of(region()), said(), said()).prop_map(
            |(lex_region, primary, secondary)| CheckResult::Returned {
                lex_region,
                primary,
                secondary
            }
        ),
        Just(CheckResult::Failed {
            error: "e".to_owned()
        }),
        Just(CheckResult::TimedOut),
        Just(CheckResult::Refused {
            error: "e".to_owned()
        }),
    ]
}

fn ending() -> impl Strategy<Value = Ending> {
    prop_oneof![
        3 => Just(Ending::Served),
        1 => Just(Ending::Apologised),
        1 => Just(Ending::WrongRegion { why: "w".to_owned() }),
        1 => Just(Ending::DeadAir { why: "w".to_owned() }),
        1 => Just(Ending::Dropped { why: "w".to_owned() }),
        1 => Just(Ending::Unknown { why: "w".to_owned() }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let step = (
        during(),
        any::<bool>(),
        prop_oneof![
            Just(("a", "alias-deleted")),
            Just(("b", "alias-deleted")),
            Just(("item-corrupted", "item-corrupted")),
            Just(("flapping", "flapping")),
            Just(("c", "meteor")),
        ],
        proptest::collection::vec(region(), 0..3),
        any::<bool>(),
    )
        .prop_map(|(during, inject, (label, fault), regions, error)| {
            Event::Step(Step {
                during,
                action: if inject {
                    StepAction::Inject
                } else {
                    StepAction::Undo
                },
                label: label.to_owned(),
                fault: fault.to_owned(),
                regions,
                calls: vec![],
                error: error.then(|| "e".to_owned()),
            })
        });
    let steady = (during(), any::<bool>(), any::<bool>()).prop_map(|(during, before, held)| {
        let when = if before { When::Before } else { When::After };
        let problem = (!held).then(|| "p".to_owned());
        Event::SteadyState(SteadyState {
            during,
            when,
            problem,
        })
    });
    let saw = prop_oneof![
        4 => region().prop_map(|lex_region| RouteSaw::Route { lex_region }),
        1 => Just(RouteSaw::Missing),
        1 => Just(RouteSaw::Unknown { why: "w".to_owned() }),
    ];
    let last_check = proptest::option::of((
        (time(), proptest::option::of(time())),
        proptest::option::of(Just("us-east-1: timeout; us-west-2: healthy".to_owned())),
        proptest::option::of(time()),
    ));
    let last_check = last_check.prop_map(|told| {
        let ((checked_at_ms, changed_at_ms), reason, dated_ms) = told?;
        Some(LastCheck {
            checked_at_ms,
            changed_at_ms,
            reason,
            dated_ms,
        })
    });
    let route = (during(), saw, last_check).prop_map(|(during, saw, last_check)| {
        Event::Route(RouteProbe {
            during,
            saw,
            last_check,
        })
    });
    let caller = (
        (during(), time()),
        proptest::option::of(region()),
        proptest::option::of(time()),
        proptest::option::of(Just("default".to_owned())),
        ending(),
    )
        .prop_map(|((during, call_ms), region, answered_ms, source, ending)| {
            let (call, order) = (1, false);
            Event::Caller(CallerProbe {
                during,
                call,
                order,
                region,
                source,
                answered_ms,
                silence_ms: call_ms.unsigned_abs(),
                ending,
            })
        });
    let check = (during(), result()).prop_map(|(during, result)| {
        Event::Check(CheckRun {
            during,
            attempt: 1,
            result,
            trace: None,
        })
    });
    let write = (time(), proptest::option::of(region())).prop_map(|(at_ms, lex_region)| {
        Event::Write(Write {
            at_ms,
            lex_region,
            reason: None,
        })
    });
    let end = time().prop_map(|at_ms| Event::End { at_ms });
    let sessions = (time(), any::<u32>()).prop_map(|(at_ms, left)| Event::Sessions { at_ms, left });
    let minute = (time(), any::<[u64; 4]>()).prop_map(
        |(start_ms, [runs, failed, throttled, longest_ms])| Minute {
            start_ms,
            runs,
            failed,
            throttled,
            longest_ms,
        },
    );
    let counts = (during(), proptest::collection::vec(minute, 0..4))
        .prop_map(|(during, minutes)| Event::Counts(Counts { during, minutes }));
    prop_oneof![
        2 => step, 1 => steady, 4 => route, 4 => caller, 3 => check, 1 => write, 1 => end,
        1 => sessions, 1 => counts
    ]
}

fn drill() -> Drill {
    let change = |after: Option<&str>| RouteChange {
        to: RouteRef::Secondary,
        within: Span::MilliChecks(u64::MAX),
        after: after.map(str::to_owned),
    };
    let expect = vec![
        Expectation::Flips(change(None)),
        Expectation::Flips(change(Some("b"))),
        Expectation::Recovers(RouteChange {
            within: Span::Ms(Millis(0)),
            ..change(None)
        }),
        Expectation::Callers(CallerLimits {
            lost_at_most: Some(Span::Ms(Millis(u64::MAX))),
            success_rate: Some(99_500),
            silence_at_most: Some(Span::Ms(Millis(0))),
            wrong_region_at_most: Some(0),
            error_budget: Some(ErrorBudget {
                target: 99_990,
                window: Millis(u64::MAX),
            }),
        }),
        Expectation::Route(RouteRule::Stays(RouteRef::Primary)),
        Expectation::Route(RouteRule::Never(RouteRef::Err)),
        Expectation::Route(RouteRule::Is(RouteRef::Primary)),
        Expectation::Checker(CheckerLimits {
            errors_at_least: Some(1),
            errors_at_most: Some(2),
            never_times_out: Some(true),
            duration_at_most: Some(Span::MilliChecks(u64::MAX)),
        }),
        Expectation::FlapsAtMost(1),
        Expectation::WritesAtMost(u32::MAX),
        Expectation::DetectsWithin(Detection {
            within: Span::MilliChecks(1_000),
            after: Some("b".to_owned()),
        }),
        Expectation::Phase(PhaseLimit {
            name: "outage".to_owned(),
            within: Span::Ms(Millis(1)),
        }),
        Expectation::SessionsLeft(0),
    ];
    Drill {
        expect,
        ..Drill::new("anything")
    }
}

/// The header of a drill whose scenario knows two of the faults that its history may have.
fn header() -> Header {
    let mut header = drill().header();
    for fault in [
        serde_json::json!({"item-corrupted": {"lex_region": "us-west-2"}}),
        serde_json::json!({"flapping": {"region": "primary", "on": "5m", "off": "5m"}}),
    ] {
        let fault: Fault = serde_json::from_value(fault).expect("a fault");
        let injection = Injection {
            label: fault.name().to_owned(),
            fault,
            brief: false,
            force: false,
        };
        header.scenario.timeline.push(lexdr_scenario::Step {
            at: Span::Ms(Millis(0)),
            action: Action::Inject(injection),
        });
    }
    header
}

proptest! {
    #[test]
    fn any_events_have_a_verdict_with_bounds_the_right_way_round(
        events in proptest::collection::vec(event(), 0..60)
    ) {
        let header = header();
        let verdict = judge(&header, &events);
        prop_assert_eq!(&verdict, &judge(&header, &events));
        let ordered = |bounds: Bounds| 0 <= bounds.lo_ms && bounds.lo_ms <= bounds.hi_ms;
        prop_assert!(verdict.phases.iter().all(|phase| ordered(phase.took)));
        prop_assert!(ordered(verdict.callers.lost));
        for judged in verdict.expectations.iter().chain(&verdict.invariants) {
            prop_assert!(judged.measured_ms.is_none_or(ordered));
            let lines = judged.evidence.iter();
            prop_assert!(lines.clone().all(|line| (2..events.len() + 2).contains(line)));
        }
    }

    #[test]
    fn a_part_of_a_good_run_is_never_a_panic(from in 0..7_300_usize, length in 0..7_300_usize) {
        let events = drill().events();
        let from = from.min(events.len());
        let to = from.saturating_add(length).min(events.len());
        let verdict = judge(&drill().header(), &events[from..to]);
        prop_assert!(!verdict.reason.is_empty());
    }
}

#[test]
fn the_order_of_the_events_does_not_matter() {
    let drill = drill();
    let (header, events) = (drill.header(), drill.events());
    let straight = judge(&header, &events);
    let reversed: Vec<_> = events.into_iter().rev().collect();
    let reversed = judge(&header, &reversed);
    assert_eq!(straight.outcome, reversed.outcome);
    assert_eq!(straight.phases, reversed.phases);
    assert_eq!(straight.callers.lost, reversed.callers.lost);
}
