//! The permissions named for a fault are those that its calls take: no more and no less.

use std::collections::{BTreeMap, BTreeSet};

use lexdr_changes::actions;
use lexdr_journal::Api;
use serde_json::{Value, json};

use crate::account::{Account, account, injection, with_scratch_alias};

/// What planning with reading back, applying, and undoing a fault have called.
type Taken = [BTreeSet<String>; 3];

/// Notes what has been called since the last time.
fn note(account: &Account, taken: &mut BTreeSet<String>) {
    // Nobody can be denied this.
    let calls = account.calls().into_iter();
    taken.extend(calls.filter(|call| call != "sts:GetCallerIdentity"));
}

async fn run(account: &Account, fault: Value, [plans, applies, undoes]: &mut Taken) {
    account.calls();
    let changes = account.plan(fault).await;
    note(account, plans);
    for change in &changes {
        account.execute(&change.apply).await;
        note(account, applies);
        account.settled(&change.subject, &change.after).await;
        note(account, plans);
        account.execute(&change.undo).await;
        note(account, undoes);
        account.settled(&change.subject, &change.before).await;
        note(account, plans);
    }
}

/// Something was there before of what a deployment does not make.
async fn make_prior_states(account: &Account) {
    let region = &account.system.primary;
    let function = &account.system.check_function;
    let reserved = json!({ "FunctionName": function, "ReservedConcurrentExecutions": 5 });
    account
        .call(Api::Lambda, region, "PutFunctionConcurrency", reserved)
        .await;
    let arn = &account.bots[0].alias_arn;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": "*",
            "Action": "lex:RecognizeText",
            "Resource": arn,
        }],
    });
    let input = json!({ "resourceArn": arn, "policy": policy.to_string() });
    account
        .call(Api::LexModelsV2, region, "CreateResourcePolicy", input)
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_called_is_what_is_named() {
    let account = account().await;
    account.make_version().await;
    let faults = [
        json!({ "rule-disabled": {} }),
        json!({ "concurrency-zero": { "function": "health-check" } }),
        json!({ "environment-drift": {
            "function": "get-region", "variable": "TABLE_NAME", "value": "other" } }),
        json!({ "role-denied": { "service": "lex" } }),
        json!({ "locale-disabled": { "region": "primary" } }),
        json!({ "alias-repointed": { "region": "primary" } }),
        json!({ "alias-policy-denied": { "region": "primary" } }),
    ];
    let mut taken: BTreeMap<usize, Taken> = BTreeMap::new();
    for prior in [false, true] {
        if prior {
            make_prior_states(&account).await;
        }
        for (at, fault) in faults.iter().enumerate() {
            let taken = taken.entry(at).or_default();
            run(&account, fault.clone(), taken).await;
        }
    }
    for (at, [plans, applies, undoes]) in taken {
        let fault = injection(faults[at].clone()).fault;
        let named = actions(&fault).unwrap();
        for (called, named) in [
            (plans, named.plan),
            (applies, named.apply),
            (undoes, named.undo),
        ] {
            let named: BTreeSet<String> = named.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(called, named, "{}", fault.name());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_called_to_delete_an_alias_is_what_is_named() {
    let account = with_scratch_alias().await;
    let fault = json!({ "alias-deleted": { "region": "both" } });
    let mut taken = Taken::default();
    run(&account, fault.clone(), &mut taken).await;
    // It is demanded of who makes something with tags, and called by nobody.
    taken[2].insert("lex:TagResource".to_owned());
    let named = actions(&injection(fault).fault).unwrap();
    let named = [named.plan, named.apply, named.undo].map(|names| {
        let names = names.iter().map(|name| (*name).to_owned());
        names.collect::<BTreeSet<String>>()
    });
    assert_eq!(taken, named);
}
