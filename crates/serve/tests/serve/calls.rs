//! AWS calls over HTTP: every way to say what is meant and who asks.

use std::time::SystemTime;

use aws_sdk_lexruntime::error::ProvideErrorMetadata;
use aws_sdk_lexruntime::primitives::ByteStream;
use lexdr_serve::State;
use lexdr_simulator::{Clock, Principal, Simulator};
use rstest::rstest;
use serde_json::json;

use crate::client::{PATH, World};

const ORDER: &str = r#"{"inputText":"I would like to order some flowers"}"#;
const QUESTION: &str = "What type of flowers would you like to order?";

#[rstest]
#[tokio::test]
async fn a_stranger_can_talk_to_the_bot_at_once(
    #[values("us-east-1", "us-west-2")] region: &'static str,
    #[values("/runtime.lex", "")] prefix: &str,
) {
    let world = World::start().await;
    let lex = aws_sdk_lexruntime::Client::new(&world.sdk(region, prefix, "test"));
    let answer = lex
        .post_content()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller:1")
        .content_type("text/plain; charset=utf-8")
        .accept("text/plain; charset=utf-8")
        .input_stream(ByteStream::from_static(
            b"I would like to order some flowers",
        ))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.slot_to_elicit(), Some("FlowerType"));
    let closed = lex
        .delete_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller:1")
        .send()
        .await
        .unwrap();
    assert_eq!(closed.session_id(), answer.session_id());
}

#[tokio::test]
async fn post_text_answers_as_lex_does_with_its_nulls() {
    let world = World::start().await;
    let path = format!("/us-east-1/runtime.lex{PATH}/text");
    let (status, answer) = world.ask("POST", &path, ORDER).await;
    assert_eq!((status, &answer["message"]), (200, &json!(QUESTION)));
    assert_eq!(answer["slots"]["FlowerType"], json!(null));
}

#[tokio::test]
async fn regions_are_apart() {
    let world = World::start().await;
    let (east, west) = (world.lex("us-east-1"), world.lex("us-west-2"));
    let open = |lex: &aws_sdk_lexruntime::Client| {
        lex.put_session()
            .bot_name("OrderFlowers")
            .bot_alias("ver_one")
            .user_id("u1")
            .send()
    };
    let models = world.sdk("us-east-1", "/models.lex", "test");
    aws_sdk_lexmodelbuilding::Client::new(&models)
        .delete_bot_alias()
        .bot_name("OrderFlowers")
        .name("ver_one")
        .send()
        .await
        .unwrap();
    let gone = open(&east).await.unwrap_err();
    assert_eq!(gone.code(), Some("NotFoundException"));
    open(&west).await.unwrap();
}

#[rstest]
#[case::botocore_writes_a_slash(
    "GET",
    "/us-east-1/models.lex/bots/OrderFlowers/aliases/",
    "BotAliases"
)]
#[case::and_encodes_the_dollar(
    "GET",
    "/us-east-1/models.lex/bots/OrderFlowers/versions/%24LATEST",
    "intents"
)]
#[case::the_rust_sdk_does_not(
    "GET",
    "/us-east-1/models.lex/bots/OrderFlowers/versions/$LATEST",
    "intents"
)]
#[tokio::test]
async fn paths_come_in_every_sdks_form(
    #[case] method: &str,
    #[case] path: &str,
    #[case] expected: &str,
) {
    let world = World::start().await;
    let (status, answer) = world.ask(method, path, "").await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer[expected].is_array(), "{answer}");
}

#[tokio::test]
async fn the_signature_alone_leads_to_every_service() {
    let world = World::start().await;
    let config = world.sdk("us-west-2", "", "test");
    let bot = aws_sdk_lexmodelbuilding::Client::new(&config)
        .get_bot()
        .name("OrderFlowers")
        .version_or_alias("ver_one")
        .send()
        .await
        .unwrap();
    assert_eq!(bot.name(), Some("OrderFlowers"));
    let tables = aws_sdk_dynamodb::Client::new(&config)
        .list_tables()
        .send()
        .await
        .unwrap();
    assert_eq!(tables.table_names(), [] as [&str; 0]);
    let role = aws_sdk_iam::Client::new(&config)
        .get_role()
        .role_name("nobody")
        .send()
        .await;
    assert!(
        role.unwrap_err()
            .into_service_error()
            .is_no_such_entity_exception()
    );
}

async fn identity(world: &World, key: &str) -> String {
    let config = world.sdk("us-east-1", "/sts", key);
    let sts = aws_sdk_sts::Client::new(&config);
    let identity = sts.get_caller_identity().send().await.unwrap();
    identity.arn().unwrap().to_owned()
}

#[tokio::test]
async fn strangers_act_as_the_operator_and_functions_as_their_role() {
    let world = World::start().await;
    // The same seed gives the same keys.
    let twin = Simulator::builder(Clock::starting_at(SystemTime::now()), 1).build();
    let function = Principal::FunctionRole {
        function: "lexDRTest".to_owned(),
        role: "lexDRRole".to_owned(),
    };
    let known = twin.credentials(&function).access_key_id;
    let operator = "arn:aws:iam::123456789012:user/operator";
    assert_eq!(identity(&world, "test").await, operator);
    // What AWS gives people who assume a role.
    assert_eq!(identity(&world, "ASIAIOSFODNN7EXAMPLE").await, operator);
    let role = "arn:aws:sts::123456789012:assumed-role/lexDRRole/lexDRTest";
    assert_eq!(identity(&world, &known).await, role);
}

#[tokio::test]
async fn bodies_signed_in_chunks_are_put_together() {
    let world = World::start().await;
    let path = format!("/us-east-1/runtime.lex{PATH}/text");
    let body = format!(
        "{:x};chunk-signature=00\r\n{ORDER}\r\n0;chunk-signature=00\r\n\r\n",
        ORDER.len()
    );
    let header = "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    let (status, _, answer) = world.ask_with("POST", &path, &[header], &body).await;
    assert!(status == 200 && answer.contains(QUESTION), "{answer}");
    let (status, _, answer) = world.ask_with("POST", &path, &[header], ORDER).await;
    assert!(status == 400 && answer.contains("aws-chunked"), "{answer}");
}

#[rstest]
#[case::nothing("GET", "/", 404, "UnknownService")]
#[case::not_aws("GET", "/favicon.ico", 404, "UnknownService")]
#[case::no_such_region("POST", "/xx-nowhere-1/dynamodb/", 400, "UnknownRegion")]
#[case::no_such_operation("PATCH", "/us-east-1/models.lex/bots", 501, "NotImplementedException")]
#[case::no_such_path("GET", "/us-east-1/lambda/%00/%ff", 501, "NotImplementedException")]
#[tokio::test]
async fn what_is_not_here_says_so(
    #[case] method: &str,
    #[case] path: &str,
    #[case] expected: u16,
    #[case] name: &str,
) {
    let world = World::with(State::Empty).await;
    let (status, _, answer) = world.ask_with(method, path, &[], "").await;
    assert_eq!(status, expected, "{answer}");
    let (_, head, body) = world.ask_with(method, path, &[], "").await;
    let named = head.contains(&name.to_ascii_lowercase()) || body.contains(name);
    assert!(named, "{head}\n{body}");
}
