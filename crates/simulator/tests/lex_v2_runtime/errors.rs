//! Errors, as the SDK understands them.

use aws_sdk_lexruntimev2::error::ProvideErrorMetadata;
use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, WANT};

#[tokio::test(start_paused = true)]
async fn the_sdk_knows_a_bot_that_is_not_found() {
    let bot = bot::served().await;
    let error = bot
        .door
        .runtime()
        .recognize_text()
        .bot_id(&bot.id)
        .bot_alias_id("NOSUCHALI1")
        .locale_id("en_US")
        .session_id("caller")
        .text(WANT)
        .send()
        .await
        .expect_err("no such alias")
        .into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    let text = error.message().expect("a text");
    assert!(
        text.contains("is not a valid BotId/BotAliasId combination"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_sdk_knows_a_session_that_is_not_there() {
    let bot = bot::served().await;
    let runtime = bot.door.runtime();
    let error = runtime
        .get_session()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("nobody")
        .send()
        .await
        .expect_err("no session")
        .into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
    let error = runtime
        .delete_session()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("nobody")
        .send()
        .await
        .expect_err("no session")
        .into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn the_sdk_knows_a_request_that_is_not_valid() {
    let bot = bot::served().await;
    let error = bot
        .door
        .runtime()
        .recognize_text()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("caller")
        .text("x".repeat(1025))
        .send()
        .await
        .expect_err("too long")
        .into_service_error();
    assert!(error.is_validation_exception(), "{error:?}");
}

#[rstest]
#[case::no_bot("BOT0000001", "TSTALIASID", 404)]
#[case::no_such_form("BOT", "TSTALIASID", 400)]
#[tokio::test(start_paused = true)]
async fn bots_are_looked_for(#[case] id: &str, #[case] alias: &str, #[case] expected: u16) {
    let bot = bot::served().await;
    let path = format!("/bots/{id}/botAliases/{alias}/botLocales/en_US/sessions/caller/text");
    let (status, body) = bot.door.raw("POST", &path, &json!({ "text": WANT }));
    assert_eq!(status, expected, "{body}");
}

#[rstest]
#[case::none(json!({}))]
#[case::empty(json!({ "text": "" }))]
#[case::number(json!({ "text": 1 }))]
#[case::attributes(json!({ "text": "x", "requestAttributes": [] }))]
#[case::state(json!({ "text": "x", "sessionState": "open" }))]
#[tokio::test(start_paused = true)]
async fn what_is_said_is_a_text(#[case] body: Value) {
    let bot = bot::served().await;
    let path = format!("{}/text", bot.session("caller"));
    let (status, answer) = bot.door.raw("POST", &path, &body);
    assert_eq!(status, 400, "{answer}");
}

#[tokio::test(start_paused = true)]
async fn streaming_is_refused_by_name() {
    let bot = bot::served().await;
    let path = format!("{}/conversation", bot.session("caller"));
    let (status, body) = bot.door.raw("POST", &path, &Value::Null);
    assert_eq!(status, 501, "{body}");
    let text = body["message"].as_str().expect("a text");
    assert!(text.contains("StartConversation"), "{text}");
}
