//! When the runtime sees what happened to an alias, and which locales it serves.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, Bot, WANT, WHICH, state};

const DELAY: Duration = Duration::from_secs(120);
const TICK: Duration = Duration::from_millis(1);

/// Which version answers a session that says "help": the second has an intent for it. Otherwise
/// the status and the error's text.
fn ask(bot: &Bot, session: &str) -> Result<&'static str, (u16, String)> {
    match bot.ask(session, "help") {
        (200, reply) if state(&reply).0 == "Help" => Ok("2"),
        (200, reply) if state(&reply).0 == "FallbackIntent" => Ok("1"),
        (status, body) => Err((status, body["message"].as_str().unwrap_or("").to_owned())),
    }
}

fn is_missing(answer: &Result<&str, (u16, String)>) -> bool {
    let known = "is not a valid BotId/BotAliasId combination.";
    matches!(answer, Err((404, text)) if text.ends_with(known))
}

#[tokio::test(start_paused = true)]
async fn the_runtime_sees_changes_of_an_alias_after_the_delay() {
    let bot = bot::two_versions(DELAY).await;
    tokio::time::advance(DELAY).await;
    assert_eq!(ask(&bot, "u-1"), Ok("1"));

    bot.point("2");
    tokio::time::advance(DELAY.saturating_sub(TICK)).await;
    assert_eq!(ask(&bot, "u-2"), Ok("1"), "not moved yet");
    tokio::time::advance(TICK).await;
    assert_eq!(ask(&bot, "u-3"), Ok("2"));

    bot.models(
        "DELETE",
        &format!("/botaliases/{}/", bot.alias),
        &Value::Null,
    );
    tokio::time::advance(DELAY.saturating_sub(TICK)).await;
    assert_eq!(ask(&bot, "u-4"), Ok("2"), "not gone yet");
    tokio::time::advance(DELAY).await;
    let gone = ask(&bot, "u-5");
    assert!(is_missing(&gone), "{gone:?}");
}

/// The undo of a deletion is another alias, and whoever holds on to the old id stays lost.
#[tokio::test(start_paused = true)]
async fn an_alias_made_anew_has_another_id() {
    let mut bot = bot::served().await;
    bot.models(
        "DELETE",
        &format!("/botaliases/{}/", bot.alias),
        &Value::Null,
    );
    tokio::time::advance(Duration::from_secs(60)).await;
    let gone = ask(&bot, "u-1");
    assert!(is_missing(&gone), "{gone:?}");
    let again = bot.alias("ver_one", "1", &bot::enabled()).await;
    assert_ne!(again, bot.alias);
    assert!(is_missing(&ask(&bot, "u-2")));
    bot.alias = again;
    assert_eq!(ask(&bot, "u-3"), Ok("1"));
}

#[tokio::test(start_paused = true)]
async fn an_open_session_goes_on_with_the_version_the_alias_moved_to() {
    let bot = bot::two_versions(Duration::ZERO).await;
    bot.say("caller", WANT);
    bot.say("caller", "roses");
    bot.point("2");
    let reply = bot.say("caller", "help");
    assert_eq!(state(&reply).0, "Help");
}

#[tokio::test(start_paused = true)]
async fn a_session_does_not_survive_its_alias() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    bot.models(
        "DELETE",
        &format!("/botaliases/{}/", bot.alias),
        &Value::Null,
    );
    tokio::time::advance(Duration::from_secs(60)).await;
    let path = bot.session("caller");
    for (method, body) in [("GET", Value::Null), ("DELETE", Value::Null)] {
        let (status, body) = bot.door.raw(method, &path, &body);
        assert_eq!(status, 404, "{method}: {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_test_alias_serves_the_draft_as_it_was_built() {
    let mut bot = bot::drafted(DELAY).await;
    bot.alias = bot::TEST_ALIAS.to_owned();
    let (status, body) = bot.ask("caller", WANT);
    assert_eq!(status, 400, "not built: {body}");
    bot.build("en_US").await;
    assert_eq!(bot::message(&bot.say("caller", WANT)), Some(WHICH));
}

#[rstest]
#[case::disabled(json!({ "en_US": { "enabled": false } }), "en_US")]
#[case::not_in_the_version(json!({ "en_US": { "enabled": true } }), "es_ES")]
#[tokio::test(start_paused = true)]
async fn a_locale_that_does_not_answer_is_a_bad_request(
    #[case] locales: Value,
    #[case] locale: &str,
) {
    let bot = bot::served().await;
    let alias = bot.alias("other", "1", &locales).await;
    let path = bot.session_at(&alias, locale, "caller");
    let said = json!({ "text": WANT });
    let (status, body) = bot.door.raw("POST", &format!("{path}/text"), &said);
    assert_eq!(status, 400, "{body}");
    let text = body["message"].as_str().expect("a text");
    assert!(text.contains(locale), "{text}");
}
