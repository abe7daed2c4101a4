//! What the bot answers to what it hears.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, REJECTION, WANT, WHICH, message, state};

const CONFIRM: &str = "Okay, your roses will be ready for pickup by 18:00 on 2026-01-06.  Does this \
                       sound okay?";

fn value(original: &str, interpreted: &str) -> Value {
    json!({
        "shape": "Scalar",
        "value": {
            "originalValue": original,
            "interpretedValue": interpreted,
            "resolvedValues": [interpreted],
        },
    })
}

#[tokio::test(start_paused = true)]
async fn an_order_is_taken_to_its_end() {
    let bot = bot::served().await;

    let intent = json!({
        "name": "OrderFlowers",
        "slots": { "FlowerType": null, "PickupDate": null, "PickupTime": null },
        "state": "InProgress",
        "confirmationState": "None",
    });
    assert_eq!(
        bot.say("caller", WANT),
        json!({
            "sessionId": "caller",
            "messages": [{ "content": WHICH, "contentType": "PlainText" }],
            "sessionState": {
                "dialogAction": { "type": "ElicitSlot", "slotToElicit": "FlowerType" },
                "intent": intent,
                "sessionAttributes": {},
                "activeContexts": [],
            },
            "interpretations": [
                {
                    "intent": intent,
                    "nluConfidence": { "score": 1.0 },
                    "interpretationSource": "Lex",
                },
                {
                    "intent": { "name": "FallbackIntent", "slots": {} },
                    "interpretationSource": "Lex",
                },
            ],
        })
    );

    let reply = bot.say("caller", "roses");
    let day = "What day do you want the roses to be picked up?";
    assert_eq!(message(&reply), Some(day));
    let slots = &reply["sessionState"]["intent"]["slots"];
    assert_eq!(slots["FlowerType"], value("roses", "roses"));
    assert_eq!(slots["PickupDate"], Value::Null);

    let reply = bot.say("caller", "tomorrow");
    let time = "Pick up the roses at what time on 2026-01-06?";
    assert_eq!(message(&reply), Some(time));

    let reply = bot.say("caller", "6 pm");
    assert_eq!(message(&reply), Some(CONFIRM));
    assert_eq!(
        reply["sessionState"]["dialogAction"],
        json!({ "type": "ConfirmIntent" })
    );

    let reply = bot.say("caller", "yes");
    let ended = json!({
        "name": "OrderFlowers",
        "slots": {
            "FlowerType": value("roses", "roses"),
            "PickupDate": value("tomorrow", "2026-01-06"),
            "PickupTime": value("6 pm", "18:00"),
        },
        "state": "ReadyForFulfillment",
        "confirmationState": "Confirmed",
    });
    assert_eq!(reply["sessionState"]["intent"], ended);
    assert_eq!(
        reply["sessionState"]["dialogAction"],
        json!({ "type": "Close" })
    );
    assert_eq!(reply.get("messages"), None, "nothing to say");
}

/// Each row is a conversation from its beginning; the last answer counts.
#[rstest]
#[case::either_utterance(&["i would like to pick up flowers!"], "ElicitSlot", Some(WHICH))]
#[case::new_flower(&[WANT, "Jasmine"], "ElicitSlot", Some("What day do you want the Jasmine to be picked up?"))]
#[case::slot_utterance(&[WANT, "I would like to order lilies"], "ElicitSlot", Some("What day do you want the lilies to be picked up?"))]
#[case::same_utterance_again(&[WANT, WANT], "ElicitSlot", Some("What day do you want the some flowers to be picked up?"))]
#[case::no_date(&[WANT, "roses", "whenever"], "ElicitSlot", Some("What day do you want the roses to be picked up?"))]
#[case::yes_or_no(&[WANT, "roses", "tomorrow", "6 pm", "maybe"], "ConfirmIntent", Some(CONFIRM))]
#[case::another_order(&[WANT, "roses", "tomorrow", "6 pm", "yes", WANT], "ElicitSlot", Some(WHICH))]
#[case::after_a_fallback(&["Tell me a joke", WANT], "ElicitSlot", Some(WHICH))]
#[tokio::test(start_paused = true)]
async fn the_bot_asks_on(
    #[case] said: &[&str],
    #[case] action: &str,
    #[case] expected: Option<&str>,
) {
    let bot = bot::served().await;
    let (last, before) = said.split_last().expect("a conversation");
    for text in before {
        bot.say("caller", text);
    }
    let reply = bot.say("caller", last);
    assert_eq!(state(&reply), ("OrderFlowers", "InProgress", action));
    assert_eq!(message(&reply), expected);
}

