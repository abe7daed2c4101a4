//! `GetSession`, and the recent intents of a session.

use aws_sdk_lexruntime::types::{DialogAction, DialogActionType, IntentSummary};
use serde_json::json;

use crate::bot;

const WANT: &str = "I would like to order some flowers";

#[tokio::test(start_paused = true)]
async fn get_session_shows_where_a_conversation_stands() {
    let door = bot::served().await;
    for text in [WANT, "roses", "tomorrow", "6 pm", "yes"] {
        door.say("caller", text);
    }
    door.say("caller", WANT);
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/session/";
    let (status, body) = door.raw("GET", path, "");
    assert_eq!(status, 200);
    let empty = json!({ "FlowerType": null, "PickupDate": null, "PickupTime": null });
    assert_eq!(
        body["recentIntentSummaryView"],
        json!([
            {
                "intentName": "OrderFlowers",
                "slots": empty,
                "confirmationStatus": "None",
                "dialogActionType": "ElicitSlot",
                "slotToElicit": "FlowerType",
            },
            {
                "intentName": "OrderFlowers",
                "slots": {
                    "FlowerType": "roses", "PickupDate": "2026-01-06", "PickupTime": "18:00",
                },
                "confirmationStatus": "Confirmed",
                "dialogActionType": "Close",
                "fulfillmentState": "ReadyForFulfillment",
            },
        ])
    );
    assert_eq!(
        body["dialogAction"],
        json!({
            "type": "ElicitSlot",
            "intentName": "OrderFlowers",
            "slots": empty,
            "slotToElicit": "FlowerType",
            "message": "What type of flowers would you like to order?",
            "messageFormat": "PlainText",
        })
    );
}

#[tokio::test(start_paused = true)]
async fn summaries_can_be_replaced_labelled_and_filtered() {
    let door = bot::served().await;
    let runtime = door.runtime();
    let summary = |label: &str| {
        IntentSummary::builder()
            .intent_name("OrderFlowers")
            .checkpoint_label(label)
            .slots("FlowerType", "roses")
            .slots("PickupDate", "2026-01-06")
            .slots("PickupTime", "18:00")
            .dialog_action_type(DialogActionType::Delegate)
            .build()
            .expect("complete")
    };
    runtime
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .recent_intent_summary_view(summary("first"))
        .recent_intent_summary_view(summary("second"))
        .send()
        .await
        .expect("put session");
    let get = runtime
        .get_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .checkpoint_label_filter("second")
        .send()
        .await
        .expect("get session");
    let labels: Vec<_> = get
        .recent_intent_summary_view()
        .iter()
        .map(|summary| summary.checkpoint_label())
        .collect();
    assert_eq!(labels, [Some("second")]);
    // Delegating without naming an intent takes the latest one, with its slots.
    let delegate = DialogAction::builder()
        .r#type(DialogActionType::Delegate)
        .build();
    let put = runtime
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .dialog_action(delegate.expect("complete"))
        .send()
        .await
        .expect("put session");
    assert_eq!(
        put.dialog_state().map(|s| s.as_str()),
        Some("ConfirmIntent")
    );
}
