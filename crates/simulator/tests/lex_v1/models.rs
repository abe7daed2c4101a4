//! Bots, intents and slot types as they are stored and built.

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot;

#[tokio::test(start_paused = true)]
async fn a_bot_is_given_back_as_it_was_put() {
    let door = bot::defined().await;
    let bot = door
        .models()
        .get_bot()
        .name("OrderFlowers")
        .version_or_alias("$LATEST")
        .send()
        .await
        .expect("bot");
    assert_eq!(bot.status().map(|s| s.as_str()), Some("READY"));
    assert_eq!(bot.version(), Some("$LATEST"));
    assert_eq!(bot.voice_id(), Some("Salli"));
    assert_eq!(bot.idle_session_ttl_in_seconds(), Some(600));
    assert_eq!(bot.intents(), [bot::intent_ref("OrderFlowers", "1")]);
    assert_eq!(
        bot.clarification_prompt(),
        Some(&bot::prompt(bot::CLARIFICATION))
    );
    assert_eq!(
        bot.created_date().map(|d| d.secs()),
        i64::try_from(crate::door::START_S).ok()
    );
}

#[tokio::test(start_paused = true)]
async fn an_intent_and_a_slot_type_are_given_back_as_they_were_put() {
    let door = bot::defined().await;
    let models = door.models();
    let intent = models
        .get_intent()
        .name("OrderFlowers")
        .version("1")
        .send()
        .await
        .expect("intent");
    let slots: Vec<_> = intent.slots().iter().map(|slot| slot.name()).collect();
    assert_eq!(slots, ["PickupTime", "FlowerType", "PickupDate"]);
    assert_eq!(intent.fulfillment_activity(), Some(&bot::return_intent()));
    let slot_type = models
        .get_slot_type()
        .name("FlowerTypes")
        .version("1")
        .send()
        .await
        .expect("slot type");
    assert_eq!(slot_type.enumeration_values(), bot::flower_types());
    assert_eq!(
        slot_type.value_selection_strategy().map(|s| s.as_str()),
        Some("ORIGINAL_VALUE")
    );
}

#[rstest]
#[case::built_by_default(json!({}), "READY")]
#[case::saved_only(json!({ "processBehavior": "SAVE" }), "NOT_BUILT")]
#[case::without_intents(json!({ "intents": [] }), "FAILED")]
#[tokio::test(start_paused = true)]
async fn the_status_tells_how_the_build_went(#[case] more: Value, #[case] status: &str) {
    let door = bot::defined().await;
    let mut bot = json!({
        "locale": "en-US", "childDirected": false,
        "intents": [{ "intentName": "OrderFlowers", "intentVersion": "1" }],
    });
    for (key, value) in more.as_object().expect("an object") {
        bot[key] = value.clone();
    }
    let (_, put) = door.raw_models("PUT", "/bots/Other/versions/$LATEST", &bot.to_string());
    assert_eq!(put["status"], status);
    assert_eq!(put["idleSessionTTLInSeconds"], 300, "the default");
    let (_, get) = door.raw_models("GET", "/bots/Other/versions/%24LATEST", "");
    assert_eq!(get["status"], status);
    assert!(get.get("processBehavior").is_none(), "{get}");
}

#[tokio::test(start_paused = true)]
async fn a_bot_on_the_latest_intent_must_be_built_again_when_that_changes() {
    let door = bot::defined().await;
    let bot = json!({
        "locale": "en-US", "childDirected": false,
        "intents": [{ "intentName": "OrderFlowers", "intentVersion": "$LATEST" }],
    });
    door.raw_models("PUT", "/bots/Draft/versions/$LATEST", &bot.to_string());
    let say = || {
        let body = r#"{"inputText":"I would like to pick up flowers"}"#;
        door.raw("POST", "/bot/Draft/alias/$LATEST/user/caller/text", body)
    };
    assert_eq!(say().0, 200);
    let (_, intent) = door.raw_models("GET", "/intents/OrderFlowers/versions/%24LATEST", "");
    door.raw_models(
        "PUT",
        "/intents/OrderFlowers/versions/$LATEST",
        &intent.to_string(),
    );
    let (_, found) = door.raw_models("GET", "/bots/Draft/versions/%24LATEST", "");
    assert_eq!(found["status"], "NOT_BUILT");
    let (status, body) = say();
    assert_eq!(status, 400, "{body}");
    let mut again = bot;
    again["checksum"] = found["checksum"].clone();
    let (_, built) = door.raw_models("PUT", "/bots/Draft/versions/$LATEST", &again.to_string());
    assert_eq!(built["status"], "READY");
    assert_eq!(say().0, 200);
}

#[tokio::test(start_paused = true)]
async fn names_are_not_case_sensitive_for_writers_but_are_for_readers() {
    let door = bot::defined().await;
    let (status, _) = door.raw_models(
        "PUT",
        "/bots/ORDERFLOWERS/versions/$LATEST",
        r#"{"locale":"en-US","childDirected":false}"#,
    );
    assert_eq!(status, 412, "it exists");
    assert_eq!(
        door.raw_models("GET", "/bots/ORDERFLOWERS/versions/%24LATEST", "")
            .0,
        404
    );
}
