//! How long sessions live, and what keeps them apart.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, WANT, message, state};

/// The idle time of the bot, less a millisecond.
const ALMOST: Duration = Duration::from_millis(599_999);

#[tokio::test(start_paused = true)]
async fn a_session_lives_as_long_as_it_is_used_within_its_idle_time() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    tokio::time::advance(ALMOST).await;
    let reply = bot.say("caller", "roses");
    let day = "What day do you want the roses to be picked up?";
    assert_eq!(message(&reply), Some(day));
    tokio::time::advance(ALMOST + Duration::from_millis(1)).await;
    // The bot has forgotten what it asked.
    assert_eq!(state(&bot.say("caller", "tomorrow")).0, "FallbackIntent");
}

#[tokio::test(start_paused = true)]
async fn looking_at_a_session_does_not_renew_it() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    let get = || bot.door.raw("GET", &bot.session("caller"), &Value::Null);
    tokio::time::advance(ALMOST).await;
    let (status, session) = get();
    assert_eq!(status, 200, "{session}");
    tokio::time::advance(Duration::from_millis(1)).await;
    let (status, body) = get();
    assert_eq!(status, 404, "{body}");
}

#[tokio::test(start_paused = true)]
async fn a_session_shows_what_its_last_answer_said() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    let reply = bot.say("caller", "roses");
    let path = bot.session("caller");
    // Both SDKs send the path with and without a slash behind it.
    for path in [&path, &format!("{path}/")] {
        let (status, session) = bot.door.raw("GET", path, &Value::Null);
        assert_eq!((status, &session), (200, &reply));
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_session_is_gone() {
    let bot = bot::served().await;
    bot.say("caller", WANT);
    let path = bot.session("caller");
    let (status, body) = bot.door.raw("DELETE", &path, &Value::Null);
    assert_eq!(status, 200);
    let expected = json!({
        "botId": bot.id, "botAliasId": bot.alias, "localeId": "en_US", "sessionId": "caller",
    });
    assert_eq!(body, expected);
    for method in ["GET", "DELETE"] {
        let (status, body) = bot.door.raw(method, &path, &Value::Null);
        assert_eq!(status, 404, "{method}: {body}");
    }
    assert_eq!(state(&bot.say("caller", "roses")).0, "FallbackIntent");
}

#[tokio::test(start_paused = true)]
async fn bot_alias_locale_and_id_keep_sessions_apart() {
    let bot = bot::served().await;
    let other = bot.alias("other", "1", &bot::enabled()).await;
    bot.say("caller", WANT);
    let text = |path: String, said: &str| {
        let (status, reply) =
            bot.door
                .raw("POST", &format!("{path}/text"), &json!({ "text": said }));
        assert_eq!(status, 200, "{reply}");
        state(&reply).0.to_owned()
    };
    let elsewhere = text(bot.session_at(&other, "en_US", "caller"), "roses");
    assert_eq!(elsewhere, "FallbackIntent", "another alias");
    assert_eq!(text(bot.session("somebody"), "roses"), "FallbackIntent");
    assert_eq!(text(bot.session("caller"), "roses"), "OrderFlowers");
}

#[tokio::test(start_paused = true)]
async fn open_sessions_are_counted_by_the_beginning_of_their_id() {
    let bot = bot::served().await;
    bot.say("check-1", WANT);
    tokio::time::advance(Duration::from_secs(300)).await;
    bot.say("check-2", WANT);
    bot.say("caller-1", WANT);
    assert_eq!(bot.door.open_sessions("check-"), 2);
    assert_eq!(bot.door.open_sessions(""), 3);
    tokio::time::advance(Duration::from_secs(300)).await;
    assert_eq!(bot.door.open_sessions("check-"), 1);
    bot.door
        .raw("DELETE", &bot.session("check-2"), &Value::Null);
    assert_eq!(bot.door.open_sessions("check-"), 0);
}

#[rstest]
#[case::short("c", 400)]
#[case::long(&"c".repeat(101), 400)]
#[case::blank("with%20blank", 400)]
#[case::longest(&"c".repeat(100), 200)]
#[case::signs("lexdr-check:2026.01_x", 200)]
#[case::escaped("lexdr%3A1", 200)]
#[tokio::test(start_paused = true)]
async fn session_ids_have_a_form(#[case] session: &str, #[case] expected: u16) {
    let bot = bot::served().await;
    let (status, body) = bot.ask(session, WANT);
    assert_eq!(status, expected, "{body}");
}
