//! Instances of Amazon Connect, associations and flows, in the requests that its clients send.

use std::time::Duration;

use aws_sdk_lexmodelsv2::types::DataPrivacy;
use bytes::Bytes;
use lexdr_simulator::{Latency, Principal};
use rstest::rstest;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::Account;

const FLOW: &str = r#"{"Version":"2019-10-30","StartAction":"bye","Metadata":{},"Actions":[{"Identifier":"bye","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}"#;

fn account() -> Account {
    Account::with(|builder| builder.latency(Latency::none()))
}

/// The body of an answer, or its error's name.
async fn ask(
    account: &Account,
    method: &str,
    path: &str,
    body: &Value,
) -> Result<Value, (u16, String, Value)> {
    let key = account.simulator.credentials(&Principal::Operator);
    let scope = format!(
        "AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/connect/aws4_request",
        key.access_key_id
    );
    let body = match body {
        Value::Null => Bytes::new(),
        body => body.to_string().into(),
    };
    let request = http::Request::builder()
        .method(method)
        .uri(format!("https://connect.us-east-1.amazonaws.com{path}"))
        .header("authorization", scope)
        .body(body)
        .unwrap();
    let answer = account.simulator.clone().oneshot(request).await.unwrap();
    let body: Value = serde_json::from_slice(answer.body().bytes().unwrap()).unwrap();
    if answer.status() == 200 {
        return Ok(body);
    }
    let kind = answer.headers()["x-amzn-errortype"].to_str().unwrap();
    Err((answer.status().as_u16(), kind.to_owned(), body))
}

async fn refused(account: &Account, method: &str, path: &str, body: &Value) -> (u16, String) {
    let (status, kind, body) = ask(account, method, path, body).await.unwrap_err();
    assert!(body["Message"].is_string() || status == 501, "{body}");
    (status, kind)
}

fn order(alias: &str) -> Value {
    json!({
        "IdentityManagementType": "CONNECT_MANAGED",
        "InstanceAlias": alias,
        "InboundCallsEnabled": true,
        "OutboundCallsEnabled": false,
        "Tags": { "team": "voice" },
    })
}

/// The id of a new instance.
async fn instance(account: &Account) -> String {
    let made = ask(account, "PUT", "/instance", &order("drill")).await;
    made.unwrap()["Id"].as_str().unwrap().to_owned()
}

#[tokio::test(start_paused = true)]
async fn an_instance_becomes_active() {
    let account = account();
    let id = instance(&account).await;
    let described = async || {
        let path = format!("/instance/{id}");
        let found = ask(&account, "GET", &path, &Value::Null).await.unwrap();
        found["Instance"].clone()
    };
    assert_eq!(described().await["InstanceStatus"], "CREATION_IN_PROGRESS");
    tokio::time::sleep(Duration::from_secs(1)).await;
    let now = described().await;
    assert_eq!(now["InstanceStatus"], "ACTIVE");
    assert_eq!(now["InstanceAlias"], "drill");
    assert_eq!(now["Tags"], json!({ "team": "voice" }));
    let arn = format!("arn:aws:connect:us-east-1:123456789012:instance/{id}");
    assert_eq!(now["Arn"], json!(arn));
    let listed = ask(&account, "GET", "/instance", &Value::Null).await;
    assert_eq!(listed.unwrap()["InstanceSummaryList"][0]["Id"], json!(id));
    let path = format!("/instance/{id}");
    ask(&account, "DELETE", &path, &Value::Null).await.unwrap();
    let gone = refused(&account, "GET", &path, &Value::Null).await;
    assert_eq!(gone, (404, "ResourceNotFoundException".to_owned()));
}

#[rstest]
#[case::no_alias("InstanceAlias", Value::Null, 400)]
#[case::a_directory("InstanceAlias", json!("d-1234567890"), 400)]
#[case::no_flag("InboundCallsEnabled", Value::Null, 400)]
#[case::a_text_as_flag("OutboundCallsEnabled", json!("yes"), 400)]
#[case::in_use("InstanceAlias", json!("drill"), 400)]
#[case::not_built("IdentityManagementType", json!("SAML"), 501)]
#[tokio::test(start_paused = true)]
async fn what_is_no_instance_is_refused(
    #[case] member: &str,
    #[case] value: Value,
    #[case] status: u16,
) {
    let account = account();
    instance(&account).await;
    let mut order = order("other");
    order[member] = value;
    let (said, _) = refused(&account, "PUT", "/instance", &order).await;
    assert_eq!(said, status);
}

/// The ARN of a new alias of a bot of Lex V2.
async fn alias(account: &Account) -> String {
    let lex = aws_sdk_lexmodelsv2::Client::new(&account.config());
    let made = lex
        .create_bot()
        .bot_name("OrderFlowers")
        .role_arn("arn:aws:iam::123456789012:role/r")
        .data_privacy(DataPrivacy::builder().child_directed(false).build())
        .idle_session_ttl_in_seconds(300);
    let bot = made.send().await.unwrap().bot_id.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let made = lex.create_bot_alias().bot_id(&bot).bot_alias_name("live");
    let alias = made.send().await.unwrap().bot_alias_id.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    format!("arn:aws:lex:us-east-1:123456789012:bot-alias/{bot}/{alias}")
}

