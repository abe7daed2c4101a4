//! What is refused, and what is said of it.

use std::fmt::Write;

use lexdr_changes::{Options, PlanError, actions, plan};
use lexdr_deploy::{AliasBy, System};
use lexdr_journal::Api;
use lexdr_wire::LexVersion;
use serde_json::{Value, json};

use crate::account::{Account, account, account_with, injection, published, with_scratch_alias};

/// Every fault that no call takes back.
fn never() -> Vec<Value> {
    vec![
        json!({ "bot-deleted": { "region": "primary" } }),
        json!({ "code-crashes": { "function": "health-check" } }),
        json!({ "item-missing": {} }),
        json!({ "item-corrupted": { "lex_region": "err" } }),
        json!({ "table-deleted": {} }),
        json!({ "region-outage": { "region": "primary" } }),
    ]
}

#[tokio::test(start_paused = true)]
async fn faults_that_no_call_takes_back() {
    let account = account().await;
    account.calls();
    let mut told = String::new();
    for fault in never() {
        assert_eq!(actions(&injection(fault.clone()).fault), None, "{fault}");
        writeln!(told, "{}\n", account.refusal(fault).await).unwrap();
    }
    assert_eq!(account.calls(), Vec::<String>::new());
    insta::assert_snapshot!(told);
}

/// What is said of a fault on a replicated bot.
async fn of_a_replica(account: &Account, fault: Value, force: bool) -> Result<usize, String> {
    let mut injection = injection(fault);
    injection.force = force;
    let options = Account::options();
    let changes = plan(&account.clients, &account.system, &injection, &options).await;
    changes
        .map(|changes| changes.len())
        .map_err(|error| error.to_string())
}

#[tokio::test(start_paused = true)]
async fn faults_that_would_reach_a_replica() {
    let account = account_with(System {
        replicated: true,
        ..published()
    })
    .await;
    let locale = |region: &str| json!({ "locale-disabled": { "region": region } });
    let primary = of_a_replica(&account, locale("primary"), false).await;
    insta::assert_snapshot!(primary.unwrap_err(), @"locale-disabled changes bot OrderFlowers, which is replicated: what is changed in us-east-1 is changed in us-west-2 too, a little later, so the fault would break both regions; write `force: true` beside the inject if that is meant, or use a fault that stays in one region, such as role-denied or alias-policy-denied");
    let secondary = of_a_replica(&account, locale("both"), true).await;
    insta::assert_snapshot!(secondary.unwrap_err(), @"locale-disabled cannot be applied in us-west-2: bot OrderFlowers is a replica there, which can only be read; inject it in the primary region with `force: true`, from where it reaches both, or break us-west-2 alone with a fault that does not change the bot, such as role-denied or alias-policy-denied");
    assert_eq!(of_a_replica(&account, locale("primary"), true).await, Ok(1));
    let policy = json!({ "alias-policy-denied": { "region": "both" } });
    assert_eq!(of_a_replica(&account, policy, false).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn versions_that_an_alias_cannot_be_pointed_to() {
    let account = account().await;
    let fault = || injection(json!({ "alias-repointed": { "region": "secondary" } }));
    let mut told = String::new();
    for version in [None, Some("1"), Some("9"), Some("DRAFT")] {
        let options = Options {
            repoint_to: version.map(str::to_owned),
            ..Options::default()
        };
        let changes = plan(&account.clients, &account.system, &fault(), &options).await;
        let error = changes.unwrap_err();
        assert!(matches!(error, PlanError::Refused(_)), "{error}");
        writeln!(told, "{}\n", account.without_ids(&error.to_string())).unwrap();
    }
    insta::assert_snapshot!(told);
}

#[tokio::test(start_paused = true)]
async fn bots_that_are_not_there() {
    let mut account = account().await;
    let fault = |region: &str| json!({ "locale-disabled": { "region": region } });
    let elsewhere = account.refusal(fault("eu-west-1")).await;
    insta::assert_snapshot!(elsewhere, @"there is no bot OrderFlowers with an alias ver_one in eu-west-1 to break; the failover is between us-east-1 and us-west-2");
    account.system.locale = "fr_FR".to_owned();
    let locale = account.refusal(fault("primary")).await;
    insta::assert_snapshot!(account.without_ids(&locale), @"alias BOT-EAST/ALIAS-EAST in us-east-1 does not have fr_FR, so there is nothing to disable");
    account.system.lex = LexVersion::V1;
    let generation = account.refusal(fault("primary")).await;
    insta::assert_snapshot!(generation, @"locale-disabled needs bots of Lex V2; there are no others on real accounts");
}

/// Why the alias in the primary region is not to be deleted.
async fn of_the_alias(account: &Account) -> String {
    let fault = json!({ "alias-deleted": { "region": "primary" } });
    account.without_ids(&account.refusal(fault).await)
}

#[tokio::test(start_paused = true)]
async fn aliases_that_are_more_than_scratch() {
    let mut told = String::new();
    let mut note = |why: &str| writeln!(told, "{why}\n").unwrap();
    note(&of_the_alias(&account().await).await);
    let scratch = || System {
        scratch_alias: true,
        ..published()
    };
    let systems = [
        System {
            replicated: true,
            ..scratch()
        },
        System {
            alias_by: AliasBy::Id,
            ..scratch()
        },
    ];
    for system in systems {
        note(&of_the_alias(&account_with(system).await).await);
    }
    // It was deployed as one that callers use, and is said to be a scratch one now.
    let mut account = account().await;
    account.system.scratch_alias = true;
    note(&of_the_alias(&account).await);
    insta::assert_snapshot!(told);
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_calls_a_function() {
    let account = with_scratch_alias().await;
    let mut input = account.alias_in_primary().await;
    input["botAliasLocaleSettings"]["en_US"]["codeHookSpecification"] = json!({
        "lambdaCodeHook": {
            "lambdaARN": "arn:aws:lambda:us-east-1:123456789012:function:orders",
            "codeHookInterfaceVersion": "1.0",
        },
    });
    let region = &account.system.primary;
    account
        .call(Api::LexModelsV2, region, "UpdateBotAlias", input)
        .await;
    insta::assert_snapshot!(of_the_alias(&account).await);
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_amazon_connect_may_be_associated_with() {
    let account = with_scratch_alias().await;
    let arn = &account.bots[0].alias_arn;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Sid": "connect",
        "Effect": "Allow",
        "Principal": { "Service": "connect.amazonaws.com" },
        "Action": ["lex:RecognizeText", "lex:StartConversation"],
        "Resource": arn,
    }]});
    let input = json!({ "resourceArn": arn, "policy": policy.to_string() });
    let region = &account.system.primary;
    account
        .call(Api::LexModelsV2, region, "CreateResourcePolicy", input)
        .await;
    insta::assert_snapshot!(of_the_alias(&account).await);
}
