//! `PutSession` with a dialog action: a client says what comes next.

use std::time::Duration;

use aws_sdk_lexruntime::operation::put_session::PutSessionOutput;
use aws_sdk_lexruntime::types::builders::DialogActionBuilder;
use aws_sdk_lexruntime::types::{DialogAction, DialogActionType, FulfillmentState};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bot;
use crate::door::Door;

const WANT: &str = "I would like to order some flowers";

fn action(kind: DialogActionType) -> DialogActionBuilder {
    DialogAction::builder().r#type(kind)
}

async fn put(door: &Door, action: DialogAction) -> PutSessionOutput {
    door.runtime()
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .accept("text/plain; charset=utf-8")
        .dialog_action(action)
        .send()
        .await
        .expect("put session")
}

#[tokio::test(start_paused = true)]
async fn a_client_can_ask_for_a_slot_and_go_on_from_there() {
    let door = bot::served().await;
    let ask = action(DialogActionType::ElicitSlot)
        .intent_name("OrderFlowers")
        .slot_to_elicit("PickupDate")
        .slots("FlowerType", "lilies")
        .build()
        .expect("complete");
    let put = put(&door, ask).await;
    assert_eq!(put.dialog_state().map(|s| s.as_str()), Some("ElicitSlot"));
    assert_eq!(put.slot_to_elicit(), Some("PickupDate"));
    let slots: Value = serde_json::from_str(put.slots().expect("slots")).expect("JSON");
    assert_eq!(
        slots,
        json!({ "FlowerType": "lilies", "PickupDate": null, "PickupTime": null })
    );
    let reply = door.say("caller", "tomorrow");
    assert_eq!(
        reply["message"],
        "Pick up the lilies at what time on 2026-01-06?"
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_can_ask_for_confirmation_in_its_own_words() {
    let door = bot::served().await;
    let ask = action(DialogActionType::ConfirmIntent)
        .intent_name("OrderFlowers")
        .slots("FlowerType", "lilies")
        .message("Really, lilies?")
        .build()
        .expect("complete");
    let put = put(&door, ask).await;
    assert_eq!(
        put.dialog_state().map(|s| s.as_str()),
        Some("ConfirmIntent")
    );
    let text = aws_smithy_types::base64::decode(put.encoded_message().expect("message"));
    assert_eq!(text.expect("base64"), b"Really, lilies?");
    assert_eq!(
        door.say("caller", "yes")["dialogState"],
        "ReadyForFulfillment"
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_can_leave_the_next_step_to_lex() {
    let door = bot::served().await;
    door.say("caller", WANT);
    door.say("caller", "roses");
    let put = put(
        &door,
        action(DialogActionType::Delegate)
            .build()
            .expect("complete"),
    )
    .await;
    assert_eq!(put.slot_to_elicit(), Some("PickupDate"));
}

#[tokio::test(start_paused = true)]
async fn a_client_can_close_an_intent() {
    let door = bot::served().await;
    let close = action(DialogActionType::Close)
        .intent_name("OrderFlowers")
        .fulfillment_state(FulfillmentState::Fulfilled)
        .message("Your order has been placed")
        .build()
        .expect("complete");
    let put = put(&door, close).await;
    assert_eq!(put.dialog_state().map(|s| s.as_str()), Some("Fulfilled"));
    assert_eq!(door.say("caller", WANT)["slotToElicit"], "FlowerType");
}

#[rstest]
#[case::no_such_intent(r#"{"type":"Delegate","intentName":"Sing"}"#)]
#[case::no_such_slot(r#"{"type":"ElicitSlot","intentName":"OrderFlowers","slotToElicit":"Size"}"#)]
#[case::no_slot_named(r#"{"type":"ElicitSlot","intentName":"OrderFlowers"}"#)]
#[case::unknown_slot_value(
    r#"{"type":"Delegate","intentName":"OrderFlowers","slots":{"Size":"1"}}"#
)]
#[case::no_type(r#"{"intentName":"OrderFlowers"}"#)]
#[case::wrong_type(r#"{"type":"Hangup"}"#)]
#[case::close_without_a_state(r#"{"type":"Close","intentName":"OrderFlowers"}"#)]
#[case::nothing_to_delegate(r#"{"type":"Delegate"}"#)]
#[tokio::test(start_paused = true)]
async fn dialog_actions_that_make_no_sense_are_refused(#[case] action: &str) {
    let door = bot::served().await;
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/session";
    let (status, body) = door.raw("POST", path, &format!(r#"{{"dialogAction":{action}}}"#));
    assert_eq!(status, 400, "{body}");
    // And nothing is left behind.
    assert_eq!(door.raw("GET", path, "").0, 404);
}

#[tokio::test(start_paused = true)]
async fn asking_for_an_intent_needs_a_clarification_prompt() {
    let door = Door::new(Duration::ZERO);
    bot::define_intent(&door.models()).await;
    let bot = json!({
        "locale": "en-US", "childDirected": false,
        "intents": [{ "intentName": "OrderFlowers", "intentVersion": "1" }],
    });
    door.raw_models("PUT", "/bots/Terse/versions/$LATEST", &bot.to_string());
    let path = "/bot/Terse/alias/$LATEST/user/caller/session";
    let body = r#"{"dialogAction":{"type":"ElicitIntent"}}"#;
    assert_eq!(door.raw("POST", path, body).0, 400);
    let path = "/bot/Terse/alias/$LATEST/user/caller/text";
    assert_eq!(door.raw("POST", path, r#"{"inputText":"sing"}"#).0, 400);
}
