//! What was there before is what comes back, also when it is not what a deployment leaves.

use lexdr_changes::{Kind, Options, execute, plan};
use lexdr_journal::Api;
use rstest::rstest;
use serde_json::{Value, json};

use crate::account::{Account, account, account_with, injection, published};
use crate::round_trips::round_trip;

#[rstest]
#[case(1)]
#[case(5)]
#[tokio::test(start_paused = true)]
async fn a_reservation(#[case] reserved: i32) {
    let account = account().await;
    reserve(&account, reserved).await;
    let fault = || json!({ "concurrency-zero": { "function": "health-check" } });
    let change = account.plan(fault()).await.remove(0);
    assert_eq!(change.before, json!({ "reserved": reserved }));
    assert_eq!(change.undo.operation, "PutFunctionConcurrency");
    round_trip(&account, fault()).await;
}

async fn reserve(account: &Account, reserved: i32) {
    let function = &account.system.check_function;
    let input = json!({ "FunctionName": function, "ReservedConcurrentExecutions": reserved });
    let region = &account.system.primary;
    account
        .call(Api::Lambda, region, "PutFunctionConcurrency", input)
        .await;
}

/// All that an alias may say, of the alias in the primary region.
fn eloquent(account: &Account) -> Value {
    let hook = "arn:aws:lambda:us-east-1:123456789012:function:hook";
    json!({
        "botId": account.bots[0].bot_id,
        "botAliasId": account.bots[0].alias_id,
        "botAliasName": account.system.alias,
        "description": "for callers",
        "botVersion": "1",
        "botAliasLocaleSettings": {
            "en_US": {
                "enabled": true,
                "codeHookSpecification": {
                    "lambdaCodeHook": { "lambdaARN": hook, "codeHookInterfaceVersion": "1.0" },
                },
            },
            "en_GB": { "enabled": false },
        },
        "conversationLogSettings": {
            "textLogSettings": [{
                "enabled": true,
                "destination": { "cloudWatch": {
                    "cloudWatchLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:lex",
                    "logPrefix": "text/",
                } },
                "selectiveLoggingEnabled": false,
            }],
            "audioLogSettings": [{
                "enabled": false,
                "destination": { "s3Bucket": {
                    "kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/one",
                    "s3BucketArn": "arn:aws:s3:::audio",
                    "logPrefix": "audio/",
                } },
            }],
        },
        "sentimentAnalysisSettings": { "detectSentiment": true },
    })
}

#[rstest]
#[case::locale_disabled(json!({ "locale-disabled": { "region": "primary" } }))]
#[case::repointed(json!({ "alias-repointed": { "region": "primary" } }))]
#[tokio::test(start_paused = true)]
async fn all_that_an_alias_says(#[case] fault: Value) {
    let account = account().await;
    account.make_version().await;
    let says = eloquent(&account);
    let region = &account.system.primary;
    account
        .call(Api::LexModelsV2, region, "UpdateBotAlias", says.clone())
        .await;
    let change = account.plan(fault.clone()).await.remove(0);
    assert_eq!(change.undo.input, says);
    round_trip(&account, fault).await;
}

/// With texts where there may be lists, as people write it.
fn policy(account: &Account) -> String {
    let arn = &account.bots[0].alias_arn;
    let account = "arn:aws:iam::123456789012:root";
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "callers",
            "Effect": "Allow",
            "Principal": { "AWS": account },
            "Action": "lex:RecognizeText",
            "Resource": arn,
        }],
    })
    .to_string()
}

