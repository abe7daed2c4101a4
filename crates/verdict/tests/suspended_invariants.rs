//! Which invariants a fault suspends, and which it does not; see the table in the documentation
//! of the crate.

use lexdr_history::{Event, Write};
use lexdr_scenario::Fault;
use lexdr_verdict::fixture::{Drill, INJECT_MS, PRIMARY, SECONDARY, UNDO_MS};
use lexdr_verdict::{Outcome, Verdict, judge};
use rstest::rstest;
use serde_json::{Value, json};

fn outcome(verdict: &Verdict, rule: &str) -> Outcome {
    let found = verdict.invariants.iter().find(|judged| judged.rule == rule);
    found
        .unwrap_or_else(|| panic!("no invariant {rule}"))
        .outcome
}

fn drill(fault: Value, route: Vec<(i64, &'static str)>) -> Drill {
    Drill {
        kind: serde_json::from_value::<Fault>(fault).expect("a fault"),
        route,
        ..Drill::new("x")
    }
}

fn verdict(drill: &Drill) -> Verdict {
    judge(&drill.header(), &drill.events())
}

/// `err` from the check after the inject to the one after the undo.
#[rstest]
#[case::the_other_region_is_well(json!({"lex-hang": {"region": "primary"}}), Outcome::Failed)]
#[case::both_hang(json!({"lex-hang": {"region": "both"}}), Outcome::Passed)]
#[case::both_hang_now_and_then(json!({"gray-failure": {"region": "both"}}), Outcome::Passed)]
#[case::no_check_runs(json!({"rule-disabled": {}}), Outcome::Passed)]
#[case::no_check_writes(json!({"role-denied": {"service": "dynamodb-update"}}), Outcome::Passed)]
#[case::no_check_cleans_up(json!({"role-denied": {"service": "lex-delete-session"}}), Outcome::Failed)]
#[case::the_check_expects_something_else(
    json!({"environment-drift": {"function": "health-check", "variable": "EXPECTED_RESPONSE"}}),
    Outcome::Passed
)]
#[case::get_region_crashes(json!({"code-crashes": {"function": "get-region"}}), Outcome::Failed)]
#[case::no_evidence(json!({"lex-error": {"region": "primary", "error": "AccessDenied"}}), Outcome::Passed)]
#[case::evidence(json!({"lex-error": {"region": "primary", "error": "NotFound"}}), Outcome::Failed)]
fn err_is_needless_while_a_region_is_well_and_a_check_can_say_so(
    #[case] fault: Value,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        writes,
        ..drill(fault, vec![(900_200, "err"), (2_700_200, PRIMARY)])
    };
    assert_eq!(outcome(&verdict(&drill), "no-needless-err"), want);
}

const FLAPS: [(i64, &str); 4] = [
    (900_200, SECONDARY),
    (1_200_200, PRIMARY),
    (1_500_200, SECONDARY),
    (2_700_200, PRIMARY),
];

#[rstest]
#[case::steady(json!({"lex-hang": {"region": "primary"}}), Outcome::Failed)]
#[case::flapping(json!({"flapping": {"region": "primary", "on": "5m", "off": "5m"}}), Outcome::Passed)]
#[case::gray(json!({"gray-failure": {"region": "primary"}}), Outcome::Passed)]
#[case::throttled(json!({"lex-throttled": {"region": "primary", "rate": "2/s"}}), Outcome::Passed)]
#[case::first_calls(json!({"lex-hang": {"region": "primary", "first": 3}}), Outcome::Passed)]
#[case::rule(json!({"rule-disabled": {}}), Outcome::Failed)]
#[case::customers_only(json!({"lex-hang": {"region": "primary", "caller": "customer"}}), Outcome::Failed)]
fn only_a_fault_that_comes_and_goes_excuses_flaps(
    #[case] fault: Value,
    #[case] want: Outcome,
    #[values(true, false)] writes: bool,
) {
    let drill = Drill {
        writes,
        ..drill(fault, FLAPS.to_vec())
    };
    assert_eq!(outcome(&verdict(&drill), "one-change-per-edge"), want);
}

#[test]
fn flaps_long_after_an_intermittent_fault_are_not_excused() {
    let fault = json!({"gray-failure": {"region": "primary"}});
    let drill = drill(fault, vec![(3_000_200, SECONDARY), (3_300_200, PRIMARY)]);
    let verdict = verdict(&drill);
    assert_eq!(outcome(&verdict, "one-change-per-edge"), Outcome::Failed);
}

#[test]
fn a_single_change_that_no_fault_of_the_table_calls_for_is_a_flap() {
    let fault = json!({"role-denied": {"service": "dynamodb"}});
    let drill = drill(fault, vec![(900_200, SECONDARY), (2_700_200, PRIMARY)]);
    let verdict = verdict(&drill);
    assert_eq!(outcome(&verdict, "one-change-per-edge"), Outcome::Failed);
}

/// The item is overwritten with a region at 720 s, by the step, and put right at 900 s.
fn corrupted(lex_region: &'static str, writes: bool) -> Drill {
    let fault = json!({"item-corrupted": {"lex_region": lex_region}});
    Drill {
        writes,
        ..drill(
            fault,
            vec![(INJECT_MS + 20, lex_region), (900_200, PRIMARY)],
        )
    }
}

