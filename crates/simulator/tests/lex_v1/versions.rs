//! Versions and checksums.

use serde_json::json;

use crate::bot;

#[tokio::test(start_paused = true)]
async fn updates_need_the_current_checksum() {
    let door = bot::defined().await;
    let models = door.models();
    let put = |checksum: Option<String>| {
        models
            .put_slot_type()
            .name("FlowerTypes")
            .set_enumeration_values(Some(bot::flower_types()))
            .set_checksum(checksum)
            .send()
    };
    for checksum in [None, Some("stale".to_owned())] {
        let error = put(checksum)
            .await
            .expect_err("refused")
            .into_service_error();
        assert!(error.is_precondition_failed_exception(), "{error:?}");
    }
    let current = models
        .get_slot_type()
        .name("FlowerTypes")
        .version("$LATEST")
        .send()
        .await
        .expect("get");
    let updated = put(current.checksum.clone()).await.expect("updated");
    assert_ne!(updated.checksum, current.checksum);
    let error = models
        .create_slot_type_version()
        .name("FlowerTypes")
        .set_checksum(current.checksum)
        .send()
        .await
        .expect_err("stale")
        .into_service_error();
    assert!(error.is_precondition_failed_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn versions_are_new_only_when_something_changed_and_numbers_are_not_reused() {
    let door = bot::defined().await;
    let models = door.models();
    let create = || async {
        let made = models
            .create_bot_version()
            .name("OrderFlowers")
            .send()
            .await
            .expect("version");
        made.version.expect("a number")
    };
    assert_eq!(create().await, "1", "nothing has changed");
    models
        .delete_bot_version()
        .name("OrderFlowers")
        .version("1")
        .send()
        .await
        .expect("delete version");
    assert_eq!(create().await, "2", "1 is used up");
    let versions = models
        .get_bot_versions()
        .name("OrderFlowers")
        .send()
        .await
        .expect("versions");
    let numbers: Vec<_> = versions
        .bots()
        .iter()
        .filter_map(|bot| bot.version())
        .collect();
    assert_eq!(numbers, ["$LATEST", "2"]);
    // A raw call shows the status that the SDK hides.
    let (status, _) = door.raw_models("POST", "/bots/OrderFlowers/versions", "{}");
    assert_eq!(status, 201);
}

#[tokio::test(start_paused = true)]
async fn a_version_keeps_what_it_was_made_of() {
    let door = bot::served().await;
    let (_, intent) = door.raw_models("GET", "/intents/OrderFlowers/versions/%24LATEST", "");
    let mut changed = intent.clone();
    changed["sampleUtterances"] = json!(["something else"]);
    let (status, body) = door.raw_models(
        "PUT",
        "/intents/OrderFlowers/versions/$LATEST",
        &changed.to_string(),
    );
    assert_eq!(status, 200, "{body}");
    let reply = door.say("caller", "I would like to order some flowers");
    assert_eq!(reply["slotToElicit"], "FlowerType");
}
