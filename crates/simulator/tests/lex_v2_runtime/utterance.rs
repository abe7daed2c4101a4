//! `RecognizeUtterance` and `PutSession`: what goes in headers, packed.

use aws_sdk_lexruntimev2::operation::recognize_utterance::builders::RecognizeUtteranceFluentBuilder;
use aws_sdk_lexruntimev2::primitives::ByteStream;
use aws_sdk_lexruntimev2::types::{DialogAction, DialogActionType, SessionState};
use rstest::rstest;
use serde_json::{Value, json};

use crate::bot::{self, Bot, WANT, WHICH};

const TEXT: &str = "text/plain; charset=utf-8";

/// FlowerType is asked for and attribute `lang` is `en`, packed by Python's gzip.
const ASKED: &str = "H4sIAAAAAAACAyWMMQrDQAwEv2JU5wXuXCSti/gDF1sYgSKZ04YQzP09d+dqhWZ2TwqOELcJyPL6gIPG4SRNtteD2KjcBtokqe/Timp2jt/Bjd9VVsFTHVS1qLn49Wv0of7lvDS3rYiBDb1v6d37c944X1pQKX+l0/DDjwAAAA==";
/// Attribute `channel` is `test`.
const CHANNEL: &str = "H4sIAAAAAAACA6tWSs5IzMtLzVGyUlAqSS0uUaoFANhT0asTAAAA";

fn say(bot: &Bot, text: &str) -> RecognizeUtteranceFluentBuilder {
    bot.door
        .runtime()
        .recognize_utterance()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("caller")
        .request_content_type(TEXT)
        .response_content_type(TEXT)
        .input_stream(ByteStream::from(text.as_bytes().to_vec()))
}

/// The JSON of a header: base64 of gzip of one stored block, which is all the simulator sends for
/// less than 64 KiB.
fn unpacked(header: Option<&str>) -> Value {
    let packed = aws_smithy_types::base64::decode(header.expect("a header")).expect("base64");
    assert_eq!(packed[..3], [0x1f, 0x8b, 8], "gzip, deflate");
    assert_eq!(packed[10], 1, "one block, stored");
    let length = usize::from(u16::from_le_bytes([packed[11], packed[12]]));
    assert_eq!(packed.len(), 15 + length + 8, "a trailer of eight bytes");
    serde_json::from_slice(&packed[15..15 + length]).expect("JSON")
}

#[tokio::test(start_paused = true)]
async fn the_answer_is_in_the_headers() {
    let bot = bot::served().await;
    let reply = say(&bot, WANT).send().await.expect("readable");
    assert_eq!(
        unpacked(reply.messages()),
        json!([{ "content": WHICH, "contentType": "PlainText" }])
    );
    let state = unpacked(reply.session_state());
    assert_eq!(
        state["dialogAction"],
        json!({ "type": "ElicitSlot", "slotToElicit": "FlowerType" })
    );
    assert_eq!(state["intent"]["slots"]["FlowerType"], Value::Null);
    let interpretations = unpacked(reply.interpretations());
    assert_eq!(interpretations[1]["intent"]["name"], "FallbackIntent");
    assert_eq!(unpacked(reply.input_transcript()), json!(WANT));
    assert_eq!(reply.input_mode(), Some("Text"));
    assert_eq!(reply.session_id(), Some("caller"));
    assert_eq!(reply.content_type(), Some("text/plain;charset=utf-8"));
    assert_eq!(reply.request_attributes(), None);
    let body = reply.audio_stream.collect().await.expect("a body");
    assert!(body.into_bytes().is_empty(), "a text is in the headers");
}

