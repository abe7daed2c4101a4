//! Calls as they are typed, and as they are scheduled.

use std::process::Command;

use lexdr_journal::{Api, Call};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::call;

/// The words that a shell makes of a line.
fn words(line: &str) -> Vec<String> {
    let output = Command::new("sh")
        .arg("-c")
        .arg(format!("printf '%s\\0' {line}"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let words = text.split_terminator('\0');
    words.map(str::to_owned).collect()
}

fn assert_typed(call: &Call) {
    let words = words(&call.to_string());
    let [aws, api, _, region, where_to, input, json] = words.as_slice() else {
        panic!("{words:?}");
    };
    assert_eq!([aws.as_str(), api.as_str()], ["aws", call.api.cli()]);
    assert_eq!(
        [region.as_str(), input.as_str()],
        ["--region", "--cli-input-json"]
    );
    assert_eq!(*where_to, call.region);
    assert_eq!(serde_json::from_str::<Value>(json).unwrap(), call.input);
}

#[test]
fn a_call_looks_like_this() {
    let call = call("PutFunctionConcurrency", json!({ "FunctionName": "it's" }));
    assert_eq!(
        call.to_string(),
        r#"aws lambda put-function-concurrency --region us-east-1 --cli-input-json '{"FunctionName":"it'\''s"}'"#
    );
    assert_typed(&call);
}

#[rstest]
#[case::nothing("")]
#[case::quotes(r#"'"''"#)]
#[case::expansion("$HOME `id` $(id) ${x} !! ~ *")]
#[case::operators("; & | < > ( ) { } # \\ \\' \\\\")]
#[case::lines("one\ntwo\r\n\tthree\0")]
#[case::other_alphabets("Grüße, 日本語, 🎉")]
#[case::an_option("--endpoint-url http://example.com")]
#[case::a_document(r#"{"Version":"2012-10-17","Statement":[]}"#)]
fn a_shell_hands_over_what_was_meant(#[case] text: &str) {
    assert_typed(&call(
        "PutRolePolicy",
        json!({ "PolicyDocument": text, text: [text] }),
    ));
    if !text.contains('\0') {
        let mut odd = call("DisableRule", json!({}));
        odd.region = text.to_owned();
        assert_typed(&odd);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_shell_hands_over_any_text(text in any::<String>(), name in any::<String>()) {
        assert_typed(&call("DisableRule", json!({ name: text })));
    }
}

#[rstest]
#[case("UpdateBotAlias", "update-bot-alias", "updateBotAlias")]
#[case("PutRolePolicy", "put-role-policy", "putRolePolicy")]
#[case("DisableRule", "disable-rule", "disableRule")]
#[case(
    "UpdateFunctionConfiguration",
    "update-function-configuration",
    "updateFunctionConfiguration"
)]
#[case("UpdateSAMLProvider", "update-saml-provider", "updateSAMLProvider")]
fn an_operation_has_the_name_of_the_command_and_of_the_action(
    #[case] operation: &str,
    #[case] command: &str,
    #[case] action: &str,
) {
    let call = call(operation, json!({}));
    assert_eq!(words(&call.to_string())[2], command);
    let (arn, _) = call.universal_target("aws");
    assert_eq!(arn, format!("arn:aws:scheduler:::aws-sdk:lambda:{action}"));
}

#[rstest]
#[case(Api::Events, "events", "eventbridge", "events")]
#[case(Api::Iam, "iam", "iam", "iam")]
#[case(Api::Lambda, "lambda", "lambda", "lambda")]
#[case(Api::LexModelsV2, "lexv2-models", "lexmodelsv2", "lex")]
fn an_api_has_a_name_for_each_who_asks(
    #[case] api: Api,
    #[case] cli: &str,
    #[case] scheduler: &str,
    #[case] iam: &str,
) {
    assert_eq!(
        [api.cli(), api.scheduler(), api.iam()],
        [cli, scheduler, iam]
    );
    let mut call = call("GetAny", json!({}));
    call.api = api;
    let (arn, _) = call.universal_target("aws-cn");
    assert_eq!(
        arn,
        format!("arn:aws-cn:scheduler:::aws-sdk:{scheduler}:getAny")
    );
    assert_eq!(serde_json::to_value(api).unwrap(), cli);
}

fn scheduled(input: Value) -> Value {
    call("Any", input).universal_target("aws").1
}

#[test]
fn parameters_begin_with_a_capital_and_keys_of_maps_stay() {
    assert_eq!(
        scheduled(json!({
            "botId": "ABCDEFGHIJ",
            "botAliasLocaleSettings": {
                "en_US": {
                    "enabled": true,
                    "codeHookSpecification": {
                        "lambdaCodeHook": { "lambdaARN": "arn:x", "codeHookInterfaceVersion": "1.0" }
                    }
                }
            },
            "conversationLogSettings": {
                "audioLogSettings": [
                    { "enabled": false, "destination": { "s3Bucket": { "kmsKeyArn": null } } }
                ]
            }
        })),
        json!({
            "BotId": "ABCDEFGHIJ",
            "BotAliasLocaleSettings": {
                "en_US": {
                    "Enabled": true,
                    "CodeHookSpecification": {
                        "LambdaCodeHook": { "LambdaARN": "arn:x", "CodeHookInterfaceVersion": "1.0" }
                    }
                }
            },
            "ConversationLogSettings": {
                "AudioLogSettings": [
                    { "Enabled": false, "Destination": { "S3Bucket": { "KmsKeyArn": null } } }
                ]
            }
        })
    );
}

#[test]
fn environment_variables_keep_their_names() {
    let input = json!({
        "FunctionName": "lexDRTest",
        "Environment": { "Variables": { "lower": "x", "UPPER": "y", "Variables": "z" } }
    });
    assert_eq!(scheduled(input.clone()), input);
}

#[test]
fn json_inside_a_text_is_a_text() {
    let document = r#"{"version":"2012-10-17","statement":[{"effect":"Deny"}]}"#;
    assert_eq!(
        scheduled(json!({ "policy": document })),
        json!({ "Policy": document })
    );
}

#[test]
fn an_abbreviation_at_the_front_is_a_word() {
    assert_eq!(
        scheduled(
            json!({ "DBClusterIdentifier": 1, "KMSKeyArn": 2, "S3Key": 3, "ARN": 4, "a": 5, "": 6 })
        ),
        json!({ "DbClusterIdentifier": 1, "KmsKeyArn": 2, "S3Key": 3, "Arn": 4, "A": 5, "": 6 })
    );
}