#[rstest]
fn what_a_fault_writes_is_its_own_and_is_put_right(
    #[values("junk", "eu-west-1", SECONDARY, "err")] lex_region: &'static str,
    #[values(true, false)] writes: bool,
) {
    let drill = corrupted(lex_region, writes);
    let verdict = verdict(&drill);
    let broken: Vec<_> = verdict
        .invariants
        .iter()
        .filter(|judged| judged.outcome != Outcome::Passed)
        .collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn another_value_than_the_fault_writes_is_not_excused() {
    let mut drill = corrupted("junk", true);
    drill.route.push((1_200_200, "nowhere"));
    drill.route.push((1_500_200, PRIMARY));
    assert_eq!(outcome(&verdict(&drill), "route-known"), Outcome::Failed);
}

#[test]
fn what_a_fault_wrote_may_not_stand_long_after_the_undo() {
    let mut drill = corrupted("junk", true);
    drill.route = vec![(INJECT_MS + 20, "junk"), (UNDO_MS + 600_000, PRIMARY)];
    assert_eq!(outcome(&verdict(&drill), "route-known"), Outcome::Failed);
}

#[test]
fn after_it_was_put_right_a_change_needs_a_reason_again() {
    let mut drill = corrupted("junk", true);
    drill.route.push((1_200_200, SECONDARY));
    drill.route.push((1_500_200, PRIMARY));
    let verdict = verdict(&drill);
    assert_eq!(outcome(&verdict, "one-change-per-edge"), Outcome::Failed);
}

#[test]
fn an_item_that_is_gone_is_excused_where_a_fault_took_it() {
    for (fault, want) in [
        (json!({"item-missing": {}}), Outcome::Passed),
        (json!({"table-deleted": {}}), Outcome::Passed),
        (json!({"rule-disabled": {}}), Outcome::Failed),
    ] {
        let drill = drill(fault.clone(), vec![(900_200, PRIMARY)]);
        let mut events = drill.events();
        events.push(Event::Write(Write {
            at_ms: INJECT_MS + 20,
            lex_region: None,
            reason: None,
        }));
        let verdict = judge(&drill.header(), &events);
        assert_eq!(outcome(&verdict, "route-known"), want, "{fault}");
    }
}

/// GetRegion answers the secondary region, which never stood in the table.
fn misled(fault: Value, at_ms: i64) -> Verdict {
    let drill = drill(fault, vec![]);
    let mut events = drill.events();
    for event in &mut events {
        if let Event::Caller(caller) = event
            && caller.during.start_ms == at_ms
        {
            caller.region = Some(SECONDARY.to_owned());
        }
    }
    judge(&drill.header(), &events)
}

#[rstest]
#[case::bots(json!({"lex-hang": {"region": "primary"}}), Outcome::Failed)]
#[case::table(json!({"table-hang": {}}), Outcome::Passed)]
#[case::table_for_checks(json!({"table-hang": {"caller": "checker"}}), Outcome::Failed)]
#[case::get_region(json!({"lambda-hang": {"function": "lexDRGetRegion"}}), Outcome::Passed)]
#[case::health_check(json!({"lambda-hang": {"function": "lexDRTest"}}), Outcome::Failed)]
#[case::role(json!({"role-denied": {"service": "dynamodb"}}), Outcome::Passed)]
#[case::writing_only(json!({"role-denied": {"service": "dynamodb-update"}}), Outcome::Failed)]
#[case::environment(
    json!({"environment-drift": {"function": "get-region", "variable": "TABLE_NAME"}}),
    Outcome::Passed
)]
fn answers_are_compared_unless_the_way_to_them_is_broken(
    #[case] fault: Value,
    #[case] want: Outcome,
) {
    let verdict = misled(fault, 1_500_500);
    assert_eq!(outcome(&verdict, "get-region-truthful"), want);
}

// For an interval after the undo a kept answer may still be given.
#[rstest]
#[case::before(INJECT_MS - 500, Outcome::Failed)]
#[case::just_after(UNDO_MS + 290_500, Outcome::Passed)]
#[case::long_after(UNDO_MS + 301_500, Outcome::Failed)]
fn answers_are_compared_again_an_interval_after_the_undo(
    #[case] at_ms: i64,
    #[case] want: Outcome,
) {
    let verdict = misled(json!({"table-deleted": {}}), at_ms);
    assert_eq!(outcome(&verdict, "get-region-truthful"), want);
}

#[rstest]
#[case(json!({"rule-disabled": {}}))]
#[case(json!({"code-crashes": {"function": "get-region"}}))]
#[case(json!({"role-denied": {"service": "lex-delete-session"}}))]
fn nothing_has_to_return_while_any_fault_is_left(#[case] fault: Value) {
    let drill = drill(fault, vec![(900_200, SECONDARY)]);
    let mut events = drill.events();
    assert_eq!(
        outcome(&judge(&drill.header(), &events), "returns-to-primary"),
        Outcome::Failed
    );
    events.retain(|event| !matches!(event, Event::Step(step) if step.during.start_ms == UNDO_MS));
    assert_eq!(
        outcome(&judge(&drill.header(), &events), "returns-to-primary"),
        Outcome::Passed
    );
}
