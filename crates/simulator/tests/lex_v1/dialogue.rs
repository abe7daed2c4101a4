//! What the bot answers to what it hears.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, ABORT, CLARIFICATION};

const WANT: &str = "I would like to order some flowers";
const WHICH: &str = "What type of flowers would you like to order?";
const CONFIRM: &str = "Okay, your roses will be ready for pickup by 18:00 on 2026-01-06.  Does this \
                       sound okay?";

#[tokio::test(start_paused = true)]
async fn an_order_is_taken_to_its_end() {
    let door = bot::served().await;

    let reply = door.say("caller", WANT);
    let session = reply["sessionId"].clone();
    assert_eq!(
        reply,
        json!({
            "intentName": "OrderFlowers",
            "slots": { "FlowerType": null, "PickupDate": null, "PickupTime": null },
            "sessionAttributes": {},
            "message": WHICH,
            "messageFormat": "PlainText",
            "dialogState": "ElicitSlot",
            "slotToElicit": "FlowerType",
            "sessionId": session,
            "botVersion": "1",
            "activeContexts": [],
        })
    );

    let reply = door.say("caller", "roses");
    assert_eq!(
        reply["message"],
        "What day do you want the roses to be picked up?"
    );
    assert_eq!(reply["slotToElicit"], "PickupDate");

    let reply = door.say("caller", "tomorrow");
    assert_eq!(
        reply["message"],
        "Pick up the roses at what time on 2026-01-06?"
    );
    assert_eq!(reply["slotToElicit"], "PickupTime");

    let reply = door.say("caller", "6 pm");
    assert_eq!(reply["message"], CONFIRM);
    assert_eq!(reply["dialogState"], "ConfirmIntent");
    assert_eq!(reply["slotToElicit"], Value::Null);

    let reply = door.say("caller", "yes");
    assert_eq!(reply["dialogState"], "ReadyForFulfillment");
    assert_eq!(reply["sessionId"], session);
    assert!(reply.get("message").is_none(), "{reply}");
    assert_eq!(
        reply["slots"],
        json!({ "FlowerType": "roses", "PickupDate": "2026-01-06", "PickupTime": "18:00" })
    );
}

/// Each row is a conversation from its beginning; the last answer counts.
#[rstest]
#[case::either_utterance(&["i would like to pick up flowers!"], "ElicitSlot", WHICH)]
#[case::new_flower(&[WANT, "Jasmine"], "ElicitSlot", "What day do you want the Jasmine to be picked up?")]
#[case::slot_utterance(&[WANT, "I would like to order lilies"], "ElicitSlot", "What day do you want the lilies to be picked up?")]
#[case::same_utterance_again(&[WANT, WANT], "ElicitSlot", "What day do you want the some flowers to be picked up?")]
#[case::same_utterance_thrice(&[WANT, WANT, WANT], "ElicitSlot", "What day do you want the some flowers to be picked up?")]
#[case::same_utterance_four_times(&[WANT, WANT, WANT, WANT], "Failed", ABORT)]
#[case::no_date(&[WANT, "roses", "whenever"], "ElicitSlot", "What day do you want the roses to be picked up?")]
#[case::no_date_twice(&[WANT, "roses", "whenever", "dunno"], "Failed", ABORT)]
#[case::date_at_last(&[WANT, "roses", "whenever", "on friday"], "ElicitSlot", "Pick up the roses at what time on 2026-01-09?")]
#[case::denied(&[WANT, "roses", "tomorrow", "6 pm", "no"], "Failed", "Okay, I will not place your order.")]
#[case::neither_yes_nor_no(&[WANT, "roses", "tomorrow", "6 pm", "perhaps"], "ConfirmIntent", CONFIRM)]
#[case::never_yes_nor_no(&[WANT, "roses", "tomorrow", "6 pm", "perhaps", "perhaps"], "Failed", ABORT)]
#[case::unknown(&["sing"], "ElicitIntent", CLARIFICATION)]
#[case::unknown_twice(&["sing", "dance"], "ElicitIntent", CLARIFICATION)]
#[case::unknown_thrice(&["sing", "dance", "laugh"], "Failed", ABORT)]
#[case::unknown_then_known(&["sing", WANT], "ElicitSlot", WHICH)]
#[case::counts_anew_after_giving_up(&["a b", "a b", "a b", "a b"], "ElicitIntent", CLARIFICATION)]
#[case::again_after_denial(&[WANT, "roses", "tomorrow", "6 pm", "no", WANT], "ElicitSlot", WHICH)]
#[case::again_after_the_end(&[WANT, "roses", "tomorrow", "6 pm", "yes", WANT], "ElicitSlot", WHICH)]
#[tokio::test(start_paused = true)]
async fn conversations(#[case] said: &[&str], #[case] state: &str, #[case] message: &str) {
    let door = bot::served().await;
    let mut reply = Value::Null;
    for text in said {
        reply = door.say("caller", text);
    }
    assert_eq!(reply["dialogState"], state, "{reply}");
    assert_eq!(reply["message"], message, "{reply}");
}

