//! A plan changes nothing, a fault does what its plan says, and its undo brings back what was
//! there: each of them also twice, and the undo where there was no fault.

use rstest::rstest;
use serde_json::{Value, json};

use crate::account::{Account, account, kept, with_scratch_alias};

/// Tries a fault, and returns how many changes it consists of.
pub(crate) async fn round_trip(account: &Account, fault: Value) -> usize {
    let before = account.everything().await;
    account.calls();
    let changes = account.plan(fault).await;
    for call in account.calls() {
        let (_, operation) = call.split_once(':').unwrap();
        let reads = ["Get", "Describe", "List"];
        let reads = reads.iter().any(|verb| operation.starts_with(verb));
        assert!(reads, "planning makes the call {call}");
    }
    assert_eq!(account.everything().await, before);
    let changes: Vec<_> = changes.iter().map(kept).collect();

    for change in &changes {
        account.undo(change).await;
    }
    assert_eq!(account.everything().await, before, "undone before applied");

    for change in &changes {
        assert_ne!(change.after, change.before);
        account.apply(change).await;
        // An answer that is lost is asked for again.
        account.apply(change).await;
    }
    assert_ne!(account.everything().await, before, "nothing was applied");

    for times in ["once", "twice"] {
        for change in changes.iter().rev() {
            account.undo(change).await;
        }
        assert_eq!(account.everything().await, before, "undone {times}");
    }
    changes.len()
}

#[rstest]
#[case::rule_disabled(json!({ "rule-disabled": {} }), 1)]
#[case::check_stopped(json!({ "concurrency-zero": { "function": "health-check" } }), 1)]
#[case::callers_function_stopped(json!({ "concurrency-zero": { "function": "get-region" } }), 1)]
#[case::variable_wrong(json!({ "environment-drift": {
    "function": "health-check", "variable": "EXPECTED_RESPONSE", "value": "Good-bye" } }), 1)]
#[case::variable_gone(json!({ "environment-drift": {
    "function": "get-region", "variable": "TABLE_NAME" } }), 1)]
#[case::variable_new(json!({ "environment-drift": {
    "function": "get-region", "variable": "DEFAULT_REGION", "value": "eu-west-1" } }), 1)]
#[case::lex_denied(json!({ "role-denied": { "service": "lex" } }), 1)]
#[case::lex_denied_in_primary(json!({ "role-denied": {
    "service": "lex", "region": "primary" } }), 1)]
#[case::lex_denied_in_secondary(json!({ "role-denied": {
    "service": "lex-delete-session", "region": "secondary" } }), 1)]
#[case::table_denied(json!({ "role-denied": { "service": "dynamodb", "region": "both" } }), 1)]
#[case::write_denied(json!({ "role-denied": { "service": "dynamodb-update" } }), 1)]
#[case::locale_in_primary(json!({ "locale-disabled": { "region": "primary" } }), 1)]
#[case::locale_in_secondary(json!({ "locale-disabled": { "region": "secondary" } }), 1)]
#[case::locale_in_both(json!({ "locale-disabled": { "region": "both" } }), 2)]
#[case::policy_in_primary(json!({ "alias-policy-denied": { "region": "primary" } }), 1)]
#[case::policy_in_a_region(json!({ "alias-policy-denied": { "region": "us-west-2" } }), 1)]
#[case::policy_in_both(json!({ "alias-policy-denied": { "region": "both" } }), 2)]
#[case::version_in_primary(json!({ "alias-repointed": { "region": "primary" } }), 1)]
#[case::version_in_secondary(json!({ "alias-repointed": { "region": "secondary" } }), 1)]
#[case::version_in_both(json!({ "alias-repointed": { "region": "both" } }), 2)]
#[tokio::test(start_paused = true)]
async fn what_was_there_comes_back(#[case] fault: Value, #[case] changes: usize) {
    let account = account().await;
    account.make_version().await;
    assert_eq!(round_trip(&account, fault).await, changes);
}

#[rstest]
#[case::primary("primary", 1)]
#[case::both("both", 2)]
#[tokio::test(start_paused = true)]
async fn a_scratch_alias_comes_back_with_another_id(#[case] region: &str, #[case] changes: usize) {
    let account = with_scratch_alias().await;
    let fault = json!({ "alias-deleted": { "region": region } });
    assert_eq!(round_trip(&account, fault).await, changes);
    let now = lexdr_deploy::find_bots(&account.clients, &account.system).await;
    let others = now.unwrap().into_iter().zip(&account.bots);
    let others = others.filter(|(now, before)| now.alias_id != before.alias_id);
    assert_eq!(others.count(), changes);
}