#[tokio::test(start_paused = true)]
async fn bots_and_functions_are_associated_once_and_only_if_they_are_there() {
    let account = account();
    let id = instance(&account).await;
    account.function("answer", 3).await;
    let alias = alias(&account).await;
    let function = "arn:aws:lambda:us-east-1:123456789012:function:answer";
    let bots = format!("/instance/{id}/bots?lexVersion=V2");
    let functions = format!("/instance/{id}/lambda-functions");
    let named = function.replace(':', "%3A");
    let cases = [
        (
            format!("/instance/{id}/bot"),
            json!({ "LexV2Bot": { "AliasArn": alias } }),
            json!({ "LexV2Bot": { "AliasArn": alias.replace("bot-alias/", "bot-alias/X") } }),
            (
                bots.as_str(),
                "LexBots",
                json!([{ "LexV2Bot": { "AliasArn": alias } }]),
            ),
            ("POST", format!("/instance/{id}/bot")),
        ),
        (
            format!("/instance/{id}/lambda-function"),
            json!({ "FunctionArn": function }),
            json!({ "FunctionArn": function.replace("answer", "other") }),
            (functions.as_str(), "LambdaFunctions", json!([function])),
            (
                "DELETE",
                format!("/instance/{id}/lambda-function?functionArn={named}"),
            ),
        ),
    ];
    for (path, order, other, (list, member, expected), (method, remove)) in cases {
        let listed = async || {
            let found = ask(&account, "GET", list, &Value::Null).await.unwrap();
            found[member].clone()
        };
        let missing = refused(&account, "PUT", &path, &other).await;
        assert_eq!(missing.1, "ResourceNotFoundException");
        assert_eq!(listed().await, json!([]));
        ask(&account, "PUT", &path, &order).await.unwrap();
        assert_eq!(listed().await, expected);
        let twice = refused(&account, "PUT", &path, &order).await;
        assert_eq!(twice, (409, "ResourceConflictException".to_owned()));
        ask(&account, method, &remove, &order).await.unwrap();
        assert_eq!(listed().await, json!([]));
        let gone = refused(&account, method, &remove, &order).await;
        assert_eq!(gone.1, "ResourceNotFoundException");
    }
    let path = format!("/instance/{id}/bot");
    let neither = refused(&account, "PUT", &path, &json!({})).await;
    assert_eq!(neither, (400, "InvalidRequestException".to_owned()));
    let v1 = format!("/instance/{id}/bots?lexVersion=V3");
    let neither = refused(&account, "GET", &v1, &Value::Null).await;
    assert_eq!(neither, (400, "InvalidRequestException".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_flow_is_made_changed_and_removed() {
    let account = account();
    let id = instance(&account).await;
    let flows = format!("/contact-flows/{id}");
    let mut order = json!({
        "Name": "orders", "Type": "CONTACT_FLOW", "Content": FLOW, "Tags": { "lexdr": "acme" },
    });
    let made = ask(&account, "PUT", &flows, &order).await.unwrap();
    let flow = format!("{flows}/{}", made["ContactFlowId"].as_str().unwrap());
    let described = async || {
        let found = ask(&account, "GET", &flow, &Value::Null).await.unwrap();
        found["ContactFlow"].clone()
    };
    let found = described().await;
    assert_eq!(found["Content"], json!(FLOW));
    assert_eq!(found["Status"], "PUBLISHED");
    assert_eq!(found["Tags"], json!({ "lexdr": "acme" }));
    let twice = refused(&account, "PUT", &flows, &order).await;
    assert_eq!(twice, (409, "DuplicateResourceException".to_owned()));
    let content = FLOW.replace("bye", "end");
    let change = json!({ "Content": content });
    ask(&account, "POST", &format!("{flow}/content"), &change)
        .await
        .unwrap();
    assert_eq!(described().await["Content"], json!(content));
    let list = |kind: &str| format!("/contact-flows-summary/{id}?contactFlowTypes={kind}");
    for (kind, expected) in [("CONTACT_FLOW", 1), ("AGENT_HOLD", 0)] {
        let listed = ask(&account, "GET", &list(kind), &Value::Null).await;
        let listed = listed.unwrap()["ContactFlowSummaryList"].clone();
        assert_eq!(listed.as_array().unwrap().len(), expected, "{listed}");
    }
    order["Name"] = json!("second");
    order["Content"] = json!(FLOW.replace("\"StartAction\":\"bye\"", "\"StartAction\":\"hello\""));
    let (status, kind, body) = ask(&account, "PUT", &flows, &order).await.unwrap_err();
    assert_eq!(
        (status, kind.as_str()),
        (400, "InvalidContactFlowException")
    );
    let problem = "StartAction leads to \"hello\", which is no action";
    assert_eq!(body["problems"], json!([{ "message": problem }]));
    ask(&account, "DELETE", &flow, &Value::Null).await.unwrap();
    let gone = refused(&account, "GET", &flow, &Value::Null).await;
    assert_eq!(gone, (404, "ResourceNotFoundException".to_owned()));
}

#[rstest]
#[case::a_search("POST", "/search-contact-flows")]
#[case::tags("GET", "/tags/arn")]
#[tokio::test(start_paused = true)]
async fn what_is_not_built_says_so(#[case] method: &str, #[case] path: &str) {
    let said = refused(&account(), method, path, &Value::Null).await;
    assert_eq!(said, (501, "NotImplementedException".to_owned()));
}
