//! `PostText` and `PostContent`: the user says something.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lexdr_wire::ServiceError;
use serde_json::Value;

use super::visit::Visit;
use super::{Context, answers, contexts, media, refused, slots, summary};
use crate::dialogue::{self, Reply, Talk};
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::{LexError, input, names};

pub(super) fn text(cx: &mut Context<'_>) -> Outcome {
    let body = input::object(cx.request)?;
    let Some(Value::String(said)) = body.get("inputText") else {
        return Err(LexError::BadRequest.with("inputText is required"));
    };
    names::length("inputText", said, 1, 1024)?;
    let mut visit = cx.visit()?;
    visit.take_attributes(body.get("sessionAttributes"))?;
    contexts::take(
        &mut visit.session.contexts,
        body.get("activeContexts"),
        cx.now_ms,
    )?;
    let reply = visit.hear(said, cx.now_ms)?;
    let answer = Answer::json(200, &answers::json_body(&visit, &reply, cx.now_ms));
    cx.keep(visit);
    Ok(answer)
}

pub(super) fn content(cx: &mut Context<'_>) -> Outcome {
    media::check_input(cx.request)?;
    let output = media::accepted(cx.request)?;
    let said = std::str::from_utf8(cx.request.body())
        .map_err(|_| LexError::BadRequest.with("the text is not UTF-8"))?;
    names::length("inputStream", said, 1, 1024)?;
    let attributes = encoded_header(cx, "x-amz-lex-session-attributes")?;
    let active = encoded_header(cx, "x-amz-lex-active-contexts")?;
    let mut visit = cx.visit()?;
    visit.take_attributes(attributes.as_ref())?;
    contexts::take(&mut visit.session.contexts, active.as_ref(), cx.now_ms)?;
    let reply = visit.hear(said, cx.now_ms)?;
    let answer = answers::content(&visit, &reply, said, output, cx.now_ms);
    cx.keep(visit);
    Ok(answer)
}

/// A header that holds base64 of JSON.
fn encoded_header(cx: &Context<'_>, name: &str) -> Result<Option<Value>, ServiceError> {
    let Some(text) = input::header(cx.request, name) else {
        return Ok(None);
    };
    let value = STANDARD
        .decode(text)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    value.map(Some).ok_or_else(|| {
        LexError::BadRequest.with(format!("the header {name} is not base64 of JSON"))
    })
}

impl Visit {
    /// Replaces the session attributes if the request has any.
    pub(super) fn take_attributes(&mut self, given: Option<&Value>) -> Result<(), ServiceError> {
        match given {
            None | Some(Value::Null) => Ok(()),
            Some(Value::Object(map)) if map.values().all(|v| v.is_string() || v.is_null()) => {
                self.session.attributes = map.clone();
                Ok(())
            }
            Some(_) => Err(LexError::BadRequest.with("sessionAttributes is not a map of strings")),
        }
    }

    /// Begins to talk.
    pub(super) fn talk(&mut self, now_ms: i64) -> Talk<'_> {
        Talk {
            program: &self.program,
            dialogue: &mut self.session.dialogue,
            attributes: &self.session.attributes,
            contexts: &self.session.contexts,
            today: dialogue::today(now_ms),
        }
    }

    fn hear(&mut self, said: &str, now_ms: i64) -> Result<Reply, ServiceError> {
        let was_closed = self.session.dialogue.awaiting.end().is_some();
        self.session.contexts.turn(now_ms);
        let reply = self.talk(now_ms).hear(said).map_err(refused)?;
        self.settle(&reply, was_closed, now_ms);
        Ok(reply)
    }

    /// Notes what a turn changed beside the dialogue.
    pub(super) fn settle(&mut self, reply: &Reply, is_new: bool, now_ms: i64) {
        let session = &mut self.session;
        session.last_said.clone_from(&reply.said);
        summary::note(&mut session.recent, &session.dialogue, is_new);
        if session.dialogue.awaiting.is_done()
            && let Some(active) = &session.dialogue.intent
            && let Some(intent) = self.program.intent(&active.name)
        {
            let parameters = slots::to_map(&active.slots);
            session
                .contexts
                .add(&intent.output_contexts, &parameters, now_ms);
        }
    }
}
