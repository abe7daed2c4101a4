//! What can be deleted, and what stands in the way.

use aws_sdk_lexmodelbuilding::types::ReferenceType;
use serde_json::json;

use crate::bot;

#[tokio::test(start_paused = true)]
async fn what_is_used_cannot_be_deleted() {
    let door = bot::defined().await;
    let models = door.models();
    let error = models
        .delete_intent()
        .name("OrderFlowers")
        .send()
        .await
        .expect_err("used");
    let aws_sdk_lexmodelbuilding::operation::delete_intent::DeleteIntentError::ResourceInUseException(
        error,
    ) = error.into_service_error()
    else {
        panic!("another error");
    };
    assert_eq!(error.reference_type(), Some(&ReferenceType::Bot));
    let reference = error.example_reference().expect("a reference");
    assert_eq!(reference.name(), Some("OrderFlowers"));
    assert_eq!(reference.version(), Some("$LATEST"));
    let error = models
        .delete_slot_type_version()
        .name("FlowerTypes")
        .version("1")
        .send()
        .await
        .expect_err("used")
        .into_service_error();
    assert!(error.is_resource_in_use_exception(), "{error:?}");

    models
        .delete_bot()
        .name("OrderFlowers")
        .send()
        .await
        .expect("bot");
    models
        .delete_intent_version()
        .name("OrderFlowers")
        .version("1")
        .send()
        .await
        .expect("version");
    models
        .delete_intent()
        .name("OrderFlowers")
        .send()
        .await
        .expect("intent");
    models
        .delete_slot_type_version()
        .name("FlowerTypes")
        .version("1")
        .send()
        .await
        .expect("version");
    models
        .delete_slot_type()
        .name("FlowerTypes")
        .send()
        .await
        .expect("slot type");
    let gone = models
        .get_slot_type()
        .name("FlowerTypes")
        .version("$LATEST")
        .send()
        .await;
    assert!(
        gone.expect_err("gone")
            .into_service_error()
            .is_not_found_exception()
    );
}

#[tokio::test(start_paused = true)]
async fn the_body_of_resource_in_use_has_no_message() {
    let door = bot::served().await;
    let (status, body) = door.raw_models("DELETE", "/bots/OrderFlowers", "");
    assert_eq!(status, 400);
    assert_eq!(
        body,
        json!({ "referenceType": "BotAlias", "exampleReference": { "name": "ver_one" } })
    );
}
