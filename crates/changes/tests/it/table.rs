//! Each fault with what it changes, and the calls, as a person would type them.

use std::fmt::Write;

use serde_json::json;

use crate::account::account;

#[tokio::test(start_paused = true)]
async fn faults_with_their_calls() {
    let account = account().await;
    account.make_version().await;
    let mut table = String::new();
    for fault in [
        json!({ "rule-disabled": {} }),
        json!({ "concurrency-zero": { "function": "health-check" } }),
        json!({ "environment-drift": {
            "function": "get-region", "variable": "TABLE_NAME", "value": "lexDR's" } }),
        json!({ "role-denied": { "service": "lex", "region": "primary" } }),
        json!({ "locale-disabled": { "region": "primary" } }),
        json!({ "alias-policy-denied": { "region": "secondary" } }),
        json!({ "alias-repointed": { "region": "both" } }),
    ] {
        writeln!(table, "{fault}").unwrap();
        for change in account.plan(fault).await {
            writeln!(table, "  {}", change.subject).unwrap();
            writeln!(table, "    apply  {}", change.apply).unwrap();
            writeln!(table, "    undo   {}", change.undo).unwrap();
            let (arn, input) = change.undo.universal_target("aws");
            writeln!(table, "    switch {arn} {input}").unwrap();
        }
        table.push('\n');
    }
    insta::assert_snapshot!(account.without_ids(&table));
}
