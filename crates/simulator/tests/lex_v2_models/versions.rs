//! Versions: what a bot was.

use aws_sdk_lexmodelsv2::types::BotStatus;

use crate::account::{Account, EAST, LOCALE, after};
use crate::flowers;

#[tokio::test(start_paused = true)]
async fn a_version_does_not_change_with_the_draft() {
    let lex = Account::new().models(EAST);
    let bot = flowers::built(&lex).await;
    assert_eq!(flowers::version(&lex, &bot).await, "1");
    flowers::intent(&lex, &bot, "Other", "something else").await;
    let intents = async |version: &str| {
        let listed = lex
            .list_intents()
            .bot_id(&bot)
            .bot_version(version)
            .locale_id(LOCALE)
            .send()
            .await
            .unwrap();
        let names = listed.intent_summaries().iter();
        names
            .map(|intent| intent.intent_name().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(intents("1").await, ["FallbackIntent", "OrderFlowers"]);
    assert_eq!(
        intents("DRAFT").await,
        ["FallbackIntent", "OrderFlowers", "Other"]
    );
    let refused = lex
        .create_intent()
        .bot_id(&bot)
        .bot_version("1")
        .locale_id(LOCALE)
        .intent_name("Third")
        .send()
        .await
        .unwrap_err();
    assert!(refused.into_service_error().is_validation_exception());
    // Its locale is built, though the draft's is not any more.
    let again = flowers::version_of(&lex, &bot, "DRAFT").send().await;
    let again = again.unwrap_err().into_service_error();
    assert!(again.is_precondition_failed_exception(), "{again:?}");
    let copy = flowers::version_of(&lex, &bot, "1").send().await.unwrap();
    assert_eq!(copy.bot_version(), Some("2"));
    after(3).await;
    assert_eq!(intents("2").await, ["FallbackIntent", "OrderFlowers"]);
}

#[tokio::test(start_paused = true)]
async fn a_version_takes_its_time_and_keeps_the_bot_busy() {
    let lex = Account::new().models(EAST);
    let bot = flowers::built(&lex).await;
    let made = flowers::version_of(&lex, &bot, "DRAFT")
        .send()
        .await
        .unwrap();
    assert_eq!(made.bot_status(), Some(&BotStatus::Creating));
    let meanwhile = lex.describe_bot().bot_id(&bot).send().await.unwrap();
    assert_eq!(meanwhile.bot_status(), Some(&BotStatus::Versioning));
    let second = flowers::version_of(&lex, &bot, "DRAFT").send().await;
    let second = second.unwrap_err().into_service_error();
    assert!(second.is_conflict_exception(), "{second:?}");
    let early = lex.create_bot_alias().bot_id(&bot).bot_alias_name("live");
    let early = early.bot_version("1").send().await.unwrap_err();
    assert!(early.into_service_error().is_conflict_exception());
    after(3).await;
    let found = lex.describe_bot_version().bot_id(&bot).bot_version("1");
    let found = found.send().await.unwrap();
    assert_eq!(found.bot_status(), Some(&BotStatus::Available));
    assert_eq!(found.bot_name(), Some("OrderFlowers"));
}

#[tokio::test(start_paused = true)]
async fn numbers_are_not_given_twice() {
    let lex = Account::new().models(EAST);
    let bot = flowers::built(&lex).await;
    assert_eq!(flowers::version(&lex, &bot).await, "1");
    let delete = lex.delete_bot_version().bot_id(&bot).bot_version("1");
    delete.send().await.unwrap();
    after(2).await;
    let gone = lex.describe_bot_version().bot_id(&bot).bot_version("1");
    let gone = gone.send().await.unwrap_err().into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
    assert_eq!(flowers::version(&lex, &bot).await, "2");
}

#[tokio::test(start_paused = true)]
async fn a_version_behind_an_alias_is_not_deleted_unasked() {
    let lex = Account::new().models(EAST);
    let (bot, _) = flowers::live(&lex).await;
    let delete = || lex.delete_bot_version().bot_id(&bot).bot_version("1");
    let refused = delete().send().await.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    assert!(refused.meta().message().unwrap().contains("alias live"));
    let forced = delete().skip_resource_in_use_check(true).send().await;
    assert_eq!(forced.unwrap().bot_status(), Some(&BotStatus::Deleting));
}

#[tokio::test(start_paused = true)]
async fn the_draft_is_no_version_to_be_described() {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    let refused = lex.describe_bot_version().bot_id(&bot).bot_version("DRAFT");
    let refused = refused.send().await.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
}
