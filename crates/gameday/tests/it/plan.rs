//! What a plan says.

use lexdr_gameday::config::Config;
use lexdr_gameday::cost::{Cost, Item};
use lexdr_gameday::plan::{Ending, PlanError, Reach};
use lexdr_journal::Change;
use lexdr_scenario::Millis;
use rstest::rstest;
use serde_json::json;

use crate::{
    GOOD, TWO_FAULTS, config, locale_disabled, now, planned, prepared, role_denied, rule_disabled,
    scenario, two_faults,
};

#[test]
fn two_faults_read_well_at_night() {
    insta::assert_snapshot!(two_faults());
}

#[test]
fn two_faults_for_programs() {
    insta::assert_json_snapshot!(two_faults());
}

#[test]
fn the_switch_comes_after_the_undo_and_the_plan_is_over_after_the_last() {
    let plan = two_faults();
    let times: Vec<[u64; 3]> = plan
        .faults
        .iter()
        .map(|fault| [fault.at.0, fault.until.0, fault.deadline.0].map(|ms| ms / 60_000))
        .collect();
    assert_eq!(times, [[6, 26, 30], [8, 20, 24]]);
    assert_eq!(plan.lasts, Millis(34 * 60_000));
    assert_eq!(plan.settled(), Millis(34 * 60_000));

    // With a switch that waits longer it is the switch that counts.
    let text = GOOD.replace("margin = \"4m\"", "margin = \"20m\"");
    let config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
    let plan = planned(TWO_FAULTS, &config, changes).unwrap();
    assert_eq!(plan.settled(), Millis(46 * 60_000));
    assert_eq!(
        plan.date(plan.settled()).to_string(),
        "2026-11-24T01:56:00Z"
    );
}

#[test]
fn the_regions_are_those_of_calls() {
    let changes = vec![vec![locale_disabled("us-west-2")], vec![role_denied(None)]];
    let plan = planned(TWO_FAULTS, &config(), changes).unwrap();
    let regions: Vec<&String> = plan.regions.iter().collect();
    assert_eq!(regions, ["us-east-1", "us-west-2"]);
}

/// A scenario of one fault, labelled `it`.
fn one(fault: &str) -> String {
    format!(
        "name: one\nsummary: One fault.\nlex: v2\ncheck: {{ every: 5m }}\ntimeline:\n  - {{ at: 6m, \
         inject: {fault}, as: it }}\n  - {{ at: 26m, undo: it }}\n  - {{ at: 34m, end: true }}\n"
    )
}

fn until() -> Option<serde_json::Value> {
    Some(json!({ "DateLessThan": { "aws:CurrentTime": "2026-11-24T01:40:00Z" } }))
}

#[rstest]
#[case::with_a_date(vec![role_denied(until())], Ending::Expires)]
#[case::with_a_date_in_a_list(
    vec![role_denied(Some(json!({ "DateLessThan": { "aws:CurrentTime": ["2026-11-24T01:40:00Z"] } })))],
    Ending::Expires
)]
#[case::without(vec![role_denied(None)], Ending::Stays)]
#[case::another_condition(
    vec![role_denied(Some(json!({ "StringEquals": { "aws:RequestedRegion": "us-east-1" } })))],
    Ending::Stays
)]
#[case::no_date(
    vec![role_denied(Some(json!({ "DateLessThan": { "aws:CurrentTime": "soon" } })))],
    Ending::Stays
)]
#[case::one_of_two(vec![role_denied(until()), rule_disabled("lexHealthCheckRule")], Ending::Stays)]
#[case::nothing(vec![], Ending::Stays)]
fn a_fault_expires_if_all_it_does_has_a_date(#[case] changes: Vec<Change>, #[case] ending: Ending) {
    let all = vec![vec![locale_disabled("us-east-1")], changes];
    let plan = planned(TWO_FAULTS, &config(), all).unwrap();
    let fault = plan
        .faults
        .iter()
        .find(|fault| fault.label == "role-denied");
    assert_eq!(fault.unwrap().ending, ending);
    assert_eq!(
        plan.to_string().contains("1 of 2 faults by themselves"),
        ending == Ending::Expires
    );
}

