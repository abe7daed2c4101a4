//! Invariants, one by one, each on a run that keeps it and on runs that do not.

use lexdr_history::{CheckResult, Event, Header, RouteSaw, StepAction, When};
use lexdr_verdict::fixture::{Drill, PRIMARY, SECONDARY, check, step};
use lexdr_verdict::{Outcome, Verdict, judge};
use rstest::rstest;

fn outcome(verdict: &Verdict, rule: &str) -> Outcome {
    let found = verdict.invariants.iter().find(|judged| judged.rule == rule);
    found
        .unwrap_or_else(|| panic!("no invariant {rule}"))
        .outcome
}

fn run(drill: &Drill) -> (Header, Vec<Event>) {
    (drill.header(), drill.events())
}

#[rstest]
fn a_drill_as_it_should_go_keeps_them_all(
    #[values(true, false)] writes: bool,
    #[values(true, false)] telling: bool,
) {
    let drill = Drill {
        writes,
        telling,
        ..Drill::new("alias-deleted")
    };
    let verdict = judge(&drill.header(), &drill.events());
    let broken: Vec<_> = verdict
        .invariants
        .iter()
        .filter(|judged| judged.outcome != Outcome::Passed)
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert_eq!(verdict.outcome, Outcome::Passed);
}

#[rstest]
#[case::the_wrong_name(vec![(900_200, "us-west-1"), (1_200_200, PRIMARY)], Outcome::Failed)]
#[case::err(vec![(900_200, "err"), (2_700_200, PRIMARY)], Outcome::Passed)]
fn the_route_is_a_region_or_err(
    #[case] route: Vec<(i64, &'static str)>,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(outcome(&verdict, "route-known"), want);
}

// The secondary region has no fault at all. With a fault there too, from 10 to 41 minutes, `err`
// is right, and may stay until 5 min 15 s after the undo.
#[rstest]
#[case::while_the_secondary_is_well(false, vec![(900_200, "err"), (2_700_200, PRIMARY)], Outcome::Failed)]
#[case::while_both_are_down(true, vec![(900_200, "err"), (2_700_200, PRIMARY)], Outcome::Passed)]
#[case::for_too_long(true, vec![(900_200, "err"), (3_000_200, PRIMARY)], Outcome::Failed)]
fn err_needs_two_regions_that_are_down(
    #[case] both: bool,
    #[case] route: Vec<(i64, &'static str)>,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    let (header, mut events) = run(&drill);
    if both {
        events.push(step(600_000, StepAction::Inject, "west", SECONDARY));
        events.push(step(2_460_000, StepAction::Undo, "west", SECONDARY));
    }
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "no-needless-err"), want);
}

#[rstest]
#[case::to_and_fro(
    vec![(900_200, SECONDARY), (1_200_200, PRIMARY), (1_500_200, SECONDARY), (2_700_200, PRIMARY)],
    Outcome::Failed
)]
#[case::before_the_fault(vec![(300_200, SECONDARY), (600_200, PRIMARY)], Outcome::Failed)]
#[case::long_after_the_undo(vec![(3_000_200, SECONDARY), (3_300_200, PRIMARY)], Outcome::Failed)]
#[case::not_at_all(vec![], Outcome::Passed)]
#[case::put_right(vec![(300_200, "nowhere"), (600_200, PRIMARY)], Outcome::Failed)]
fn every_change_answers_a_step(
    #[case] route: Vec<(i64, &'static str)>,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(outcome(&verdict, "one-change-per-edge"), want);
}

#[rstest]
#[case::one_after_the_other(vec![(900_200, SECONDARY), (1_500_200, "err"), (2_700_200, PRIMARY)])]
#[case::at_once(vec![(1_500_200, "err"), (2_700_200, SECONDARY), (3_000_200, PRIMARY)])]
fn staggered_faults_allow_a_change_each(#[case] route: Vec<(i64, &'static str)>) {
    let drill = Drill {
        route,
        ..Drill::new("x")
    };
    let (header, mut events) = run(&drill);
    events.push(step(1_300_000, StepAction::Inject, "west", SECONDARY));
    events.push(step(2_500_000, StepAction::Undo, "west", SECONDARY));
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "one-change-per-edge"), Outcome::Passed);
}

#[rstest]
#[case::in_time(vec![(900_200, SECONDARY), (2_700_200, PRIMARY)], Outcome::Passed)]
#[case::too_late(vec![(900_200, SECONDARY), (3_000_200, PRIMARY)], Outcome::Failed)]
#[case::never(vec![(900_200, SECONDARY)], Outcome::Failed)]
#[case::not_for_good(
    vec![(900_200, SECONDARY), (2_700_200, PRIMARY), (3_000_200, SECONDARY)],
    Outcome::Failed
)]
#[case::it_never_left(vec![], Outcome::Passed)]
fn the_route_returns_after_the_last_undo(
    #[case] route: Vec<(i64, &'static str)>,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        route,
        writes,
        ..Drill::new("x")
    };
    let verdict = judge(&drill.header(), &drill.events());
    assert_eq!(outcome(&verdict, "returns-to-primary"), want);
}

