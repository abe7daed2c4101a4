//! Intents, slots and slot types.

use aws_sdk_lexmodelsv2::types::SlotPriority;

use crate::account::{Account, EAST, LOCALE};
use crate::flowers;

async fn locale() -> (aws_sdk_lexmodelsv2::Client, String) {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    flowers::empty_locale(&lex, &bot).await;
    (lex, bot)
}

#[tokio::test(start_paused = true)]
async fn every_locale_has_a_fallback_intent_that_stays() {
    let (lex, bot) = locale().await;
    let listed = lex
        .list_intents()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .send()
        .await
        .unwrap();
    let [fallback] = listed.intent_summaries() else {
        panic!("one intent: {listed:?}");
    };
    assert_eq!(fallback.intent_id(), Some("FALLBCKINT"));
    assert_eq!(
        fallback.parent_intent_signature(),
        Some("AMAZON.FallbackIntent")
    );
    let refused = lex
        .delete_intent()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_id("FALLBCKINT")
        .send()
        .await
        .unwrap_err();
    assert!(
        refused
            .into_service_error()
            .is_precondition_failed_exception()
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_stored_comes_back_and_an_update_replaces_it_whole() {
    let (lex, bot) = locale().await;
    let of_type = flowers::slot_type(&lex, &bot, "FlowerTypes").await;
    let intent = flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    let slot = flowers::slot(&lex, &bot, &intent, &of_type, Some("Which?")).await;
    let found = lex
        .describe_slot()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_id(&intent)
        .slot_id(&slot)
        .send()
        .await
        .unwrap();
    assert_eq!(found.slot_type_id(), Some(of_type.as_str()));
    assert_eq!(found.intent_id(), Some(intent.as_str()));
    let setting = found.value_elicitation_setting().unwrap();
    assert_eq!(
        setting.prompt_specification(),
        Some(&flowers::prompt("Which?"))
    );
    let priority = SlotPriority::builder().priority(1).slot_id(&slot).build();
    let update = |priorities: Option<Vec<SlotPriority>>| {
        lex.update_intent()
            .bot_id(&bot)
            .bot_version("DRAFT")
            .locale_id(LOCALE)
            .intent_id(&intent)
            .intent_name("Flowers")
            .set_slot_priorities(priorities)
            .send()
    };
    let changed = update(Some(vec![priority.unwrap()])).await.unwrap();
    assert_eq!(changed.slot_priorities()[0].slot_id(), slot);
    assert!(changed.sample_utterances().is_empty(), "left out, so gone");
    let unknown = SlotPriority::builder().priority(1).slot_id("0123456789");
    let refused = update(Some(vec![unknown.build().unwrap()])).await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn an_intent_takes_its_slots_along() {
    let (lex, bot) = locale().await;
    let intent = flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    let slot = flowers::slot(&lex, &bot, &intent, "AMAZON.Date", Some("When?")).await;
    lex.delete_intent()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_id(&intent)
        .send()
        .await
        .unwrap();
    let gone = lex
        .describe_slot()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_id(&intent)
        .slot_id(&slot)
        .send()
        .await
        .unwrap_err();
    assert!(gone.into_service_error().is_resource_not_found_exception());
}

#[tokio::test(start_paused = true)]
async fn a_slot_type_in_use_is_not_deleted_unasked() {
    let (lex, bot) = locale().await;
    let of_type = flowers::slot_type(&lex, &bot, "FlowerTypes").await;
    let intent = flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    flowers::slot(&lex, &bot, &intent, &of_type, Some("Which?")).await;
    let refused = lex
        .delete_slot_type()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .slot_type_id(&of_type)
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    assert!(
        refused
            .meta()
            .message()
            .unwrap()
            .contains("slot FlowerType")
    );
}

#[tokio::test(start_paused = true)]
async fn a_name_is_given_once() {
    let (lex, bot) = locale().await;
    flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    let twice = lex
        .create_intent()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_name("OrderFlowers")
        .send()
        .await
        .unwrap_err();
    assert!(
        twice
            .into_service_error()
            .is_precondition_failed_exception()
    );
}

#[tokio::test(start_paused = true)]
async fn members_without_an_effect_here_are_refused_by_name() {
    let (lex, bot) = locale().await;
    let kendra = aws_sdk_lexmodelsv2::types::KendraConfiguration::builder()
        .kendra_index("arn:aws:kendra:us-east-1:123456789012:index/a")
        .build()
        .unwrap();
    let refused = lex
        .create_intent()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_name("Search")
        .kendra_configuration(kendra)
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.raw_response().unwrap().status().as_u16(), 501);
    let text = refused.into_service_error();
    assert!(
        text.meta()
            .message()
            .unwrap()
            .contains("kendraConfiguration")
    );
}