#[test]
fn a_statement_that_was_there_does_not_count() {
    let mut change = role_denied(until());
    let before = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
    change.before = json!({ "document": { "Statement": [before] } });
    let added = change.after["document"]["Statement"][0].clone();
    change.after = json!({ "document": { "Statement": [before, added] } });
    let expires = |change: Change| {
        let all = vec![vec![locale_disabled("us-east-1")], vec![change]];
        let plan = planned(TWO_FAULTS, &config(), all).unwrap();
        plan.faults
            .iter()
            .any(|fault| fault.ending == Ending::Expires)
    };
    assert!(expires(change.clone()));
    // One that is gone does not come back by itself.
    change.after = json!({ "document": { "Statement": [added] } });
    assert!(!expires(change));
}

#[test]
fn of_two_faults_the_one_that_expires_is_preferred() {
    assert!(Ending::Expires < Ending::Stays);
}

#[rstest]
#[case::no_check(
    "{ rule-disabled: {} }",
    Some(rule_disabled("lexHealthCheckRule")),
    true
)]
#[case::check_stopped("{ concurrency-zero: { function: health-check } }", None, true)]
#[case::callers_function_stopped("{ concurrency-zero: { function: get-region } }", None, false)]
#[case::bot(
    "{ locale-disabled: { region: primary } }",
    Some(locale_disabled("us-east-1")),
    false
)]
#[case::it_expires("{ rule-disabled: {} }", Some(role_denied(until())), false)]
fn what_stays_has_a_stand_in_that_expires_if_there_is_one(
    #[case] fault: &str,
    #[case] change: Option<Change>,
    #[case] told: bool,
) {
    let changes = vec![change.into_iter().collect()];
    let plan = planned(&one(fault), &config(), changes).unwrap();
    assert_eq!(plan.faults[0].rather.is_some(), told);
    let text = plan.to_string();
    let line =
        "  rather    role-denied: { service: dynamodb-update } instead of it: the route cannot";
    assert_eq!(text.contains(line), told, "{text}");
}

#[rstest]
#[case(
    "{ locale-disabled: { region: primary } }",
    Reach::UntilFlip,
    "callers in us-east-1"
)]
#[case(
    "{ locale-disabled: { region: us-east-1 } }",
    Reach::UntilFlip,
    "moved to us-west-2"
)]
#[case(
    "{ alias-repointed: { region: secondary } }",
    Reach::Secondary,
    "while us-east-1 is well"
)]
#[case(
    "{ locale-disabled: { region: both } }",
    Reach::Everybody,
    "every caller"
)]
#[case(
    "{ alias-policy-denied: { region: both } }",
    Reach::Nobody,
    "in us-east-1 and us-west-2"
)]
#[case("{ rule-disabled: {} }", Reach::Nobody, "no check runs")]
#[case(
    "{ concurrency-zero: { function: health-check } }",
    Reach::Nobody,
    "no check runs"
)]
#[case(
    "{ concurrency-zero: { function: get-region } }",
    Reach::Everybody,
    "lexDRGetRegion does not"
)]
#[case(
    "{ environment-drift: { function: health-check, variable: EXPECTED_RESPONSE } }",
    Reach::UntilFlip,
    "a wrong EXPECTED_RESPONSE"
)]
#[case(
    "{ environment-drift: { function: get-region, variable: TABLE_NAME } }",
    Reach::Everybody,
    "a wrong TABLE_NAME"
)]
#[case(
    "{ role-denied: { service: lex, region: primary } }",
    Reach::Nobody,
    "bot in us-east-1"
)]
#[case(
    "{ role-denied: { service: lex-delete-session } }",
    Reach::Nobody,
    "sessions open"
)]
#[case(
    "{ role-denied: { service: dynamodb } }",
    Reach::Everybody,
    "last route lexDRGetRegion knows"
)]
#[case(
    "{ role-denied: { service: dynamodb-update } }",
    Reach::Nobody,
    "cannot write the route"
)]
#[case(
    "{ lex-hang: { region: primary } }",
    Reach::Everybody,
    "possibly every caller"
)]
fn who_is_affected_is_said(#[case] fault: &str, #[case] reach: Reach, #[case] how: &str) {
    let plan = planned(&one(fault), &config(), vec![vec![]]).unwrap();
    let affects = &plan.faults[0].affects;
    assert_eq!(affects.reach, reach);
    assert!(affects.how.contains(how), "{}", affects.how);
}

