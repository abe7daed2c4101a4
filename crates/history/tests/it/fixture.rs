//! A header, and events of every kind.

use lexdr_history::{
    CallerProbe, CheckResult, CheckRun, Counts, During, Ending, Event, Header, LastCheck, Minute,
    RouteProbe, RouteSaw, SteadyState, Step, StepAction, When, Write, Writer,
};
use lexdr_scenario::{Millis, Scenario};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const SCENARIO: &str = "\
name: alias-deleted
summary: The alias is deleted.
check: { every: 5m }
timeline:
  - { at: 12m, inject: { alias-deleted: { region: primary } } }
  - { at: 41m, undo: alias-deleted }
  - { at: 60m, end: true }
expect:
  - flips: { to: secondary, within: 1 check }
";

pub(crate) fn header() -> Header {
    Header {
        schema: Header::SCHEMA.to_owned(),
        lexdr: "0.1.0".to_owned(),
        scenario: Scenario::parse("alias-deleted.yaml", SCENARIO)
            .unwrap()
            .resolved(),
        seed: 7,
        target: "sim".to_owned(),
        lex: "v1".to_owned(),
        primary: "us-east-1".to_owned(),
        secondary: "us-west-2".to_owned(),
        check_timeout_ms: Millis(15_000),
        schedule_slack_ms: Millis(0),
        started_at: "2026-01-01T00:00:00.000Z".to_owned(),
    }
}

/// A short run: steady state, a fault, a caller lost.
pub(crate) fn events() -> Vec<Event> {
    let during = |start_ms, end_ms| During { start_ms, end_ms };
    let calls = vec!["DeleteBotAlias us-east-1 OrderFlowers ver_one".to_owned()];
    vec![
        Event::SteadyState(SteadyState {
            during: during(-200, 0),
            when: When::Before,
            problem: None,
        }),
        Event::Step(Step {
            during: during(720_000, 720_050),
            action: StepAction::Inject,
            label: "alias-deleted".to_owned(),
            fault: "alias-deleted".to_owned(),
            regions: vec!["us-east-1".to_owned()],
            calls,
            error: None,
        }),
        Event::Caller(CallerProbe {
            during: during(721_000, 721_040),
            call: 722,
            order: false,
            region: Some("us-east-1".to_owned()),
            source: None,
            answered_ms: Some(721_020),
            silence_ms: 1_500,
            ending: Ending::Dropped {
                why: "NotFoundException: \"no alias\"\n".to_owned(),
            },
        }),
        Event::Route(RouteProbe {
            during: during(722_000, 722_010),
            saw: RouteSaw::Route {
                lex_region: "us-east-1".to_owned(),
            },
            last_check: None,
        }),
    ]
}

/// The bytes of a history of these events, with its end.
pub(crate) fn written(events: &[Event]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes, &header()).unwrap();
    for event in events {
        writer.write(event).unwrap();
    }
    writer.finish(3_600_000).unwrap();
    bytes
}

fn during() -> impl Strategy<Value = During> {
    (any::<i64>(), any::<i64>()).prop_map(|(a, b)| During {
        start_ms: a.min(b),
        end_ms: a.max(b),
    })
}

fn text() -> impl Strategy<Value = String> {
    any::<String>()
}

fn step() -> impl Strategy<Value = Event> {
    let action = prop_oneof![Just(StepAction::Inject), Just(StepAction::Undo)];
    let lists = (vec(text(), 0..3), vec(text(), 0..3));
    (during(), action, text(), text(), lists, option::of(text())).prop_map(
        |(during, action, label, fault, (regions, calls), error)| {
            Event::Step(Step {
                during,
                action,
                label,
                fault,
                regions,
                calls,
                error,
            })
        },
    )
}

fn saw() -> impl Strategy<Value = RouteSaw> {
    prop_oneof![
        text().prop_map(|lex_region| RouteSaw::Route { lex_region }),
        Just(RouteSaw::Missing),
        text().prop_map(|why| RouteSaw::Unknown { why }),
    ]
}

fn last_check() -> impl Strategy<Value = LastCheck> {
    let told = (option::of(any::<i64>()), option::of(text()));
    (any::<i64>(), told, option::of(any::<i64>())).prop_map(
        |(checked_at_ms, (changed_at_ms, reason), dated_ms)| LastCheck {
            checked_at_ms,
            changed_at_ms,
            reason,
            dated_ms,
        },
    )
}

fn caller() -> impl Strategy<Value = Event> {
    let ending = prop_oneof![
        Just(Ending::Served),
        Just(Ending::Apologised),
        text().prop_map(|why| Ending::WrongRegion { why }),
        text().prop_map(|why| Ending::DeadAir { why }),
        text().prop_map(|why| Ending::Dropped { why }),
        text().prop_map(|why| Ending::Unknown { why }),
    ];
    let said = (
        option::of(text()),
        option::of(text()),
        option::of(any::<i64>()),
    );
    let counts = (any::<u64>(), any::<bool>(), any::<u64>());
    (during(), counts, said, ending).prop_map(
        |(during, (call, order, silence_ms), (region, source, answered_ms), ending)| {
            Event::Caller(CallerProbe {
                during,
                call,
                order,
                region,
                source,
                answered_ms,
                silence_ms,
                ending,
            })
        },
    )
}

fn check() -> impl Strategy<Value = Event> {
    let said = (option::of(text()), option::of(text()), option::of(text()));
    let result = prop_oneof![
        said.prop_map(|(lex_region, primary, secondary)| {
            CheckResult::Returned {
                lex_region,
                primary,
                secondary,
            }
        }),
        text().prop_map(|error| CheckResult::Failed { error }),
        Just(CheckResult::TimedOut),
        text().prop_map(|error| CheckResult::Refused { error }),
    ];
    (during(), any::<u32>(), result).prop_map(|(during, attempt, result)| {
        Event::Check(CheckRun {
            during,
            attempt,
            result,
            trace: None,
        })
    })
}

fn counts() -> impl Strategy<Value = Counts> {
    let number = || any::<u32>().prop_map(u64::from);
    let minute = (any::<i64>(), number(), number(), number(), number()).prop_map(
        |(start_ms, runs, failed, throttled, longest_ms)| Minute {
            start_ms,
            runs,
            failed,
            throttled,
            longest_ms,
        },
    );
    let minutes = vec(minute, 0..3);
    (during(), minutes).prop_map(|(during, minutes)| Counts { during, minutes })
}

/// Any event but the end.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    let when = prop_oneof![Just(When::Before), Just(When::After)];
    prop_oneof![
        step(),
        (during(), when, option::of(text())).prop_map(|(during, when, problem)| {
            Event::SteadyState(SteadyState {
                during,
                when,
                problem,
            })
        }),
        (during(), saw(), option::of(last_check())).prop_map(|(during, saw, last_check)| {
            Event::Route(RouteProbe {
                during,
                saw,
                last_check,
            })
        }),
        caller(),
        check(),
        (any::<i64>(), any::<u32>()).prop_map(|(at_ms, left)| Event::Sessions { at_ms, left }),
        counts().prop_map(Event::Counts),
        (any::<i64>(), option::of(text()), option::of(text())).prop_map(
            |(at_ms, lex_region, reason)| Event::Write(Write {
                at_ms,
                lex_region,
                reason
            })
        ),
    ]
}
