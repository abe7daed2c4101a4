//! Sessions: how they begin, what they keep, when they end.

use std::time::Duration;

use aws_sdk_lexruntime::types::{DialogAction, DialogActionType};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, CLARIFICATION};

const WANT: &str = "I would like to order some flowers";

#[tokio::test(start_paused = true)]
async fn a_bare_put_session_begins_a_session_and_says_nothing() {
    let door = bot::served().await;
    let runtime = door.runtime();
    let put = runtime
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .send()
        .await
        .expect("put session");
    assert_eq!(put.content_type(), Some("audio/mpeg"));
    assert_eq!(put.encoded_message(), None);
    assert_eq!(put.intent_name(), None);
    assert_eq!(put.session_attributes(), Some("{}"));
    let id = put.session_id().expect("a session id").to_owned();
    let audio = put.audio_stream.collect().await.expect("body").into_bytes();
    assert!(audio.is_empty());

    let delete = runtime
        .delete_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .send()
        .await
        .expect("delete session");
    assert_eq!(delete.session_id(), Some(id.as_str()));
    assert_eq!(delete.bot_name(), Some("OrderFlowers"));
    assert_eq!(delete.bot_alias(), Some("ver_one"));
    assert_eq!(delete.user_id(), Some("caller"));

    let error = runtime
        .delete_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .send()
        .await
        .expect_err("gone")
        .into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
}

#[rstest]
#[case::text("text/plain; charset=utf-8", "text/plain;charset=utf-8", false)]
#[case::mpeg("audio/mpeg", "audio/mpeg", true)]
#[case::any_audio("audio/*", "audio/mpeg", true)]
#[case::pcm("audio/pcm", "audio/pcm", true)]
#[tokio::test(start_paused = true)]
async fn a_message_comes_in_the_form_that_is_accepted(
    #[case] accept: &str,
    #[case] content_type: &str,
    #[case] has_audio: bool,
) {
    let door = bot::served().await;
    let put = door
        .runtime()
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .accept(accept)
        .dialog_action(
            DialogAction::builder()
                .r#type(DialogActionType::ElicitIntent)
                .build()
                .expect("complete"),
        )
        .send()
        .await
        .expect("put session");
    assert_eq!(put.content_type(), Some(content_type));
    assert_eq!(put.message_format().map(|f| f.as_str()), Some("PlainText"));
    let header = put.encoded_message().expect("a message");
    let decoded = aws_smithy_types::base64::decode(header).expect("base64");
    assert_eq!(decoded, CLARIFICATION.as_bytes());
    let audio = put.audio_stream.collect().await.expect("body").into_bytes();
    assert_eq!(!audio.is_empty(), has_audio);
}

#[tokio::test(start_paused = true)]
async fn session_attributes_stay_until_they_are_replaced() {
    let door = bot::served().await;
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/text";
    let turn = |body: Value| door.raw("POST", path, &body.to_string()).1;
    let attributes = json!({ "lang": "en" });
    turn(json!({ "inputText": WANT, "sessionAttributes": attributes }));
    let reply = turn(json!({ "inputText": "roses" }));
    assert_eq!(reply["sessionAttributes"], attributes);
    let reply = turn(json!({ "inputText": "tomorrow", "sessionAttributes": {} }));
    assert_eq!(reply["sessionAttributes"], json!({}));
}

#[tokio::test(start_paused = true)]
async fn contexts_live_for_their_turns() {
    let door = bot::served().await;
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/session";
    let context = json!({
        "name": "regular", "parameters": { "since": "2020" },
        "timeToLive": { "timeToLiveInSeconds": 90, "turnsToLive": 1 },
    });
    let body = json!({ "activeContexts": [context] }).to_string();
    assert_eq!(door.raw("POST", path, &body).0, 200);
    assert_eq!(
        door.raw("GET", path, "").1["activeContexts"],
        json!([context])
    );
    let names = |reply: &Value| reply["activeContexts"].as_array().map(Vec::len);
    assert_eq!(names(&door.say("caller", WANT)), Some(1));
    assert_eq!(names(&door.say("caller", "roses")), Some(0));
}

#[tokio::test(start_paused = true)]
async fn an_idle_session_expires_after_the_bot_s_time() {
    let door = bot::served().await;
    let first = door.say("caller", WANT);
    tokio::time::advance(Duration::from_secs(599)).await;
    let second = door.say("caller", "roses");
    assert_eq!(second["sessionId"], first["sessionId"]);
    // The turn renewed it: 599 s later it is still there, a second more and it is not.
    tokio::time::advance(Duration::from_secs(599)).await;
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/session";
    assert_eq!(door.raw("GET", path, "").0, 200);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(door.raw("GET", path, "").0, 404);
    let third = door.say("caller", "roses");
    assert_ne!(third["sessionId"], first["sessionId"]);
    assert_eq!(third["dialogState"], "ElicitIntent");
}

#[tokio::test(start_paused = true)]
async fn users_do_not_hear_one_another_but_aliases_share_a_user_s_session() {
    let door = bot::served().await;
    bot::point(&door, "ver_two", "1", None).await;
    let first = door.say("caller", WANT);
    let other = door.say("somebody", WANT);
    assert_ne!(first["sessionId"], other["sessionId"]);
    assert_eq!(other["slotToElicit"], "FlowerType");
    let path = "/bot/OrderFlowers/alias/ver_two/user/caller/text";
    let (_, reply) = door.raw("POST", path, r#"{"inputText":"roses"}"#);
    assert_eq!(reply["sessionId"], first["sessionId"]);
    assert_eq!(reply["slotToElicit"], "PickupDate");
}

#[tokio::test(start_paused = true)]
async fn open_sessions_are_counted_by_the_beginning_of_their_user() {
    let door = bot::served().await;
    for user in ["test-1", "test-2", "tester", "caller"] {
        door.say(user, WANT);
    }
    assert_eq!(door.open_sessions("test-"), 2);
    assert_eq!(door.open_sessions(""), 4);
    door.raw(
        "DELETE",
        "/bot/OrderFlowers/alias/ver_one/user/test-1/session",
        "",
    );
    assert_eq!(door.open_sessions("test-"), 1);
    // OrderFlowers forgets a user after ten minutes.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(door.open_sessions(""), 0);
}
