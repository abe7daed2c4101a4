//! What is wrong with a flow is said with its place and its mend.

use std::fmt::Write as _;

use lexdr_connect_flow::{Flow, Place, Wrong};
use rstest::rstest;
use serde_json::{Value, json};

use crate::fake::{block, bye, flow_of, lambda, sorry, to};

fn error(text: &str) -> String {
    Flow::parse("flow.json", text)
        .expect_err("a wrong flow")
        .to_string()
}

/// A flow as the console writes it, with one wrong thing in it.
fn written(action: &str) -> String {
    format!(
        r#"{{
  "Version": "2019-10-30",
  "StartAction": "first",
  "Metadata": {{}},
  "Actions": [
    {{ "Identifier": "bye", "Type": "DisconnectParticipant", "Parameters": {{}}, "Transitions": {{}} }},
    {action}
  ]
}}"#
    )
}

fn first(kind: &str, parameters: &str) -> String {
    written(&format!(
        r#"{{
      "Identifier": "first",
      "Type": "{kind}",
      "Parameters": {parameters},
      "Transitions": {{ "NextAction": "bye" }}
    }}"#
    ))
}

#[test]
fn a_wrong_block_is_told_what_would_be_right() {
    let compare = |conditions: &str| {
        written(&format!(
            r#"{{
      "Identifier": "first", "Type": "Compare",
      "Parameters": {{ "ComparisonValue": "$.External.primaryCode" }},
      "Transitions": {{ "NextAction": "bye", "Conditions": [{conditions}] }}
    }}"#
        ))
    };
    let lambda = |more: &str| {
        first(
            "InvokeLambdaFunction",
            &format!(r#"{{ "LambdaFunctionARN": "f", "InvocationTimeLimitSeconds": "8"{more} }}"#),
        )
    };
    let cases = [
        (
            "an unknown type",
            first("TransferContactToQueue", r#"{ "QueueId": "q" }"#),
        ),
        ("a misspelt type", first("InvokeLamdaFunction", "{}")),
        (
            "asynchronous",
            lambda(r#", "InvocationType": "ASYNCHRONOUS""#),
        ),
        (
            "response type",
            lambda(r#", "ResponseValidation": { "ResponseType": "XML" }"#),
        ),
        (
            "attribute that is no text",
            lambda(r#", "LambdaInvocationAttributes": { "a": ["b"] }"#),
        ),
        (
            "no function",
            first(
                "InvokeLambdaFunction",
                r#"{ "InvocationTimeLimitSeconds": "8" }"#,
            ),
        ),
        (
            "no time",
            first(
                "InvokeLambdaFunction",
                r#"{ "LambdaFunctionARN": "f", "InvocationTimeLimitSeconds": "0" }"#,
            ),
        ),
        (
            "no bot",
            first("ConnectParticipantWithLexBot", r#"{ "Text": "Hello" }"#),
        ),
        (
            "two bots",
            first(
                "ConnectParticipantWithLexBot",
                r#"{ "LexBot": { "Name": "b", "Region": "r", "Alias": "a" }, "LexV2Bot": { "AliasArn": "a" } }"#,
            ),
        ),
        (
            "half a bot",
            first(
                "ConnectParticipantWithLexBot",
                r#"{ "LexBot": { "Name": "b" } }"#,
            ),
        ),
        (
            "a comparison with text",
            first("Compare", r#"{ "ComparisonValue": "us-east-1" }"#),
        ),
        ("nothing to say", first("MessageParticipant", "{}")),
        (
            "two things to say",
            first("MessageParticipant", r#"{ "Text": "a", "SSML": "b" }"#),
        ),
        (
            "a loop without a number",
            first("Loop", r#"{ "LoopCount": "101" }"#),
        ),
        (
            "an endless wait",
            first("Wait", r#"{ "TimeoutSeconds": 604801 }"#),
        ),
        (
            "another contact",
            first(
                "UpdateContactAttributes",
                r#"{ "Attributes": {}, "TargetContact": "Related" }"#,
            ),
        ),
        (
            "an operator",
            compare(
                r#"{ "NextAction": "bye", "Condition": { "Operator": "Is", "Operands": ["a"] } }"#,
            ),
        ),
        (
            "two operands",
            compare(
                r#"{ "NextAction": "bye", "Condition": { "Operator": "Equals", "Operands": ["a", "b"] } }"#,
            ),
        ),
        (
            "a number that is none",
            compare(
                r#"{ "NextAction": "bye", "Condition": { "Operator": "NumberLessThan", "Operands": ["few"] } }"#,
            ),
        ),
        (
            "a transition to nowhere",
            compare(
                r#"{ "NextAction": "gone", "Condition": { "Operator": "Equals", "Operands": ["a"] } }"#,
            ),
        ),
        ("no identifier", written(r#"{ "Type": "Wait" }"#)),
        (
            "a bad identifier",
            written(r#"{ "Identifier": "a/b", "Type": "Wait" }"#),
        ),
        (
            "twice",
            written(r#"{ "Identifier": "bye", "Type": "DisconnectParticipant" }"#),
        ),
    ];
    let mut told = String::new();
    for (name, text) in cases {
        writeln!(told, "# {name}\n{}\n", error(&text)).unwrap();
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_wrong_file_is_told_what_would_be_right() {
    let cases = [
        ("nothing", String::new()),
        ("no JSON", "{\n  \"Version\": 2019-10-30\n}".to_owned()),
        ("cut off", "{ \"Version\": \"2019-10-30\", ".to_owned()),
        ("a list", "[]".to_owned()),
        ("an empty object", "{}".to_owned()),
        (
            "the older export",
            json!({ "modules": [{ "id": "a", "type": "InvokeExternalResource" }], "version": "1",
                    "type": "contactFlow", "start": "a" })
            .to_string(),
        ),
        (
            "described",
            json!({ "ContactFlow": { "Content": "{}" } }).to_string(),
        ),
        (
            "another version",
            "{\n  \"Version\": \"2030-01-01\", \"StartAction\": \"a\", \"Actions\": []\n}"
                .to_owned(),
        ),
        (
            "no start",
            json!({ "Version": "2019-10-30", "Actions": [bye()] }).to_string(),
        ),
        (
            "no actions",
            json!({ "Version": "2019-10-30", "StartAction": "a" }).to_string(),
        ),
        (
            "nothing to start with",
            flow_of(&json!([])).replace("null", "\"a\""),
        ),
        (
            "a start that is gone",
            flow_of(&json!([bye()])).replace(":\"bye\",\"V", ":\"gone\",\"V"),
        ),
        (
            "several",
            flow_of(&json!([lambda("x", to("a", &[("E", "b")])), sorry()])),
        ),
        ("large", " ".repeat(1024 * 1024 + 1)),
    ];
    let mut told = String::new();
    for (name, text) in cases {
        writeln!(told, "# {name}\n{}\n", error(&text)).unwrap();
    }
    insta::assert_snapshot!(told);
}

fn many(count: usize) -> Value {
    let set = |n: usize| {
        let next = if n + 1 == count {
            "0".to_owned()
        } else {
            (n + 1).to_string()
        };
        block(
            &n.to_string(),
            "UpdateFlowLoggingBehavior",
            json!({}),
            to(&next, &[]),
        )
    };
    (0..count).map(set).collect()
}

#[rstest]
#[case(250, None)]
#[case(251, Some("flow.json:1:12: error: 251 actions, a flow can have 250"))]
fn a_flow_has_at_most_250_actions(#[case] count: usize, #[case] wrong: Option<&str>) {
    let flow = Flow::parse("flow.json", &flow_of(&many(count)));
    assert_eq!(flow.err().map(|error| error.to_string()).as_deref(), wrong);
}

#[test]
fn the_twenty_first_problem_is_counted() {
    let wrong: Value = (0..30)
        .map(|n| block(&n.to_string(), "Nap", json!({}), json!({})))
        .collect();
    let error = Flow::parse("flow.json", &flow_of(&wrong)).unwrap_err();
    assert_eq!(error.problems().len(), 20);
    assert!(
        error.to_string().ends_with("\nflow.json: 10 more errors"),
        "{error}"
    );
}

#[test]
fn a_problem_can_be_matched_on() {
    let error = Flow::parse("flow.json", &first("Nap", "{}")).unwrap_err();
    assert_eq!(error.source_name(), "flow.json");
    let problem = &error.problems()[0];
    assert_eq!(
        problem.place,
        Some(Place {
            line: 9,
            column: 15
        })
    );
    let unknown = Wrong::UnknownBlock {
        block: "first".into(),
        kind: "Nap".into(),
    };
    assert_eq!(problem.wrong, unknown);
}

#[test]
fn a_byte_order_mark_is_no_error() {
    let text = format!("\u{feff}{}", flow_of(&json!([bye()])));
    assert!(Flow::parse("flow.json", &text).is_ok());
}