#[tokio::test(start_paused = true)]
async fn state_and_attributes_come_in_headers() {
    let bot = bot::served().await;
    let reply = say(&bot, "roses")
        .session_state(ASKED)
        .request_attributes(CHANNEL)
        .send()
        .await
        .expect("readable");
    let day = "What day do you want the roses to be picked up?";
    assert_eq!(unpacked(reply.messages())[0]["content"], day);
    let state = unpacked(reply.session_state());
    assert_eq!(state["sessionAttributes"], json!({ "lang": "en" }));
    assert_eq!(
        unpacked(reply.request_attributes()),
        json!({ "channel": "test" })
    );
}

#[tokio::test(start_paused = true)]
async fn an_end_without_words_has_no_messages() {
    let bot = bot::served().await;
    for text in [WANT, "roses", "tomorrow", "6 pm"] {
        bot.say("caller", text);
    }
    let reply = say(&bot, "yes")
        .response_content_type("audio/mpeg")
        .send()
        .await
        .expect("readable");
    assert_eq!(reply.messages(), None);
    let state = unpacked(reply.session_state());
    assert_eq!(state["intent"]["state"], "ReadyForFulfillment");
    let body = reply.audio_stream.collect().await.expect("a body");
    assert!(body.into_bytes().is_empty(), "nothing is said");
}

#[rstest]
#[case::mpeg("audio/mpeg", "audio/mpeg")]
#[case::any("audio/*", "audio/mpeg")]
#[case::pcm("audio/pcm", "audio/pcm")]
#[tokio::test(start_paused = true)]
async fn speech_is_silence(#[case] wanted: &str, #[case] found: &str) {
    let bot = bot::served().await;
    let reply = say(&bot, WANT)
        .response_content_type(wanted)
        .send()
        .await
        .expect("readable");
    assert_eq!(reply.content_type(), Some(found));
    let body = reply.audio_stream.collect().await.expect("a body");
    let body = body.into_bytes();
    // 45 letters at 15 a second, and what is begun.
    let seconds = if found == "audio/pcm" {
        body.len() / 32_000
    } else {
        body.len() / (28 * 144)
    };
    assert_eq!(seconds, 4);
}

#[rstest]
#[case::speech("audio/l16; rate=16000; channels=1", TEXT)]
#[case::nonsense("image/png", TEXT)]
#[case::unacceptable(TEXT, "image/png")]
#[tokio::test(start_paused = true)]
async fn media_types_are_checked(#[case] content_type: &str, #[case] wanted: &str) {
    let bot = bot::served().await;
    let error = say(&bot, WANT)
        .request_content_type(content_type)
        .response_content_type(wanted)
        .send()
        .await
        .expect_err("refused")
        .into_service_error();
    assert!(error.is_validation_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_header_that_is_not_packed_is_refused() {
    let bot = bot::served().await;
    let error = say(&bot, WANT)
        .session_state("{}")
        .send()
        .await
        .expect_err("refused")
        .into_service_error();
    assert!(error.is_validation_exception(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn put_session_answers_in_headers_too() {
    let bot = bot::served().await;
    let action = DialogAction::builder()
        .r#type(DialogActionType::Delegate)
        .build()
        .expect("complete");
    let intent = aws_sdk_lexruntimev2::types::Intent::builder()
        .name("OrderFlowers")
        .build()
        .expect("complete");
    let state = SessionState::builder()
        .dialog_action(action)
        .intent(intent)
        .build();
    let put = bot
        .door
        .runtime()
        .put_session()
        .bot_id(&bot.id)
        .bot_alias_id(&bot.alias)
        .locale_id("en_US")
        .session_id("caller")
        .session_state(state)
        .request_attributes("channel", "test")
        .response_content_type(TEXT)
        .send()
        .await
        .expect("readable");
    assert_eq!(unpacked(put.messages())[0]["content"], WHICH);
    assert_eq!(
        unpacked(put.session_state())["dialogAction"]["slotToElicit"],
        "FlowerType"
    );
    assert_eq!(
        unpacked(put.request_attributes()),
        json!({ "channel": "test" })
    );
    assert_eq!(put.session_id(), Some("caller"));
    assert_eq!(put.content_type(), Some("text/plain;charset=utf-8"));
}