async fn write_policy(account: &Account, policy: &str) {
    let arn = &account.bots[0].alias_arn;
    let input = json!({ "resourceArn": arn, "policy": policy });
    let region = &account.system.primary;
    account
        .call(Api::LexModelsV2, region, "CreateResourcePolicy", input)
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_policy() {
    let account = account().await;
    let policy = policy(&account);
    write_policy(&account, &policy).await;
    let fault = || json!({ "alias-policy-denied": { "region": "primary" } });
    let change = account.plan(fault()).await.remove(0);
    assert_eq!(change.apply.operation, "UpdateResourcePolicy");
    assert_eq!(change.undo.operation, "UpdateResourcePolicy");
    // To the letter, and not as it is compared.
    assert_eq!(change.undo.input["policy"], policy.as_str());
    let statements = |state: &Value| state["policy"]["Statement"].as_array().unwrap().len();
    assert_eq!(
        (statements(&change.before), statements(&change.after)),
        (1, 2)
    );
    round_trip(&account, fault()).await;
}

/// Somebody made a policy since the fault was planned: it is theirs.
#[tokio::test(start_paused = true)]
async fn a_resource_policy_of_somebody_else_is_not_replaced() {
    let account = account().await;
    let fault = json!({ "alias-policy-denied": { "region": "primary" } });
    let change = account.plan(fault).await.remove(0);
    let policy = policy(&account);
    write_policy(&account, &policy).await;
    let theirs = account.everything().await;
    let error = execute(&account.clients, &change.apply).await;
    assert_eq!(error.unwrap_err().kind(), Kind::Other);
    assert_eq!(account.everything().await, theirs);
}

#[tokio::test(start_paused = true)]
async fn a_statement_that_a_run_left() {
    let account = account().await;
    let fault = || json!({ "alias-policy-denied": { "region": "primary" } });
    let change = account.plan(fault()).await.remove(0);
    account.apply(&change).await;
    let told = account.refusal(fault()).await;
    insta::assert_snapshot!(account.without_ids(&told), @"arn:aws:lex:us-east-1:123456789012:bot-alias/BOT-EAST/ALIAS-EAST has a statement lexdrDenied already, which a run left that was cut off; recover that run first");
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_the_role_by_the_same_name() {
    let account = account().await;
    let fault = || json!({ "role-denied": { "service": "lex" } });
    let first = account.plan(fault()).await.remove(0);
    account.apply(&first).await;
    let second = account.plan(fault()).await.remove(0);
    assert_eq!(second.undo.input["PolicyName"], "lexdr-drill-2");
    round_trip(&account, fault()).await;
    // The first is nobody else's to take back.
    account.settled(&first.subject, &first.after).await;
    account.undo(&first).await;
}

#[rstest]
#[case::rule(
    json!({ "rule-disabled": {} }),
    "rule lexHealthCheckRule in us-east-1 is DISABLED, so there is nothing to disable; enable it \
     first"
)]
#[case::reservation(
    json!({ "concurrency-zero": { "function": "health-check" } }),
    "reserved concurrency of lexDRTest in us-east-1 is 0 already, so there is nothing to break; \
     let it run first"
)]
#[case::locale(
    json!({ "locale-disabled": { "region": "primary" } }),
    "alias BOT-EAST/ALIAS-EAST in us-east-1 has en_US disabled already; enable it first"
)]
#[case::variable(
    json!({ "environment-drift": {
        "function": "health-check", "variable": "TEST_METHOD", "value": "put_session" } }),
    "environment of lexDRTest in us-east-1 has this value of TEST_METHOD already, so there is \
     nothing to break"
)]
#[case::missing_variable(
    json!({ "environment-drift": { "function": "health-check", "variable": "TEST_METHOD" } }),
    "environment of lexDRTest in us-east-1 does not have TEST_METHOD, so there is nothing to break"
)]
#[case::version(
    json!({ "alias-repointed": { "region": "secondary" } }),
    "alias BOT-WEST/ALIAS-WEST in us-west-2 points to version 2 already; name another"
)]
#[tokio::test(start_paused = true)]
async fn what_is_broken_already_is_not_broken(#[case] fault: Value, #[case] told: &str) {
    let account = account().await;
    account.make_version().await;
    for change in account.plan(fault.clone()).await {
        account.apply(&change).await;
    }
    let refusal = account.refusal(fault).await;
    assert_eq!(account.without_ids(&refusal), told);
}

#[tokio::test(start_paused = true)]
async fn values_of_others_are_written_down_only_if_that_is_meant() {
    let mut system = published();
    for name in ["API_KEY", "ENDPOINT"] {
        let variable = (name.to_owned(), "a value of somebody's".to_owned());
        system.region_variables.push(variable);
    }
    let account = account_with(system).await;
    let fault = json!({ "environment-drift": {
        "function": "get-region", "variable": "TABLE_NAME", "value": "other" } });
    let told = account.refusal(fault.clone()).await;
    insta::assert_snapshot!(told, @"environment of lexDRGetRegion in us-east-1 has variables that are none of lexdr's: API_KEY, ENDPOINT; their values would be written into the journal and into the schedule of the dead-man's switch; name them among the known variables if they are no secrets");
    let options = Options {
        known_variables: vec!["API_KEY".to_owned(), "ENDPOINT".to_owned()],
        ..Options::default()
    };
    let injection = injection(fault);
    let changes = plan(&account.clients, &account.system, &injection, &options);
    let change = changes.await.unwrap().remove(0);
    let variables = &change.undo.input["Environment"]["Variables"];
    assert_eq!(variables["API_KEY"], "a value of somebody's");
}

/// A change of a function is refused while another is on its way, and that is worth waiting for.
#[tokio::test(start_paused = true)]
async fn an_update_under_way_is_waited_for() {
    let account = account().await;
    let fault = json!({ "environment-drift": {
        "function": "health-check", "variable": "TABLE_NAME", "value": "other" } });
    let change = account.plan(fault.clone()).await.remove(0);
    account.execute(&change.apply).await;
    let told = account.refusal(fault).await;
    assert_eq!(
        told,
        "environment of lexDRTest in us-east-1 is being updated; try again in a minute"
    );
    let error = execute(&account.clients, &change.undo).await;
    let error = error.unwrap_err();
    assert!(error.kind().is_worth_a_retry(), "{error}");
    account.settled(&change.subject, &change.after).await;
    account.undo(&change).await;
}
