//! The sample bot OrderFlowers, defined through the SDK as the developer guide defines it.

use std::time::Duration;

use aws_sdk_lexmodelbuilding::Client;
use aws_sdk_lexmodelbuilding::types::{
    ContentType, EnumerationValue, FulfillmentActivity, FulfillmentActivityType, Intent, Locale,
    Message, Prompt, Slot, SlotConstraint, Statement,
};

use crate::door::Door;

pub(crate) const CLARIFICATION: &str = "I didn't understand you, what would you like to do?";
pub(crate) const ABORT: &str = "Sorry, I'm not able to assist at this time";

pub(crate) fn message(text: &str) -> Message {
    Message::builder()
        .content_type(ContentType::PlainText)
        .content(text)
        .build()
        .expect("complete")
}

pub(crate) fn prompt(text: &str) -> Prompt {
    Prompt::builder()
        .messages(message(text))
        .max_attempts(2)
        .build()
        .expect("complete")
}

pub(crate) fn statement(text: &str) -> Statement {
    Statement::builder()
        .messages(message(text))
        .build()
        .expect("complete")
}

pub(crate) fn return_intent() -> FulfillmentActivity {
    FulfillmentActivity::builder()
        .r#type(FulfillmentActivityType::ReturnIntent)
        .build()
        .expect("complete")
}

pub(crate) fn intent_ref(name: &str, version: &str) -> Intent {
    Intent::builder()
        .intent_name(name)
        .intent_version(version)
        .build()
        .expect("complete")
}

fn slot(name: &str, slot_type: &str, priority: i32, question: &str) -> Slot {
    let flowers = slot_type == "FlowerTypes";
    Slot::builder()
        .name(name)
        .slot_constraint(SlotConstraint::Required)
        .slot_type(slot_type)
        .set_slot_type_version(flowers.then(|| "1".to_owned()))
        .priority(priority)
        .value_elicitation_prompt(prompt(question))
        .set_sample_utterances(
            flowers.then(|| vec!["I would like to order {FlowerType}".to_owned()]),
        )
        .build()
        .expect("complete")
}

pub(crate) fn flower_types() -> Vec<EnumerationValue> {
    ["tulips", "lilies", "roses"]
        .map(|value| {
            EnumerationValue::builder()
                .value(value)
                .build()
                .expect("complete")
        })
        .to_vec()
}

/// Version 1 of the slot type and of the intent.
pub(crate) async fn define_intent(models: &Client) {
    models
        .put_slot_type()
        .name("FlowerTypes")
        .set_enumeration_values(Some(flower_types()))
        .create_version(true)
        .send()
        .await
        .expect("slot type");
    models
        .put_intent()
        .name("OrderFlowers")
        .sample_utterances("I would like to pick up flowers")
        .sample_utterances("I would like to order some flowers")
        .slots(slot(
            "PickupTime",
            "AMAZON.TIME",
            3,
            "Pick up the {FlowerType} at what time on {PickupDate}?",
        ))
        .slots(slot(
            "FlowerType",
            "FlowerTypes",
            1,
            "What type of flowers would you like to order?",
        ))
        .slots(slot(
            "PickupDate",
            "AMAZON.DATE",
            2,
            "What day do you want the {FlowerType} to be picked up?",
        ))
        .confirmation_prompt(prompt(
            "Okay, your {FlowerType} will be ready for pickup by {PickupTime} on {PickupDate}.  \
             Does this sound okay?",
        ))
        .rejection_statement(statement("Okay, I will not place your order."))
        .fulfillment_activity(return_intent())
        .create_version(true)
        .send()
        .await
        .expect("intent");
}

/// OrderFlowers with version 1 of everything.
pub(crate) async fn define(models: &Client) {
    define_intent(models).await;
    models
        .put_bot()
        .name("OrderFlowers")
        .locale(Locale::EnUs)
        .child_directed(false)
        .voice_id("Salli")
        .idle_session_ttl_in_seconds(600)
        .intents(intent_ref("OrderFlowers", "1"))
        .clarification_prompt(prompt(CLARIFICATION))
        .abort_statement(statement(ABORT))
        .create_version(true)
        .send()
        .await
        .expect("bot");
}

/// OrderFlowers behind alias `ver_one`, which the runtime sees at once.
pub(crate) async fn served() -> Door {
    let door = Door::new(Duration::ZERO);
    define(&door.models()).await;
    point(&door, "ver_one", "1", None).await;
    door
}

/// Points an alias to a version; gives back the alias's new checksum.
pub(crate) async fn point(
    door: &Door,
    alias: &str,
    version: &str,
    checksum: Option<String>,
) -> Option<String> {
    door.models()
        .put_bot_alias()
        .bot_name("OrderFlowers")
        .name(alias)
        .bot_version(version)
        .set_checksum(checksum)
        .send()
        .await
        .expect("alias")
        .checksum
}

/// OrderFlowers without an alias.
pub(crate) async fn defined() -> Door {
    let door = Door::new(Duration::ZERO);
    define(&door.models()).await;
    door
}

/// OrderFlowers with two versions: the second has no intents, so its build has failed.
pub(crate) async fn two_versions(delay: Duration) -> Door {
    let door = Door::new(delay);
    let models = door.models();
    define(&models).await;
    let latest = models
        .get_bot()
        .name("OrderFlowers")
        .version_or_alias("$LATEST")
        .send()
        .await
        .expect("bot");
    let broken = models
        .put_bot()
        .name("OrderFlowers")
        .locale("en-US".into())
        .child_directed(false)
        .set_checksum(latest.checksum)
        .create_version(true)
        .send()
        .await
        .expect("bot");
    assert_eq!(broken.status().map(|s| s.as_str()), Some("FAILED"));
    assert_eq!(broken.version(), Some("2"));
    door
}

/// Deletes alias `ver_one`.
pub(crate) async fn unpoint(door: &Door) {
    door.models()
        .delete_bot_alias()
        .bot_name("OrderFlowers")
        .name("ver_one")
        .send()
        .await
        .expect("delete alias");
}
