//! What the real SDK makes of the bytes.

use aws_sdk_lexruntime::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_lexruntime::primitives::ByteStream;
use rstest::rstest;
use serde_json::{Value, json};

use crate::bot;

const WANT: &str = "I would like to order some flowers";

/// Real Lex answers `PostText` with null for every slot without a value, and the Rust SDK cannot
/// read that. A simulator that left the nulls out would hide it.
#[tokio::test(start_paused = true)]
async fn the_rust_sdk_cannot_read_null_slots() {
    let door = bot::served().await;
    let error = door
        .runtime()
        .post_text()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .input_text(WANT)
        .send()
        .await
        .expect_err("null slots");
    let shown = DisplayErrorContext(&error).to_string();
    assert!(
        shown.contains("dense map cannot contain null values"),
        "{shown}"
    );
    assert_eq!(
        error.into_service_error().code(),
        None,
        "an unhandled error"
    );
}

#[tokio::test(start_paused = true)]
async fn the_rust_sdk_reads_post_text_once_every_slot_has_a_value() {
    let door = bot::served().await;
    for text in [WANT, "roses", "tomorrow"] {
        door.say("caller", text);
    }
    let reply = door
        .runtime()
        .post_text()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .input_text("6 pm")
        .send()
        .await
        .expect("readable");
    assert_eq!(
        reply.dialog_state().map(|s| s.as_str()),
        Some("ConfirmIntent")
    );
    assert_eq!(reply.slot_to_elicit(), None);
    assert_eq!(
        reply.slots().map(|slots| slots["PickupTime"].as_str()),
        Some("18:00")
    );
}

#[tokio::test(start_paused = true)]
async fn the_rust_sdk_reads_post_content() {
    let door = bot::served().await;
    let reply = door
        .runtime()
        .post_content()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .content_type("text/plain; charset=utf-8")
        .accept("text/plain; charset=utf-8")
        .session_attributes(r#"{"lang":"en"}"#)
        .input_stream(ByteStream::from_static(WANT.as_bytes()))
        .send()
        .await
        .expect("readable");
    let text = |encoded: Option<&str>| {
        let bytes = aws_smithy_types::base64::decode(encoded.expect("a header")).expect("base64");
        String::from_utf8(bytes).expect("text")
    };
    assert_eq!(
        text(reply.encoded_message()),
        "What type of flowers would you like to order?"
    );
    assert_eq!(text(reply.encoded_input_transcript()), WANT);
    assert_eq!(reply.intent_name(), Some("OrderFlowers"));
    assert_eq!(reply.slot_to_elicit(), Some("FlowerType"));
    assert_eq!(reply.bot_version(), Some("1"));
    let slots: Value = serde_json::from_str(reply.slots().expect("slots")).expect("JSON");
    assert_eq!(
        slots,
        json!({ "FlowerType": null, "PickupDate": null, "PickupTime": null })
    );
    let attributes = reply.session_attributes().expect("attributes");
    assert_eq!(attributes, r#"{"lang":"en"}"#);
    assert_eq!(reply.content_type(), Some("text/plain;charset=utf-8"));
}

#[rstest]
#[case::speech("audio/l16; rate=16000; channels=1", None, 415)]
#[case::nonsense("image/png", None, 415)]
#[case::unacceptable("text/plain; charset=utf-8", Some("image/png"), 406)]
#[tokio::test(start_paused = true)]
async fn media_types_are_checked(
    #[case] content_type: &str,
    #[case] accept: Option<&str>,
    #[case] status: u16,
) {
    let door = bot::served().await;
    let error = door
        .runtime()
        .post_content()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("caller")
        .content_type(content_type)
        .set_accept(accept.map(str::to_owned))
        .input_stream(ByteStream::from_static(WANT.as_bytes()))
        .send()
        .await
        .expect_err("refused");
    assert_eq!(
        error.raw_response().map(|raw| raw.status().as_u16()),
        Some(status)
    );
    let error = error.into_service_error();
    assert!(
        error.is_unsupported_media_type_exception() || error.is_not_acceptable_exception(),
        "{error:?}"
    );
}

#[rstest]
#[case::short_user("x", WANT, 400)]
#[case::odd_user("a%20b", WANT, 400)]
#[case::no_text("caller", "", 400)]
#[case::colon_in_user("a%3Ab", WANT, 200)]
#[tokio::test(start_paused = true)]
async fn requests_are_checked(#[case] user: &str, #[case] text: &str, #[case] expected: u16) {
    let door = bot::served().await;
    let path = format!("/bot/OrderFlowers/alias/ver_one/user/{user}/text");
    let (status, body) = door.raw("POST", &path, &json!({ "inputText": text }).to_string());
    assert_eq!(status, expected, "{body}");
}

#[tokio::test(start_paused = true)]
async fn texts_have_a_limit_and_bodies_a_form() {
    let door = bot::served().await;
    let path = "/bot/OrderFlowers/alias/ver_one/user/caller/text";
    let long = |length: usize| json!({ "inputText": "a".repeat(length) }).to_string();
    assert_eq!(door.raw("POST", path, &long(1024)).0, 200);
    assert_eq!(door.raw("POST", path, &long(1025)).0, 400);
    assert_eq!(door.raw("POST", path, "{}").0, 400);
    assert_eq!(door.raw("POST", path, "{").0, 400);
    assert_eq!(door.raw("POST", path, "[]").0, 400);
}

#[tokio::test(start_paused = true)]
async fn dates_are_epoch_seconds_with_milliseconds() {
    let door = bot::served().await;
    tokio::time::advance(std::time::Duration::from_millis(133)).await;
    bot::point(&door, "ver_two", "1", None).await;
    let (_, list) = door.raw_models("GET", "/bots/OrderFlowers/aliases/", "");
    assert_eq!(
        list["BotAliases"][1]["createdDate"].to_string(),
        "1767614400.133"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_built_here_says_so() {
    let request = http::Request::builder()
        .method("GET")
        .uri("https://sts.us-east-1.amazonaws.com/")
        .body(bytes::Bytes::from_static(b"Action=GetCallerIdentity"))
        .expect("a request");
    let door = bot::served().await;
    assert_eq!(door.answer(&request).status(), 501);
}
