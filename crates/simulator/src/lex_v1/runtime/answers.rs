//! The state of a conversation on the wire: as JSON, or in headers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::contexts;
use super::sessions::Session;
use super::slots;
use super::visit::Visit;
use super::wording::Wording;
use crate::dialogue::{Awaiting, Output, Reply, Said};
use crate::lex_v1::answer::Answer;

/// The body of `PostText`. Slots without a value are null, as the service sends them.
pub(super) fn json_body(visit: &Visit, reply: &Reply, now_ms: i64) -> Value {
    let session = &visit.session;
    let intent = session.dialogue.intent.as_ref();
    let awaiting = &session.dialogue.awaiting;
    let mut out = json!({
        "intentName": intent.map(|active| active.name.as_str()),
        "slots": intent.map(|active| slots::to_value(&active.slots)),
        "sessionAttributes": session.attributes,
        "dialogState": state(awaiting),
        "slotToElicit": awaiting.slot(),
        "sessionId": session.id,
        "botVersion": session.version,
        "activeContexts": session.contexts.to_value(contexts::ATTRIBUTES, now_ms),
    });
    if let Some(said) = &reply.said {
        let wording = Wording::of(said);
        out["message"] = wording.text.into();
        out["messageFormat"] = wording.format.into();
        if let Some(card) = &said.card {
            out["responseCard"] = card.clone();
        }
    }
    if visit.program.tells_confidence && reply.chose_intent {
        out["nluIntentConfidence"] = json!({ "score": 1.0 });
        out["alternativeIntents"] = json!([]);
    }
    out
}

/// The answer of `PutSession`, and the beginning of `PostContent`'s: all in headers.
pub(super) fn headers(
    session: &Session,
    said: Option<&Said>,
    output: Output,
    now_ms: i64,
) -> Answer {
    let said = said.map(Wording::of);
    let mut answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: output.body(said.as_ref().map(|said| said.text.as_str())),
    };
    answer.header("content-type", output.content_type());
    answer.header("x-amz-lex-session-id", &session.id);
    answer.header("x-amz-lex-dialog-state", state(&session.dialogue.awaiting));
    let attributes = Value::Object(session.attributes.clone());
    answer.header("x-amz-lex-session-attributes", &encoded_json(&attributes));
    let contexts = encoded_json(&session.contexts.to_value(contexts::ATTRIBUTES, now_ms));
    answer.header("x-amz-lex-active-contexts", &contexts);
    if let Some(active) = &session.dialogue.intent {
        answer.header("x-amz-lex-intent-name", &active.name);
        answer.header(
            "x-amz-lex-slots",
            &encoded_json(&slots::to_value(&active.slots)),
        );
    }
    if let Some(slot) = session.dialogue.awaiting.slot() {
        answer.header("x-amz-lex-slot-to-elicit", slot);
    }
    if let Some(said) = said {
        answer.header("x-amz-lex-message", &one_line(&said.text));
        answer.header("x-amz-lex-encoded-message", &STANDARD.encode(&said.text));
        answer.header("x-amz-lex-message-format", &said.format);
    }
    answer
}

/// The answer of `PostContent`.
pub(super) fn content(
    visit: &Visit,
    reply: &Reply,
    input: &str,
    output: Output,
    now_ms: i64,
) -> Answer {
    let mut answer = headers(&visit.session, reply.said.as_ref(), output, now_ms);
    answer.header("x-amz-lex-bot-version", &visit.session.version);
    answer.header("x-amz-lex-input-transcript", &one_line(input));
    answer.header(
        "x-amz-lex-encoded-input-transcript",
        &STANDARD.encode(input),
    );
    if visit.program.tells_confidence && reply.chose_intent {
        let confidence = encoded_json(&json!({ "score": 1.0 }));
        answer.header("x-amz-lex-nlu-intent-confidence", &confidence);
        answer.header("x-amz-lex-alternative-intents", &encoded_json(&json!([])));
    }
    answer
}

/// The body of `GetSession`.
pub(super) fn session_body(session: &Session, label: Option<&str>, now_ms: i64) -> Value {
    let recent: Value = session
        .recent
        .iter()
        .filter(|summary| label.is_none_or(|label| summary.label.as_deref() == Some(label)))
        .map(super::summary::Summary::to_value)
        .collect();
    json!({
        "sessionId": session.id,
        "sessionAttributes": session.attributes,
        "recentIntentSummaryView": recent,
        "dialogAction": dialog_action(session),
        "activeContexts": session.contexts.to_value(contexts::ATTRIBUTES, now_ms),
    })
}

/// The `dialogState` of answers.
const fn state(awaiting: &Awaiting) -> &'static str {
    match awaiting {
        Awaiting::Nothing(end) => end.as_str(),
        waiting => waiting.action(),
    }
}

fn dialog_action(session: &Session) -> Value {
    let awaiting = &session.dialogue.awaiting;
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| out.insert(key.to_owned(), value);
    put("type", awaiting.action().into());
    if let Some(active) = &session.dialogue.intent {
        put("intentName", active.name.as_str().into());
        put("slots", slots::to_value(&active.slots));
    }
    if let Some(slot) = awaiting.slot() {
        put("slotToElicit", slot.into());
    }
    if let Awaiting::Nothing(end) = awaiting {
        put("fulfillmentState", end.as_str().into());
    }
    if let Some(said) = &session.last_said {
        let wording = Wording::of(said);
        put("message", wording.text.into());
        put("messageFormat", wording.format.into());
    }
    Value::Object(out)
}

/// Base64 of JSON, the form of every header that holds a map or a list.
fn encoded_json(value: &Value) -> String {
    STANDARD.encode(value.to_string())
}

/// A header cannot hold control characters.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}