#[tokio::test(start_paused = true)]
async fn who_declines_fails_the_intent() {
    let bot = bot::served().await;
    for text in [WANT, "roses", "tomorrow", "6 pm"] {
        bot.say("caller", text);
    }
    let reply = bot.say("caller", "no thanks");
    assert_eq!(state(&reply), ("OrderFlowers", "Failed", "Close"));
    assert_eq!(message(&reply), Some(REJECTION));
    let intent = &reply["sessionState"]["intent"];
    assert_eq!(intent["confirmationState"], "Denied");
    assert!(!intent["slots"]["FlowerType"].is_null(), "{intent}");
}

/// The developer guide: the fallback intent is invoked when nothing else is understood, and when a
/// slot or a confirmation was asked for as often as it may be.
#[rstest]
#[case::at_the_beginning(&["Tell me a joke"])]
#[case::no_date_twice(&[WANT, "roses", "whenever", "whenever"])]
#[case::neither_yes_nor_no_twice(&[WANT, "roses", "tomorrow", "6 pm", "maybe", "maybe"])]
#[tokio::test(start_paused = true)]
async fn what_nothing_fits_ends_in_the_fallback_intent(#[case] said: &[&str]) {
    let bot = bot::served().await;
    let replies: Vec<Value> = said.iter().map(|text| bot.say("caller", text)).collect();
    let (last, before) = replies.split_last().expect("an answer");
    for reply in before {
        assert_ne!(state(reply).0, "FallbackIntent", "{reply}");
    }
    let intent = json!({
        "name": "FallbackIntent",
        "slots": {},
        "state": "ReadyForFulfillment",
        "confirmationState": "None",
    });
    assert_eq!(last["sessionState"]["intent"], intent);
    assert_eq!(last["sessionState"]["dialogAction"]["type"], "Close");
    assert_eq!(last.get("messages"), None);
    // No score: nobody is sure of that intent.
    assert_eq!(
        last["interpretations"],
        json!([{ "intent": intent, "interpretationSource": "Lex" }])
    );
}

#[tokio::test(start_paused = true)]
async fn an_intent_can_say_goodbye() {
    let mut bot = bot::served().await;
    bot.intent(&json!({
        "intentName": "Bye",
        "sampleUtterances": [{ "utterance": "that is all" }],
        "intentClosingSetting": {
            "closingResponse": { "messageGroups": [
                { "message": { "plainTextMessage": { "value": "Goodbye." } } },
                { "message": { "ssmlMessage": { "value": "<speak>Bye</speak>" } } },
            ] },
        },
    }));
    bot.build("en_US").await;
    bot.alias = bot::TEST_ALIAS.to_owned();
    let reply = bot.say("caller", "that is all");
    assert_eq!(state(&reply), ("Bye", "ReadyForFulfillment", "Close"));
    assert_eq!(
        reply["messages"],
        json!([
            { "content": "Goodbye.", "contentType": "PlainText" },
            { "content": "<speak>Bye</speak>", "contentType": "SSML" },
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn an_intent_with_a_code_hook_fails_as_its_dependency() {
    let mut bot = bot::served().await;
    bot.intent(&json!({
        "intentName": "Run",
        "sampleUtterances": [{ "utterance": "run it" }],
        "fulfillmentCodeHook": { "enabled": true },
    }));
    bot.build("en_US").await;
    bot.alias = bot::TEST_ALIAS.to_owned();
    let (status, body) = bot.ask("caller", "run it");
    assert_eq!(status, 424, "{body}");
    let text = body["message"].as_str().expect("a text");
    assert!(text.contains("Run"), "{text}");
}
