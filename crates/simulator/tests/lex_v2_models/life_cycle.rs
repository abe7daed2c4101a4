//! How bots and locales come, are built, and go.

use aws_sdk_lexmodelsv2::client::Waiters;
use aws_sdk_lexmodelsv2::types::{BotAliasStatus, BotLocaleStatus, BotStatus};

use crate::account::{Account, EAST, LOCALE, WEST, after};
use crate::flowers::{self, ENOUGH};

#[tokio::test(start_paused = true)]
async fn a_bot_is_made_and_removed_in_steps_of_the_clock() {
    let lex = Account::new().models(EAST);
    let made = flowers::bot(&lex, "OrderFlowers").send().await.unwrap();
    assert_eq!(made.bot_status(), Some(&BotStatus::Creating));
    let id = made.bot_id().unwrap();
    let status = async || {
        let found = lex.describe_bot().bot_id(id).send().await;
        found.map(|found| found.bot_status.expect("a status"))
    };
    assert_eq!(status().await.unwrap(), BotStatus::Creating);
    let early = lex.delete_bot().bot_id(id).send().await.unwrap_err();
    assert!(early.into_service_error().is_conflict_exception());
    after(2).await;
    assert_eq!(status().await.unwrap(), BotStatus::Available);
    let gone = lex.delete_bot().bot_id(id).send().await.unwrap();
    assert_eq!(gone.bot_status(), Some(&BotStatus::Deleting));
    assert_eq!(status().await.unwrap(), BotStatus::Deleting);
    after(2).await;
    let missing = status().await.unwrap_err().into_service_error();
    assert!(missing.is_resource_not_found_exception(), "{missing:?}");
}

#[tokio::test(start_paused = true)]
async fn a_locale_is_created_built_and_outdated_by_a_change() {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    let made = lex
        .create_bot_locale()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .nlu_intent_confidence_threshold(0.4)
        .send()
        .await
        .unwrap();
    assert_eq!(made.bot_locale_status(), Some(&BotLocaleStatus::Creating));
    assert_eq!(made.locale_name(), Some("English (US)"));
    let status = async || {
        let found = lex
            .describe_bot_locale()
            .bot_id(&bot)
            .bot_version("DRAFT")
            .locale_id(LOCALE)
            .send()
            .await
            .unwrap();
        found.bot_locale_status.unwrap()
    };
    after(1).await;
    assert_eq!(status().await, BotLocaleStatus::NotBuilt);
    flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    let submitted = lex
        .build_bot_locale()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .send()
        .await
        .unwrap();
    assert_eq!(
        submitted.bot_locale_status(),
        Some(&BotLocaleStatus::Building)
    );
    let meanwhile = lex
        .create_intent()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .intent_name("Other")
        .send()
        .await
        .unwrap_err();
    assert!(meanwhile.into_service_error().is_conflict_exception());
    after(7).await;
    assert_eq!(status().await, BotLocaleStatus::Building);
    after(1).await;
    assert_eq!(status().await, BotLocaleStatus::Built);
    flowers::intent(&lex, &bot, "Other", "something else").await;
    assert_eq!(status().await, BotLocaleStatus::NotBuilt);
}

#[tokio::test(start_paused = true)]
async fn a_locale_that_cannot_work_fails_to_build_and_says_why() {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    flowers::empty_locale(&lex, &bot).await;
    let reasons = async || {
        let place = lex
            .build_bot_locale()
            .bot_id(&bot)
            .bot_version("DRAFT")
            .locale_id(LOCALE);
        place.send().await.unwrap();
        let built = lex
            .wait_until_bot_locale_built()
            .bot_id(&bot)
            .bot_version("DRAFT")
            .locale_id(LOCALE)
            .wait(ENOUGH);
        built.await.expect_err("a failed build");
        let found = lex
            .describe_bot_locale()
            .bot_id(&bot)
            .bot_version("DRAFT")
            .locale_id(LOCALE)
            .send()
            .await
            .unwrap();
        assert_eq!(found.bot_locale_status(), Some(&BotLocaleStatus::Failed));
        found.failure_reasons.unwrap()
    };
    assert_eq!(
        reasons().await,
        ["The locale has no intent with sample utterances."]
    );
    let of_type = flowers::slot_type(&lex, &bot, "FlowerTypes").await;
    let intent = flowers::intent(&lex, &bot, "OrderFlowers", "I want {Colour} flowers").await;
    flowers::slot(&lex, &bot, &intent, &of_type, None).await;
    lex.delete_slot_type()
        .bot_id(&bot)
        .bot_version("DRAFT")
        .locale_id(LOCALE)
        .slot_type_id(&of_type)
        .skip_resource_in_use_check(true)
        .send()
        .await
        .unwrap();
    let lost = format!(
        "Slot FlowerType of intent OrderFlowers is of slot type {of_type}, which does not exist."
    );
    assert_eq!(
        reasons().await,
        [
            "Intent OrderFlowers has no slot Colour, which its utterance 'I want {Colour} flowers' \
             names.",
            "Slot FlowerType of intent OrderFlowers is required and has no prompt.",
            lost.as_str(),
        ]
    );
    let version = flowers::version_of(&lex, &bot, "DRAFT").send().await;
    let refused = version.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn everything_up_to_an_alias_can_be_waited_for() {
    let lex = Account::new().models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let found = lex.describe_bot_alias().bot_id(&bot).bot_alias_id(&alias);
    let found = found.send().await.unwrap();
    assert_eq!(found.bot_alias_status(), Some(&BotAliasStatus::Available));
    assert_eq!(found.bot_version(), Some("1"));
    let settings = found.bot_alias_locale_settings().unwrap();
    assert!(settings[LOCALE].enabled());
    let [first] = found.bot_alias_history_events() else {
        panic!("one event: {found:?}");
    };
    assert_eq!(first.bot_version(), Some("1"));
    assert!(first.start_date().is_some() && first.end_date().is_none());
}

#[tokio::test(start_paused = true)]
async fn ids_are_the_same_in_every_run_and_differ_between_regions() {
    let ids = async |region| {
        let account = Account::new();
        let (bot, alias) = flowers::live(&account.models(region)).await;
        [bot, alias]
    };
    let east = ids(EAST).await;
    assert_eq!(east, ids(EAST).await);
    let west = ids(WEST).await;
    assert!(
        east.iter().all(|id| !west.contains(id)),
        "{east:?} {west:?}"
    );
    for id in east.iter().chain(&west) {
        assert_eq!(id.len(), 10);
        assert!(id.bytes().any(|sign| sign.is_ascii_digit()), "{id}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_of_a_bot_takes_its_time() {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    let privacy = aws_sdk_lexmodelsv2::types::DataPrivacy::builder().child_directed(true);
    let update = lex
        .update_bot()
        .bot_id(&bot)
        .bot_name("Flowers")
        .role_arn(crate::account::ROLE)
        .data_privacy(privacy.build())
        .idle_session_ttl_in_seconds(60);
    let changed = update.send().await.unwrap();
    assert_eq!(changed.bot_status(), Some(&BotStatus::Updating));
    lex.wait_until_bot_available()
        .bot_id(&bot)
        .wait(ENOUGH)
        .await
        .unwrap();
    let found = lex.describe_bot().bot_id(&bot).send().await.unwrap();
    assert_eq!(found.bot_name(), Some("Flowers"));
    assert_eq!(found.idle_session_ttl_in_seconds(), Some(60));
    assert!(found.last_updated_date_time() > found.creation_date_time());
}
