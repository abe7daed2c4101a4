//! When the runtime sees what happened to an alias.

use std::time::Duration;

use rstest::rstest;

use crate::bot;
use crate::door::Door;

const DELAY: Duration = Duration::from_secs(120);
const WANT: &str = r#"{"inputText":"I would like to order some flowers"}"#;

/// What a new user's first call gets: the version that answers, or the status and the error's text.
fn ask(door: &Door, user: &str) -> Result<String, (u16, String)> {
    let path = format!("/bot/OrderFlowers/alias/ver_one/user/{user}/text");
    match door.raw("POST", &path, WANT) {
        (200, body) => Ok(body["botVersion"].as_str().expect("a version").to_owned()),
        (status, body) => Err((status, body["message"].as_str().expect("a text").to_owned())),
    }
}

#[rstest]
#[case::at_once(Duration::ZERO)]
#[case::later(DELAY)]
#[tokio::test(start_paused = true)]
async fn the_runtime_sees_changes_of_an_alias_after_the_delay(#[case] delay: Duration) {
    let door = bot::two_versions(delay).await;
    let before = Duration::from_millis(1);
    let almost = delay.saturating_sub(before);
    let missing = |answer: &Result<String, (u16, String)>| matches!(answer, Err((404, text)) if text.starts_with("There is no alias named ver_one"));

    let checksum = bot::point(&door, "ver_one", "1", None).await;
    if !delay.is_zero() {
        tokio::time::advance(almost).await;
        assert!(missing(&ask(&door, "u-0")), "not there yet");
        tokio::time::advance(before).await;
    }
    assert_eq!(ask(&door, "u-1"), Ok("1".to_owned()));

    bot::point(&door, "ver_one", "2", checksum).await;
    if !delay.is_zero() {
        tokio::time::advance(almost).await;
        assert_eq!(ask(&door, "u-2"), Ok("1".to_owned()), "not moved yet");
        tokio::time::advance(before).await;
    }
    assert!(
        matches!(ask(&door, "u-3"), Err((400, _))),
        "moved to the broken version"
    );

    bot::unpoint(&door).await;
    if !delay.is_zero() {
        tokio::time::advance(almost).await;
        assert!(matches!(ask(&door, "u-4"), Err((400, _))), "not gone yet");
        tokio::time::advance(before).await;
    }
    assert!(missing(&ask(&door, "u-5")), "gone");

    // The undo: no checksum, since to Lex the alias is new.
    bot::point(&door, "ver_one", "1", None).await;
    tokio::time::advance(delay).await;
    assert_eq!(ask(&door, "u-6"), Ok("1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn changes_in_quick_succession_reach_the_runtime_one_by_one() {
    let door = bot::two_versions(DELAY).await;
    bot::point(&door, "ver_one", "1", None).await;
    tokio::time::advance(DELAY).await;
    bot::unpoint(&door).await;
    tokio::time::advance(Duration::from_secs(30)).await;
    bot::point(&door, "ver_one", "1", None).await;
    assert_eq!(ask(&door, "u-1"), Ok("1".to_owned()));
    tokio::time::advance(Duration::from_secs(90)).await;
    assert!(
        matches!(ask(&door, "u-2"), Err((404, _))),
        "the deletion, 120 s after it"
    );
    tokio::time::advance(Duration::from_secs(29)).await;
    assert!(matches!(ask(&door, "u-3"), Err((404, _))));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(
        ask(&door, "u-4"),
        Ok("1".to_owned()),
        "the alias made anew, 120 s after it"
    );
}

#[tokio::test(start_paused = true)]
async fn latest_needs_no_alias_and_no_delay() {
    let door = Door::new(DELAY);
    bot::define(&door.models()).await;
    let path = "/bot/OrderFlowers/alias/%24LATEST/user/caller/text";
    let (status, body) = door.raw("POST", path, WANT);
    assert_eq!((status, &body["botVersion"]), (200, &"$LATEST".into()));
}

#[tokio::test(start_paused = true)]
async fn an_open_session_keeps_its_version_when_the_alias_moves() {
    let door = bot::two_versions(Duration::ZERO).await;
    let checksum = bot::point(&door, "ver_one", "1", None).await;
    assert_eq!(ask(&door, "caller"), Ok("1".to_owned()));
    bot::point(&door, "ver_one", "2", checksum).await;
    assert_eq!(ask(&door, "caller"), Ok("1".to_owned()));
    assert!(matches!(ask(&door, "somebody"), Err((400, _))));
    // Ten minutes of silence end the session, and with it the old version.
    tokio::time::advance(Duration::from_secs(600)).await;
    assert!(matches!(ask(&door, "caller"), Err((400, _))));
}

#[tokio::test(start_paused = true)]
async fn an_open_session_does_not_survive_the_alias() {
    let door = bot::two_versions(Duration::ZERO).await;
    bot::point(&door, "ver_one", "1", None).await;
    assert_eq!(ask(&door, "caller"), Ok("1".to_owned()));
    bot::unpoint(&door).await;
    assert!(matches!(ask(&door, "caller"), Err((404, _))));
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_is_gone_is_not_found() {
    let door = bot::two_versions(Duration::ZERO).await;
    bot::point(&door, "ver_one", "1", None).await;
    bot::unpoint(&door).await;
    door.models()
        .delete_bot()
        .name("OrderFlowers")
        .send()
        .await
        .expect("deleted");
    assert_eq!(ask(&door, "caller").map_err(|(status, _)| status), Err(404));
}
