//! Another answer of a Lex V1 bot, in JSON (PostText) and in headers (PostContent, PutSession).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value};

use super::{Answer, DialogState};

/// Changes a PostText answer.
pub(super) fn text(json: &mut Map<String, Value>, answer: &Answer) {
    let mut set = |key: &str, value: &str| json.insert(key.to_owned(), value.into());
    match answer {
        Answer::Message(message) => {
            set("message", message);
            json.entry("messageFormat")
                .or_insert_with(|| "PlainText".into());
        }
        Answer::Intent(intent) => {
            set("intentName", intent);
        }
        Answer::SlotToElicit(slot) => {
            set("slotToElicit", slot);
        }
        Answer::DialogState(state) => {
            set("dialogState", state.as_str());
        }
        Answer::BotVersion(version) => {
            set("botVersion", version);
        }
        Answer::NoMessage => silence(json),
        Answer::NullMessage => {
            json.insert("message".to_owned(), Value::Null);
            json.remove("messageFormat");
        }
        Answer::Slot(slot) => {
            let slots = json.entry("slots").or_insert(Value::Null);
            if !slots.is_object() {
                *slots = Value::Object(Map::new());
            }
            slots[&slot.name] = slot.value.as_str().into();
        }
        Answer::ReadyForFulfillment => {
            set("dialogState", DialogState::ReadyForFulfillment.as_str());
            json.remove("slotToElicit");
            silence(json);
        }
        Answer::Garbage | Answer::Html | Answer::EmptyObject => {}
    }
}

fn silence(json: &mut Map<String, Value>) {
    json.remove("message");
    json.remove("messageFormat");
}

const MESSAGE: HeaderName = HeaderName::from_static("x-amz-lex-message");
const ENCODED: HeaderName = HeaderName::from_static("x-amz-lex-encoded-message");
const FORMAT: HeaderName = HeaderName::from_static("x-amz-lex-message-format");
const INTENT: HeaderName = HeaderName::from_static("x-amz-lex-intent-name");
const SLOTS: HeaderName = HeaderName::from_static("x-amz-lex-slots");
const STATE: HeaderName = HeaderName::from_static("x-amz-lex-dialog-state");
const TO_ELICIT: HeaderName = HeaderName::from_static("x-amz-lex-slot-to-elicit");
const VERSION: HeaderName = HeaderName::from_static("x-amz-lex-bot-version");

/// Changes the headers of a PostContent or PutSession answer, and gives the new body where the
/// body is the message in text.
pub(super) fn headers(headers: &mut HeaderMap, body: &[u8], answer: &Answer) -> Option<Bytes> {
    let spoken = headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/plain"));
    match answer {
        Answer::Message(message) => {
            set(headers, MESSAGE, message);
            set(headers, ENCODED, &BASE64.encode(message));
            headers
                .entry(FORMAT)
                .or_insert(HeaderValue::from_static("PlainText"));
            return spoken.then(|| Bytes::from(message.clone()));
        }
        Answer::NoMessage | Answer::NullMessage => {
            silence_headers(headers);
            return (spoken && !body.is_empty()).then(Bytes::new);
        }
        Answer::ReadyForFulfillment => {
            set(headers, STATE, DialogState::ReadyForFulfillment.as_str());
            headers.remove(TO_ELICIT);
            silence_headers(headers);
            return (spoken && !body.is_empty()).then(Bytes::new);
        }
        Answer::Intent(intent) => set(headers, INTENT, intent),
        Answer::SlotToElicit(slot) => set(headers, TO_ELICIT, slot),
        Answer::DialogState(state) => set(headers, STATE, state.as_str()),
        Answer::BotVersion(version) => set(headers, VERSION, version),
        Answer::Slot(slot) => {
            let mut slots = headers
                .get(SLOTS)
                .and_then(|value| BASE64.decode(value.as_bytes()).ok())
                .and_then(|json| serde_json::from_slice::<Map<String, Value>>(&json).ok())
                .unwrap_or_default();
            slots.insert(slot.name.clone(), slot.value.as_str().into());
            set(
                headers,
                SLOTS,
                &BASE64.encode(Value::Object(slots).to_string()),
            );
        }
        Answer::Garbage | Answer::Html | Answer::EmptyObject => {}
    }
    None
}

/// Sets a header; what no header can hold (a line break) takes it away, which is why the message
/// has a second, encoded header.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => headers.insert(name, value),
        Err(_) => headers.remove(name),
    };
}

fn silence_headers(headers: &mut HeaderMap) {
    for name in [MESSAGE, ENCODED, FORMAT] {
        headers.remove(name);
    }
}