#[rstest]
#[case::route_cannot_move(
    "{ rule-disabled: {} }",
    "8m",
    Reach::Everybody,
    "the route cannot move"
)]
#[case::no_region_left(
    "{ locale-disabled: { region: secondary } }",
    "8m",
    Reach::Everybody,
    "no region is left"
)]
#[case::harmless(
    "{ role-denied: { service: lex-delete-session } }",
    "8m",
    Reach::UntilFlip,
    "moved"
)]
#[case::one_after_the_other("{ rule-disabled: {} }", "26m", Reach::UntilFlip, "moved")]
fn faults_at_the_same_time_may_do_more_than_each(
    #[case] other: &str,
    #[case] at: &str,
    #[case] reach: Reach,
    #[case] how: &str,
) {
    let text = TWO_FAULTS
        .replace(
            "{ role-denied: { service: dynamodb-update } } }",
            &format!("{other}, as: other }}"),
        )
        .replace("  - { at: 20m, undo: role-denied }\n", "")
        .replace(
            "  - { at: 34m",
            "  - { at: 33m, undo: other }\n  - { at: 34m",
        );
    let (begin, rest) = text.split_once("  - { at: 8m").unwrap();
    let (inject, rest) = rest.split_once('\n').unwrap();
    let (undo, end) = rest.split_once('\n').unwrap();
    // The steps stand in order of time.
    let steps = match at {
        "8m" => format!("  - {{ at: 8m{inject}\n{undo}\n"),
        at => format!("{undo}\n  - {{ at: {at}{inject}\n"),
    };
    let plan = planned(
        &format!("{begin}{steps}{end}"),
        &config(),
        vec![vec![], vec![]],
    )
    .unwrap();
    let affects = &plan.faults[0].affects;
    assert_eq!(affects.reach, reach);
    assert!(affects.how.contains(how), "{}", affects.how);
}

#[test]
fn a_replica_follows_its_source_into_an_outage() {
    let text = GOOD.replace("replicated = false", "replicated = true");
    let config = Config::parse("lexdr.toml", text.as_bytes()).unwrap();
    let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
    let plan = planned(TWO_FAULTS, &config, changes).unwrap();
    assert_eq!(plan.faults[0].affects.reach, Reach::Everybody);
}

#[test]
fn what_was_prepared_has_to_fit_the_timeline() {
    let scenario = scenario(TWO_FAULTS);
    let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
    let all = prepared(&scenario, changes);
    let plan = |prepared| lexdr_gameday::plan::Plan::new(&scenario, &config(), prepared, now());

    let error = plan(all[..1].to_vec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nothing says what role-denied would change; read the account again"
    );
    let swapped = vec![all[1].clone(), all[0].clone()];
    let label = "bot-mute".to_owned();
    assert_eq!(plan(swapped).unwrap_err(), PlanError::Unprepared { label });
}

#[test]
fn a_scenario_in_another_interval_is_refused() {
    let text = TWO_FAULTS.replace("every: 5m", "every: 6m");
    let changes = vec![vec![locale_disabled("us-east-1")], vec![role_denied(None)]];
    let error = planned(&text, &config(), changes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the scenario has a check every 6m, the system every 5m; scale the one to the other with \
         `--check-every 5m`"
    );
}

#[test]
fn a_scenario_without_a_fault_is_refused() {
    let text = "name: healthy\nsummary: Nothing.\ncheck: { every: 5m }\ntimeline:\n  - { at: 34m, \
                end: true }\n";
    let error = planned(text, &config(), vec![]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "healthy injects nothing; name a scenario with a fault"
    );
}

#[test]
fn costs_add_up() {
    // Ten minutes with a caller every 30 s, of whom each fourth orders, and the route every 10 s.
    let cost = Cost::of(Millis(600_000), &config().probes, 3);
    let count = |item| {
        let mut found = cost.items.iter().filter(|count| count.item == item);
        found.next().unwrap().count
    };
    // 21 callers of whom 6 order, 2 orders for the steady state, and one call to begin with.
    assert_eq!(count(Item::LexText), 15 + 6 * 5 + 2 * 5 + 1);
    assert_eq!(count(Item::Invocation), 21 + 2 + 1);
    assert_eq!(count(Item::TableRead), 61 + 2 + 24);
    // Header, end, lock taken and given back; six records a change; the lock every 30 s.
    assert_eq!(count(Item::TableWrite), 4 + 3 * 6 + 21);
    assert_eq!(count(Item::ScheduledCall), 3);
    assert_eq!(count(Item::AlarmRead), 21);
    assert_eq!(count(Item::MetricRead), 4);
    let sum: u64 = cost.items.iter().map(|count| count.usd.0).sum();
    assert_eq!(cost.usd.0, sum);
    assert!(
        cost.to_string()
            .starts_with("about 0.05 dollars: 56 text requests to Lex, ")
    );
}