#[tokio::test(start_paused = true)]
async fn an_unmatched_utterance_has_no_intent_and_no_slots() {
    let door = bot::served().await;
    let reply = door.say("caller", "sing");
    assert_eq!(reply["intentName"], Value::Null);
    assert_eq!(reply["slots"], Value::Null);
}

#[tokio::test(start_paused = true)]
async fn a_denied_order_keeps_its_slots_in_the_answer() {
    let door = bot::served().await;
    for text in [WANT, "roses", "tomorrow", "6 pm"] {
        door.say("caller", text);
    }
    let reply = door.say("caller", "no");
    assert_eq!(reply["intentName"], "OrderFlowers");
    assert_eq!(reply["slots"]["FlowerType"], "roses");
}

#[tokio::test(start_paused = true)]
async fn another_intent_takes_over_while_a_slot_is_asked_for() {
    let door = bot::served().await;
    let models = door.models();
    models
        .put_intent()
        .name("CancelOrder")
        .sample_utterances("cancel my order of {Flower} on {Day}")
        .slots(optional_slot("Flower", "FlowerTypes", Some("1")))
        .slots(optional_slot("Day", "AMAZON.DATE", None))
        .fulfillment_activity(bot::return_intent())
        .create_version(true)
        .send()
        .await
        .expect("intent");
    let checksum = models
        .get_bot()
        .name("OrderFlowers")
        .version_or_alias("$LATEST")
        .send()
        .await
        .expect("bot")
        .checksum;
    models
        .put_bot()
        .name("OrderFlowers")
        .locale("en-US".into())
        .child_directed(false)
        .intents(bot::intent_ref("OrderFlowers", "1"))
        .intents(bot::intent_ref("CancelOrder", "1"))
        .set_checksum(checksum)
        .create_version(true)
        .send()
        .await
        .expect("bot");
    bot::point(&door, "ver_two", "2", None).await;
    let say = |text: &str| {
        let body = json!({ "inputText": text }).to_string();
        door.raw(
            "POST",
            "/bot/OrderFlowers/alias/ver_two/user/caller/text",
            &body,
        )
    };
    say(WANT);
    say("roses");
    let (_, reply) = say("Cancel my order of red tulips on the 7th of january");
    assert_eq!(reply["intentName"], "CancelOrder");
    assert_eq!(reply["dialogState"], "ReadyForFulfillment");
    assert_eq!(
        reply["slots"],
        json!({ "Flower": "tulips", "Day": "2026-01-07" })
    );
}

fn optional_slot(
    name: &str,
    slot_type: &str,
    version: Option<&str>,
) -> aws_sdk_lexmodelbuilding::types::Slot {
    aws_sdk_lexmodelbuilding::types::Slot::builder()
        .name(name)
        .slot_constraint(aws_sdk_lexmodelbuilding::types::SlotConstraint::Optional)
        .slot_type(slot_type)
        .set_slot_type_version(version.map(str::to_owned))
        .build()
        .expect("complete")
}

#[tokio::test(start_paused = true)]
async fn an_intent_with_a_code_hook_fails_as_its_dependency() {
    let door = bot::served().await;
    let hook = json!({ "uri": "arn:aws:lambda:us-east-1:1:function:f", "messageVersion": "1.0" });
    let intent = json!({
        "sampleUtterances": ["run it"],
        "fulfillmentActivity": { "type": "CodeHook", "codeHook": hook },
    });
    let (status, body) =
        door.raw_models("PUT", "/intents/Run/versions/$LATEST", &intent.to_string());
    assert_eq!(status, 200, "{body}");
    let bot = json!({
        "locale": "en-US", "childDirected": false,
        "intents": [{ "intentName": "Run", "intentVersion": "$LATEST" }],
    });
    door.raw_models("PUT", "/bots/Runner/versions/$LATEST", &bot.to_string());
    let path = "/bot/Runner/alias/%24LATEST/user/caller/text";
    let (status, body) = door.raw("POST", path, r#"{"inputText":"run it"}"#);
    assert_eq!(status, 424, "{body}");
    assert!(
        body["Message"]
            .as_str()
            .is_some_and(|text| text.contains("function:f")),
        "{body}"
    );
}
