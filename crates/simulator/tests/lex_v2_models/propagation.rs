//! When the runtime sees what happened to an alias.

use std::time::Duration;

use aws_sdk_lexruntimev2::error::ProvideErrorMetadata;
use lexdr_simulator::Principal;

use crate::account::{Account, EAST, LOCALE, after};
use crate::flowers;

/// The code and the text of the error that a new session gets from the runtime; `None` if it gets
/// none. The text is no utterance of the bot, so the SDK meets no empty slots.
async fn trouble(
    account: &Account,
    bot: &str,
    alias: &str,
    session: &str,
) -> Option<(String, String)> {
    let call = account
        .runtime_of(&Principal::Operator, EAST)
        .recognize_text()
        .bot_id(bot)
        .bot_alias_id(alias)
        .locale_id(LOCALE)
        .session_id(session)
        .text("good morning");
    let error = call.send().await.err()?;
    let code = error.code().expect("an error with a name").to_owned();
    Some((code, error.message().unwrap_or_default().to_owned()))
}

fn code(trouble: Option<(String, String)>) -> Option<String> {
    trouble.map(|(code, _)| code)
}

#[tokio::test(start_paused = true)]
async fn the_runtime_sees_changes_of_an_alias_after_the_delay() {
    let account = Account::with_delay(Duration::from_secs(60));
    let lex = account.models(EAST);
    let (bot, alias) = flowers::live(&lex).await;
    let missing = Some("ResourceNotFoundException".to_owned());
    // The waiter came back 10 s after the alias was made.
    let (name, text) = trouble(&account, &bot, &alias, "s-0").await.unwrap();
    assert_eq!(Some(name), missing);
    assert!(
        text.ends_with("is not a valid BotId/BotAliasId combination."),
        "{text}"
    );
    after(60).await;
    assert_eq!(trouble(&account, &bot, &alias, "s-1").await, None);

    let update = lex
        .update_bot_alias()
        .bot_id(&bot)
        .bot_alias_id(&alias)
        .bot_alias_name("live")
        .bot_version("1")
        .bot_alias_locale_settings(LOCALE, flowers::locale(false));
    update.send().await.unwrap();
    after(59).await;
    assert_eq!(trouble(&account, &bot, &alias, "s-2").await, None);
    after(1).await;
    let disabled = code(trouble(&account, &bot, &alias, "s-3").await);
    assert_eq!(disabled.as_deref(), Some("ValidationException"));

    let delete = lex.delete_bot_alias().bot_id(&bot).bot_alias_id(&alias);
    delete.send().await.unwrap();
    after(59).await;
    let disabled = code(trouble(&account, &bot, &alias, "s-4").await);
    assert_eq!(disabled.as_deref(), Some("ValidationException"));
    after(1).await;
    assert_eq!(code(trouble(&account, &bot, &alias, "s-5").await), missing);
}

#[tokio::test(start_paused = true)]
async fn the_test_alias_serves_the_draft_as_it_was_last_built() {
    let account = Account::new();
    let lex = account.models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    flowers::empty_locale(&lex, &bot).await;
    let test = "TSTALIASID";
    let unbuilt = code(trouble(&account, &bot, test, "s-1").await);
    assert_eq!(unbuilt.as_deref(), Some("ValidationException"));
    flowers::intent(&lex, &bot, "OrderFlowers", "flowers please").await;
    flowers::build(&lex, &bot).await;
    assert_eq!(trouble(&account, &bot, test, "s-2").await, None);
    flowers::intent(&lex, &bot, "Other", "something else").await;
    assert_eq!(trouble(&account, &bot, test, "s-3").await, None);
}
