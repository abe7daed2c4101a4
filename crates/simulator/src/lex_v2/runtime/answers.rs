//! The state of a conversation on the wire: as JSON, or in headers.

use serde_json::{Map, Value, json};

use super::sessions::Session;
use super::visit::Visit;
use super::{contexts, gzip, messages, slots};
use crate::dialogue::{Active, Awaiting, Output, Program};
use crate::lex_v2::answer::Answer;

/// The body of `RecognizeText`. Members without a value are not there, but slots without one are
/// null, as the service sends them.
pub(super) fn json_body(
    visit: &Visit,
    attributes: Option<&Map<String, Value>>,
    now_ms: i64,
) -> Value {
    let mut out = session_body(&visit.key.id, &visit.session, &visit.program, now_ms);
    if let Some(attributes) = attributes {
        out["requestAttributes"] = Value::Object(attributes.clone());
    }
    out
}

/// The body of `GetSession`.
pub(super) fn session_body(id: &str, session: &Session, program: &Program, now_ms: i64) -> Value {
    let mut out = json!({
        "sessionId": id,
        "sessionState": session_state(session, now_ms),
        "interpretations": interpretations(session, program),
    });
    if let Some(said) = &session.last_said {
        out["messages"] = messages::to_value(said);
    }
    out
}

/// The answer of `PutSession`, and the beginning of `RecognizeUtterance`'s: all in headers.
pub(super) fn headers(
    visit: &Visit,
    output: Output,
    attributes: Option<&Map<String, Value>>,
    now_ms: i64,
) -> Answer {
    let said = visit.session.last_said.as_ref();
    let mut answer = Answer {
        status: 200,
        headers: Vec::new(),
        body: output.body(said.map(messages::spoken).as_deref()),
    };
    answer.header("content-type", output.content_type());
    answer.header("x-amz-lex-session-id", &visit.key.id);
    let state = session_state(&visit.session, now_ms);
    answer.header("x-amz-lex-session-state", &gzip::encoded(&state));
    if let Some(said) = said {
        let messages = messages::to_value(said);
        answer.header("x-amz-lex-messages", &gzip::encoded(&messages));
    }
    if let Some(attributes) = attributes {
        let attributes = Value::Object(attributes.clone());
        answer.header("x-amz-lex-request-attributes", &gzip::encoded(&attributes));
    }
    answer
}

/// The answer of `RecognizeUtterance`.
pub(super) fn utterance(
    visit: &Visit,
    input: &str,
    output: Output,
    attributes: Option<&Map<String, Value>>,
    now_ms: i64,
) -> Answer {
    let mut answer = headers(visit, output, attributes, now_ms);
    answer.header("x-amz-lex-input-mode", "Text");
    // A JSON text, quotes and all: clients in the wild take the quotes off.
    answer.header("x-amz-lex-input-transcript", &gzip::encoded(&json!(input)));
    let interpretations = interpretations(&visit.session, &visit.program);
    answer.header(
        "x-amz-lex-interpretations",
        &gzip::encoded(&interpretations),
    );
    answer
}

fn session_state(session: &Session, now_ms: i64) -> Value {
    let awaiting = &session.dialogue.awaiting;
    let mut action = json!({ "type": awaiting.action() });
    if let Some(slot) = awaiting.slot() {
        action["slotToElicit"] = slot.into();
    }
    let mut out = json!({
        "dialogAction": action,
        "sessionAttributes": session.attributes,
        "activeContexts": session.contexts.to_value(contexts::ATTRIBUTES, now_ms),
    });
    if let Some(active) = &session.dialogue.intent {
        out["intent"] = intent(active, awaiting);
    }
    if let Some(id) = &session.originating_request {
        out["originatingRequestId"] = id.as_str().into();
    }
    if let Some(hints) = &session.hints {
        out["runtimeHints"] = hints.clone();
    }
    out
}

fn intent(active: &Active, awaiting: &Awaiting) -> Value {
    json!({
        "name": active.name,
        "slots": slots::to_value(&active.slots),
        "state": awaiting.end().map_or("InProgress", |end| end.as_str()),
        "confirmationState": active.confirmation.as_str(),
    })
}

/// The intents that the conversation may be about. The current one comes first, with a score unless
/// it is the one for everything else. That one is always among them and never has a score.
fn interpretations(session: &Session, program: &Program) -> Value {
    let mut out = Vec::new();
    let fallback = program.fallback();
    if let Some(active) = &session.dialogue.intent {
        let mut current = json!({
            "intent": intent(active, &session.dialogue.awaiting),
            "interpretationSource": "Lex",
        });
        if fallback.is_none_or(|fallback| fallback.name != active.name) {
            current["nluConfidence"] = json!({ "score": 1.0 });
        }
        out.push(current);
    }
    let current = session.dialogue.intent.as_ref();
    if let Some(fallback) = fallback
        && current.is_none_or(|active| active.name != fallback.name)
    {
        out.push(json!({
            "intent": { "name": fallback.name, "slots": {} },
            "interpretationSource": "Lex",
        }));
    }
    Value::Array(out)
}
