//! Resource policies, and what they do to calls.

use std::collections::HashMap;

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::error::SdkError;
use aws_sdk_lexmodelsv2::operation::create_resource_policy_statement::{
    CreateResourcePolicyStatementError, CreateResourcePolicyStatementOutput,
};
use aws_sdk_lexmodelsv2::types::{Effect, Principal as Who};
use aws_sdk_lexruntimev2::error::ProvideErrorMetadata;
use lexdr_simulator::Principal;

use crate::account::{ACCOUNT, Account, EAST, LOCALE, ROLE};
use crate::flowers;

fn checker() -> Principal {
    Principal::FunctionRole {
        function: "lexDRTest".to_owned(),
        role: "lexDRRole".to_owned(),
    }
}

fn arn(bot: &str, alias: &str) -> String {
    format!("arn:aws:lex:{EAST}:{ACCOUNT}:bot-alias/{bot}/{alias}")
}

async fn say(lex: &Client, arn: &str, id: &str, effect: Effect) {
    lex.create_resource_policy_statement()
        .resource_arn(arn)
        .statement_id(id)
        .effect(effect)
        .principal(Who::builder().arn(ROLE).build())
        .action("lex:RecognizeText")
        .send()
        .await
        .unwrap();
}

/// Status and message of a call of the runtime, if it is refused by IAM.
async fn refusal(account: &Account, who: &Principal, bot: &str, alias: &str) -> Option<String> {
    let call = account
        .runtime_of(who, EAST)
        .recognize_text()
        .bot_id(bot)
        .bot_alias_id(alias)
        .locale_id(LOCALE)
        .session_id("test-session")
        .text("hello");
    let error = call.send().await.err()?;
    let denied = error.code() == Some("AccessDeniedException");
    denied.then(|| error.message().unwrap_or_default().to_owned())
}

/// The checker's role, with everything that Lex has allowed or with nothing.
async fn role(account: &Account, allowed: bool) {
    let iam = account.iam();
    iam.create_role()
        .role_name("lexDRRole")
        .assume_role_policy_document(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#)
        .send()
        .await
        .unwrap();
    if allowed {
        iam.put_role_policy()
            .role_name("lexDRRole")
            .policy_name("lex")
            .policy_document(r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lex:*","Resource":"*"}]}"#)
            .send()
            .await
            .unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_deny_keeps_one_role_from_one_alias_until_it_is_taken_out() {
    let account = Account::new();
    let lex = account.models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    role(&account, true).await;
    assert_eq!(refusal(&account, &checker(), &bot, &alias).await, None);
    let arn = arn(&bot, &alias);
    say(&lex, &arn, "drill", Effect::Deny).await;
    let refused = refusal(&account, &checker(), &bot, &alias).await;
    let refused = refused.expect("refused");
    assert!(
        refused.ends_with("with an explicit deny in a resource-based policy"),
        "{refused}"
    );
    assert!(refused.contains(&arn), "{refused}");
    assert_eq!(
        refusal(&account, &checker(), &bot, "TSTALIASID").await,
        None
    );
    let connect = Principal::Service("connect.amazonaws.com".to_owned());
    assert_eq!(refusal(&account, &connect, &bot, &alias).await, None);
    assert_eq!(
        refusal(&account, &Principal::Operator, &bot, &alias).await,
        None
    );
    lex.delete_resource_policy_statement()
        .resource_arn(&arn)
        .statement_id("drill")
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(&account, &checker(), &bot, &alias).await, None);
    // The last statement takes the policy along.
    let gone = lex.describe_resource_policy().resource_arn(&arn).send();
    let gone = gone.await.unwrap_err().into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
}

#[tokio::test(start_paused = true)]
async fn an_allow_lets_in_who_has_no_policy_of_his_own() {
    let account = Account::new();
    let lex = account.models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    role(&account, false).await;
    assert!(refusal(&account, &checker(), &bot, &alias).await.is_some());
    say(&lex, &arn(&bot, &alias), "checker", Effect::Allow).await;
    assert_eq!(refusal(&account, &checker(), &bot, &alias).await, None);
}

#[tokio::test(start_paused = true)]
async fn revisions_guard_against_two_who_change_a_policy() {
    let account = Account::new();
    let lex = account.models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let arn = arn(&bot, &alias);
    say(&lex, &arn, "one", Effect::Deny).await;
    say(&lex, &arn, "two", Effect::Allow).await;
    let found = lex.describe_resource_policy().resource_arn(&arn).send();
    let found = found.await.unwrap();
    assert_eq!(found.revision_id(), Some("2"));
    let policy: serde_json::Value = serde_json::from_str(found.policy().unwrap()).unwrap();
    assert_eq!(policy["Statement"][0]["Sid"], "one");
    assert_eq!(policy["Statement"][1]["Principal"]["AWS"][0], ROLE);
    let stale = lex.delete_resource_policy().resource_arn(&arn);
    let stale = stale.expected_revision_id("1").send().await.unwrap_err();
    assert!(
        stale
            .into_service_error()
            .is_precondition_failed_exception()
    );
    let update = |document: String| {
        lex.update_resource_policy()
            .resource_arn(&arn)
            .policy(document)
            .expected_revision_id("2")
            .send()
    };
    let updated = update(policy.to_string()).await.unwrap();
    assert_eq!(updated.revision_id(), Some("3"));
    let twice = lex
        .create_resource_policy_statement()
        .resource_arn(&arn)
        .statement_id("one")
        .effect(Effect::Deny)
        .principal(Who::builder().arn(ROLE).build())
        .action("lex:*");
    let twice = twice.send().await.unwrap_err().into_service_error();
    assert!(twice.is_conflict_exception(), "{twice:?}");
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_is_not_evaluated_is_refused() {
    let refused = denied_where("StringEquals", "aws:SourceVpc", "vpc-1").await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 501);
}

#[tokio::test(start_paused = true)]
async fn a_condition_of_no_known_operator_is_an_invalid_policy() {
    let refused = denied_where("DateSooner", "aws:CurrentTime", "2026-01-01").await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
}

async fn denied_where(
    operator: &str,
    key: &str,
    value: &str,
) -> Result<CreateResourcePolicyStatementOutput, SdkError<CreateResourcePolicyStatementError>> {
    let account = Account::new();
    let lex = account.models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    lex.create_resource_policy_statement()
        .resource_arn(arn(&bot, &alias))
        .statement_id("drill")
        .effect(Effect::Deny)
        .principal(Who::builder().arn(ROLE).build())
        .action("lex:*")
        .condition(
            operator,
            HashMap::from([(key.to_owned(), value.to_owned())]),
        )
        .send()
        .await
}
