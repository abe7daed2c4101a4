//! Each fault with what it changes, and the calls, as a person would type them.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::account::{Account, account, with_scratch_alias};

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
        table.push_str(&row(&account, fault).await);
    }
    let scratch = with_scratch_alias().await;
    let fault = json!({ "alias-deleted": { "region": "primary" } });
    let row = row(&scratch, fault).await;
    table.push_str(&scratch.without_ids(&row));
    insta::assert_snapshot!(account.without_ids(&table));
}

async fn row(account: &Account, fault: Value) -> String {
    let mut row = format!("{fault}\n");
    for change in account.plan(fault).await {
        writeln!(row, "  {}", change.subject).unwrap();
        writeln!(row, "    apply  {}", change.apply).unwrap();
        writeln!(row, "    undo   {}", change.undo).unwrap();
        let (arn, input) = change.undo.universal_target("aws");
        writeln!(row, "    switch {arn} {input}").unwrap();
    }
    row.push('\n');
    row
}
