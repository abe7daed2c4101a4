//! A call that is not understood to its last member is not made.

use lexdr_changes::{Kind, execute};
use lexdr_journal::{Api, Call};
use rstest::rstest;
use serde_json::{Value, json};

use crate::account::account;

#[rstest]
#[case::operation(
    Api::Lambda, "DeleteFunction", json!({ "FunctionName": "lexDRTest" }),
    "DeleteFunction in us-east-1: lexdr does not know this operation of lambda; if the call is \
     right, make it by hand: aws lambda delete-function --region us-east-1 --cli-input-json \
     '{\"FunctionName\":\"lexDRTest\"}'"
)]
#[case::operation_of_another_api(
    Api::Events, "DeleteRolePolicy", json!({}),
    "DeleteRolePolicy in us-east-1: lexdr does not know this operation of events; if the call is \
     right, make it by hand: aws events delete-role-policy --region us-east-1 --cli-input-json '{}'"
)]
#[case::member(
    Api::Events, "DisableRule", json!({ "Name": "r", "Force": true }),
    "DisableRule in us-east-1: Force is not among the members that lexdr knows of this input"
)]
#[case::member_in_depth(
    Api::LexModelsV2, "UpdateBotAlias",
    json!({ "botAliasLocaleSettings": { "en_US": { "enabled": true, "voice": "Ruth" } } }),
    "UpdateBotAlias in us-east-1: botAliasLocaleSettings.en_US.voice is not among the members that \
     lexdr knows of this input"
)]
#[case::member_in_a_list(
    Api::LexModelsV2, "UpdateBotAlias",
    json!({ "conversationLogSettings": { "textLogSettings": [{ "enabled": 1 }] } }),
    "UpdateBotAlias in us-east-1: conversationLogSettings.textLogSettings[0].enabled must be true \
     or false"
)]
#[case::text(
    Api::Lambda, "UpdateFunctionConfiguration",
    json!({ "FunctionName": "f", "Environment": { "Variables": { "FAILURE_THRESHOLD": 1 } } }),
    "UpdateFunctionConfiguration in us-east-1: Environment.Variables.FAILURE_THRESHOLD must be a \
     text"
)]
#[case::number(
    Api::Lambda, "PutFunctionConcurrency",
    json!({ "FunctionName": "f", "ReservedConcurrentExecutions": "0" }),
    "PutFunctionConcurrency in us-east-1: ReservedConcurrentExecutions must be a whole number"
)]
#[case::no_object(
    Api::Iam, "PutRolePolicy", json!([]),
    "PutRolePolicy in us-east-1: the input must be an object"
)]
#[tokio::test(start_paused = true)]
async fn what_is_not_understood(
    #[case] api: Api,
    #[case] operation: &str,
    #[case] input: Value,
    #[case] told: &str,
) {
    let account = account().await;
    account.calls();
    let call = Call {
        api,
        region: "us-east-1".to_owned(),
        operation: operation.to_owned(),
        input,
    };
    let error = execute(&account.clients, &call).await.unwrap_err();
    assert_eq!(error.to_string(), told);
    assert_eq!(error.kind(), Kind::Other);
    assert_eq!(account.calls(), Vec::<String>::new(), "nothing was called");
}
