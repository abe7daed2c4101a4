//! What the real SDK makes of the bytes.

use aws_sdk_lexruntimev2::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_lexruntimev2::operation::recognize_text::builders::RecognizeTextFluentBuilder;
use aws_sdk_lexruntimev2::types::{DialogActionType, IntentState};
use serde_json::json;

use crate::bot::{self, Bot, WANT};

fn recognize(bot: &Bot, text: &str) -> RecognizeTextFluentBuilder {
    bot.door
        .runtime()
        .recognize_text()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("caller")
        .text(text)
}

#[tokio::test(start_paused = true)]
async fn slots_without_a_value_are_null_on_the_wire() {
    let bot = bot::served().await;
    let path = format!("{}/text", bot.session("caller"));
    let (status, text) = bot.door.text("POST", &path, &json!({ "text": WANT }));
    assert_eq!(status, 200, "{text}");
    let nulls = r#""slots":{"FlowerType":null,"PickupDate":null,"PickupTime":null}"#;
    // In the session's intent and in its interpretation.
    assert_eq!(text.matches(nulls).count(), 2, "{text}");
}

/// Real Lex answers with null for every slot without a value, and the Rust SDK cannot read that. A
/// simulator that left the nulls out would hide it.
#[tokio::test(start_paused = true)]
async fn the_rust_sdk_cannot_read_null_slots() {
    let bot = bot::served().await;
    let error = recognize(&bot, WANT).send().await.expect_err("null slots");
    let shown = DisplayErrorContext(&error).to_string();
    assert!(
        shown.contains("dense map cannot contain null values"),
        "{shown}"
    );
    let code = error.into_service_error().code().map(str::to_owned);
    assert_eq!(code, None, "an unhandled error");
}

#[tokio::test(start_paused = true)]
async fn the_rust_sdk_reads_an_answer_once_every_slot_has_a_value() {
    let bot = bot::served().await;
    for text in [WANT, "roses", "tomorrow", "6 pm"] {
        bot.say("caller", text);
    }
    let reply = recognize(&bot, "yes").send().await.expect("readable");
    let state = reply.session_state().expect("a state");
    let action = state.dialog_action().expect("an action");
    assert_eq!(action.r#type(), &DialogActionType::Close);
    let intent = state.intent().expect("an intent");
    assert_eq!(intent.state(), Some(&IntentState::ReadyForFulfillment));
    let time = intent.slots().expect("slots")["PickupTime"]
        .value()
        .expect("a value");
    assert_eq!(time.interpreted_value(), "18:00");
    assert_eq!(time.original_value(), Some("6 pm"));
    assert_eq!(reply.messages(), []);
    let scores: Vec<Option<f64>> = reply
        .interpretations()
        .iter()
        .map(|one| one.nlu_confidence().map(|confidence| confidence.score()))
        .collect();
    assert_eq!(scores, [Some(1.0), None]);
    assert_eq!(reply.session_id(), Some("caller"));
}
