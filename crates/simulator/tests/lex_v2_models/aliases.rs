//! Aliases.

use aws_sdk_lexmodelsv2::types::BotAliasStatus;

use crate::account::{Account, EAST, LOCALE, after};
use crate::flowers;

#[tokio::test(start_paused = true)]
async fn lex_keeps_an_alias_of_its_own_for_the_draft() {
    let lex = Account::new().models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    let found = lex
        .describe_bot_alias()
        .bot_id(&bot)
        .bot_alias_id("TSTALIASID");
    let found = found.send().await.unwrap();
    assert_eq!(found.bot_alias_name(), Some("TestBotAlias"));
    assert_eq!(found.bot_version(), Some("DRAFT"));
    let refused = lex
        .delete_bot_alias()
        .bot_id(&bot)
        .bot_alias_id("TSTALIASID");
    let refused = refused.send().await.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    let again = lex.create_bot_alias().bot_id(&bot);
    let again = again.bot_alias_name("TestBotAlias").send().await;
    let again = again.unwrap_err().into_service_error();
    assert!(again.is_precondition_failed_exception(), "{again:?}");
    let update = |version: &str| {
        lex.update_bot_alias()
            .bot_id(&bot)
            .bot_alias_id("TSTALIASID")
            .bot_alias_name("TestBotAlias")
            .bot_version(version)
            .bot_alias_locale_settings(LOCALE, flowers::locale(false))
            .send()
    };
    let changed = update("DRAFT").await.unwrap();
    assert!(!changed.bot_alias_locale_settings().unwrap()[LOCALE].enabled());
    let moved = update("1").await.unwrap_err().into_service_error();
    assert!(moved.is_precondition_failed_exception(), "{moved:?}");
    // It goes with the bot and does not keep it.
    lex.delete_bot().bot_id(&bot).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_update_keeps_nothing_that_it_does_not_name() {
    let lex = Account::new().models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let update = || {
        lex.update_bot_alias()
            .bot_id(&bot)
            .bot_alias_id(&alias)
            .bot_alias_name("live")
    };
    let full = update().bot_version("1").description("for callers");
    full.send().await.unwrap();
    let bare = update().send().await.unwrap();
    assert_eq!((bare.bot_version(), bare.description()), (None, None));
    assert_eq!(bare.bot_alias_locale_settings(), None);
    assert_eq!(bare.bot_alias_status(), Some(&BotAliasStatus::Available));
}

#[tokio::test(start_paused = true)]
async fn its_history_tells_when_it_stood_for_what() {
    let lex = Account::new().models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let second = flowers::version(&lex, &bot).await;
    let update = lex
        .update_bot_alias()
        .bot_id(&bot)
        .bot_alias_id(&alias)
        .bot_alias_name("live")
        .bot_version(&second);
    update.send().await.unwrap();
    let found = lex.describe_bot_alias().bot_id(&bot).bot_alias_id(&alias);
    let found = found.send().await.unwrap();
    let [before, now] = found.bot_alias_history_events() else {
        panic!("two events: {found:?}");
    };
    assert_eq!(
        (before.bot_version(), now.bot_version()),
        (Some("1"), Some("2"))
    );
    assert_eq!(before.end_date(), now.start_date());
    assert!(now.end_date().is_none());
}

#[tokio::test(start_paused = true)]
async fn an_alias_made_again_is_another_one() {
    let lex = Account::new().models(EAST);
    let (bot, first) = flowers::live(&lex).await;
    let twice = lex.create_bot_alias().bot_id(&bot);
    let twice = twice.bot_alias_name("live").send().await.unwrap_err();
    assert!(
        twice
            .into_service_error()
            .is_precondition_failed_exception()
    );
    let deleted = lex.delete_bot_alias().bot_id(&bot).bot_alias_id(&first);
    let deleted = deleted.send().await.unwrap();
    assert_eq!(deleted.bot_alias_status(), Some(&BotAliasStatus::Deleting));
    let again = lex.delete_bot_alias().bot_id(&bot).bot_alias_id(&first);
    let again = again.send().await.unwrap_err().into_service_error();
    assert!(again.is_conflict_exception(), "{again:?}");
    after(2).await;
    let second = flowers::alias(&lex, &bot, "live", "1").await;
    assert_ne!(first, second);
}

#[tokio::test(start_paused = true)]
async fn a_bot_with_an_alias_is_not_deleted_unasked() {
    let lex = Account::new().models(EAST);
    let (bot, _) = flowers::live(&lex).await;
    let refused = lex.delete_bot().bot_id(&bot).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    let delete = lex.delete_bot().bot_id(&bot);
    let forced = delete.skip_resource_in_use_check(true).send().await;
    forced.unwrap();
}

#[tokio::test(start_paused = true)]
async fn it_stands_for_numbered_versions_that_exist() {
    let lex = Account::new().models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let create = |version: &str| {
        lex.create_bot_alias()
            .bot_id(&bot)
            .bot_alias_name("other")
            .bot_version(version)
            .send()
    };
    let draft = create("DRAFT").await.unwrap_err().into_service_error();
    assert!(draft.is_validation_exception(), "{draft:?}");
    let missing = create("7").await.unwrap_err().into_service_error();
    assert!(missing.is_precondition_failed_exception(), "{missing:?}");
    let moved = lex
        .update_bot_alias()
        .bot_id(&bot)
        .bot_alias_id(&alias)
        .bot_alias_name("live")
        .bot_version("DRAFT")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(moved.is_precondition_failed_exception(), "{moved:?}");
}