#[test]
fn a_run_that_ends_before_the_route_can_return_does_not_tell() {
    let drill = Drill {
        route: vec![(900_200, SECONDARY)],
        ..Drill::new("x")
    };
    let (header, mut events) = run(&drill);
    events.retain(|event| match event {
        Event::Route(e) => e.during.end_ms < 2_600_000,
        Event::Caller(e) => e.during.end_ms < 2_600_000,
        Event::Check(e) => e.during.end_ms < 2_600_000,
        Event::SteadyState(e) => e.when == When::Before,
        Event::Sessions { .. } | Event::Counts(_) | Event::End { .. } => false,
        Event::Step(_) | Event::Write(_) => true,
    });
    events.push(Event::End { at_ms: 2_600_000 });
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "returns-to-primary"), Outcome::Unknown);
    assert_eq!(outcome(&verdict, "steady-after"), Outcome::Unknown);
}

#[rstest]
#[case::the_value_before(899_000, PRIMARY, None, Outcome::Passed)]
#[case::stale(901_500, PRIMARY, None, Outcome::Failed)]
#[case::stale_but_says_so(901_500, PRIMARY, Some("last-known"), Outcome::Passed)]
#[case::never_written(1_500_500, "eu-west-2", None, Outcome::Failed)]
#[case::too_early(898_500, SECONDARY, None, Outcome::Failed)]
fn get_region_answers_what_was_written(
    #[case] asked_ms: i64,
    #[case] answer: &str,
    #[case] source: Option<&str>,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        writes,
        ..Drill::new("x")
    };
    let (header, mut events) = run(&drill);
    let mut changed = false;
    for event in &mut events {
        if let Event::Caller(caller) = event
            && (caller.during.start_ms - asked_ms).abs() <= 500
        {
            caller.region = Some(answer.to_owned());
            caller.source = source.map(str::to_owned);
            changed = true;
        }
    }
    assert!(changed);
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "get-region-truthful"), want);
}

#[test]
fn where_nobody_saw_the_route_an_odd_answer_may_have_been_right() {
    let drill = Drill {
        fault: false,
        route: vec![],
        writes: false,
        blind: Some((600_000, 1_200_000)),
        ..Drill::new("x")
    };
    let (header, mut events) = run(&drill);
    for event in &mut events {
        if let Event::Caller(caller) = event
            && caller.during.start_ms == 900_500
        {
            caller.region = Some(SECONDARY.to_owned());
        }
    }
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "get-region-truthful"), Outcome::Unknown);
}

#[rstest]
#[case::cut_off(CheckResult::TimedOut, 15_000, Outcome::Failed)]
#[case::too_long(CheckResult::Failed { error: "x".to_owned() }, 15_001, Outcome::Failed)]
#[case::just_in_time(CheckResult::Failed { error: "x".to_owned() }, 15_000, Outcome::Passed)]
fn checks_end_inside_their_limit(
    #[case] result: CheckResult,
    #[case] takes_ms: i64,
    #[case] want: Outcome,
) {
    let (header, mut events) = run(&Drill::new("x"));
    let mut run = check(330_000, result);
    if let Event::Check(run) = &mut run {
        run.during.end_ms = run.during.start_ms + takes_ms;
    }
    events.push(run);
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "checks-in-time"), want);
}

#[rstest]
#[case::before(When::Before, "steady-before")]
#[case::after(When::After, "steady-after")]
fn the_steady_state_must_hold_and_be_verified(#[case] when: When, #[case] rule: &str) {
    let (header, events) = run(&Drill::new("x"));
    let mut broken = events.clone();
    for event in &mut broken {
        if let Event::SteadyState(steady) = event
            && steady.when == when
        {
            steady.problem = Some("the route is us-west-2".to_owned());
        }
    }
    assert_eq!(outcome(&judge(&header, &broken), rule), Outcome::Failed);
    let mut missing = events;
    missing.retain(|event| !matches!(event, Event::SteadyState(steady) if steady.when == when));
    assert_eq!(outcome(&judge(&header, &missing), rule), Outcome::Unknown);
}

#[test]
fn a_step_that_failed_fails_the_run() {
    let (header, mut events) = run(&Drill::new("x"));
    for event in &mut events {
        if let Event::Step(step) = event {
            step.error = Some("ResourceInUseException".to_owned());
        }
    }
    assert_eq!(
        outcome(&judge(&header, &events), "steps-succeeded"),
        Outcome::Failed
    );
}

#[test]
fn a_run_whose_route_was_never_seen_proves_nothing_about_it() {
    let (header, mut events) = run(&Drill {
        writes: false,
        ..Drill::new("x")
    });
    for event in &mut events {
        if let Event::Route(probe) = event {
            probe.saw = RouteSaw::Unknown {
                why: "timeout".to_owned(),
            };
        }
    }
    let verdict = judge(&header, &events);
    assert_eq!(verdict.outcome, Outcome::Unknown);
    for rule in [
        "route-known",
        "no-needless-err",
        "one-change-per-edge",
        "returns-to-primary",
    ] {
        assert_eq!(outcome(&verdict, rule), Outcome::Unknown, "{rule}");
    }
    assert_eq!(outcome(&verdict, "get-region-truthful"), Outcome::Passed);
}

#[test]
fn a_history_without_an_end_does_not_tell_it_all() {
    let (header, mut events) = run(&Drill::new("x"));
    events.pop();
    let verdict = judge(&header, &events);
    assert_eq!(outcome(&verdict, "complete"), Outcome::Unknown);
    assert_eq!(verdict.outcome, Outcome::Unknown);
}

#[test]
fn no_events_at_all_prove_nothing() {
    let drill = Drill::new("x");
    let verdict = judge(&drill.header(), &[]);
    assert_eq!(verdict.outcome, Outcome::Unknown);
}
