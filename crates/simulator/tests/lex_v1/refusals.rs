//! Definitions that are refused.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot;

#[rstest]
#[case::no_locale(json!({ "childDirected": false }))]
#[case::no_child_directed(json!({ "locale": "en-US" }))]
#[case::unknown_locale(json!({ "locale": "en-XX", "childDirected": false }))]
#[case::missing_intent(json!({
    "locale": "en-US", "childDirected": false,
    "intents": [{ "intentName": "Nothing", "intentVersion": "1" }],
}))]
#[case::missing_intent_version(json!({
    "locale": "en-US", "childDirected": false,
    "intents": [{ "intentName": "OrderFlowers", "intentVersion": "7" }],
}))]
#[case::idle_time_too_short(json!({
    "locale": "en-US", "childDirected": false, "idleSessionTTLInSeconds": 59,
}))]
#[case::too_many_attempts(json!({
    "locale": "en-US", "childDirected": false,
    "clarificationPrompt": {
        "maxAttempts": 6, "messages": [{ "contentType": "PlainText", "content": "What?" }],
    },
}))]
#[case::prompt_without_messages(json!({
    "locale": "en-US", "childDirected": false,
    "clarificationPrompt": { "maxAttempts": 1, "messages": [] },
}))]
#[case::unknown_behavior(json!({
    "locale": "en-US", "childDirected": false, "processBehavior": "TRY",
}))]
#[case::checksum_of_a_new_bot(json!({
    "locale": "en-US", "childDirected": false, "checksum": "any",
}))]
#[case::unversioned_intent_in_a_version(json!({
    "locale": "en-US", "childDirected": false, "createVersion": true,
    "intents": [{ "intentName": "OrderFlowers", "intentVersion": "$LATEST" }],
}))]
#[tokio::test(start_paused = true)]
async fn invalid_bots_are_refused(#[case] body: Value) {
    let door = bot::defined().await;
    let (status, answer) =
        door.raw_models("PUT", "/bots/Other/versions/$LATEST", &body.to_string());
    assert_eq!(status, 400, "{answer}");
    assert_eq!(
        door.raw_models("GET", "/bots/Other/versions/%24LATEST", "")
            .0,
        404
    );
}

#[rstest]
#[case::no_fulfillment(json!({ "sampleUtterances": ["hi"] }))]
#[case::confirmation_alone(json!({
    "fulfillmentActivity": { "type": "ReturnIntent" },
    "confirmationPrompt": {
        "maxAttempts": 1, "messages": [{ "contentType": "PlainText", "content": "Sure?" }],
    },
}))]
#[case::conclusion_without_a_function(json!({
    "fulfillmentActivity": { "type": "ReturnIntent" },
    "conclusionStatement": { "messages": [{ "contentType": "PlainText", "content": "Done" }] },
}))]
#[case::required_slot_without_prompt(json!({
    "fulfillmentActivity": { "type": "ReturnIntent" },
    "slots": [{ "name": "Day", "slotConstraint": "Required", "slotType": "AMAZON.DATE" }],
}))]
#[case::missing_slot_type(json!({
    "fulfillmentActivity": { "type": "ReturnIntent" },
    "slots": [{
        "name": "Day", "slotConstraint": "Optional", "slotType": "Days", "slotTypeVersion": "1",
    }],
}))]
#[case::utterance_with_an_unknown_slot(json!({
    "fulfillmentActivity": { "type": "ReturnIntent" }, "sampleUtterances": ["on {Day}"],
}))]
#[tokio::test(start_paused = true)]
async fn invalid_intents_are_refused(#[case] body: Value) {
    let door = bot::defined().await;
    let (status, answer) =
        door.raw_models("PUT", "/intents/Other/versions/$LATEST", &body.to_string());
    assert_eq!(status, 400, "{answer}");
}

#[rstest]
#[case("O")]
#[case("Order1")]
#[case("Order__Flowers")]
#[tokio::test(start_paused = true)]
async fn names_of_bots_have_a_form(#[case] name: &str) {
    let door = bot::defined().await;
    let error = door
        .models()
        .put_bot()
        .name(name)
        .locale("en-US".into())
        .child_directed(false)
        .send()
        .await
        .expect_err("refused")
        .into_service_error();
    assert!(error.is_bad_request_exception(), "{error:?}");
}
