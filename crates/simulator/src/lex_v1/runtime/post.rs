//! `PostText` and `PostContent`: the user says something.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lexdr_wire::ServiceError;
use serde_json::Value;

use super::asking::Reply;
use super::dialogue::Talk;
use super::media::{self, Output};
use super::state::{Awaiting, End};
use super::visit::Visit;
use super::{Context, answers, dates, summary};
use crate::lex_v1::LexError;
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::{input, names};

pub(super) fn text(cx: &mut Context<'_>) -> Outcome {
    let body = input::object(cx.request)?;
    let Some(Value::String(said)) = body.get("inputText") else {
        return Err(LexError::BadRequest.with("inputText is required"));
    };
    names::length("inputText", said, 1, 1024)?;
    let mut visit = cx.visit()?;
    visit.take_attributes(body.get("sessionAttributes"))?;
    visit
        .session
        .contexts
        .replace(body.get("activeContexts"), cx.now_ms)?;
    let reply = visit.hear(said, cx.now_ms)?;
    let answer = Answer::json(200, &answers::json_body(&visit, &reply, cx.now_ms));
    cx.sessions.keep(visit.key, visit.session, cx.now_ms);
    Ok(answer)
}

pub(super) fn content(cx: &mut Context<'_>) -> Outcome {
    media::check_input(cx.request)?;
    let output = Output::accepted(cx.request)?;
    let said = std::str::from_utf8(cx.request.body())
        .map_err(|_| LexError::BadRequest.with("the text is not UTF-8"))?;
    names::length("inputStream", said, 1, 1024)?;
    let attributes = encoded_header(cx, "x-amz-lex-session-attributes")?;
    let contexts = encoded_header(cx, "x-amz-lex-active-contexts")?;
    let mut visit = cx.visit()?;
    visit.take_attributes(attributes.as_ref())?;
    visit
        .session
        .contexts
        .replace(contexts.as_ref(), cx.now_ms)?;
    let reply = visit.hear(said, cx.now_ms)?;
    let answer = answers::content(&visit, &reply, said, output, cx.now_ms);
    cx.sessions.keep(visit.key, visit.session, cx.now_ms);
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
            today: dates::today(now_ms),
        }
    }

    fn hear(&mut self, said: &str, now_ms: i64) -> Result<Reply, ServiceError> {
        let was_closed = matches!(self.session.dialogue.awaiting, Awaiting::Nothing(_));
        self.session.contexts.turn(now_ms);
        let reply = self.talk(now_ms).hear(said)?;
        self.settle(&reply, was_closed, now_ms);
        Ok(reply)
    }

    /// Notes what a turn changed beside the dialogue.
    pub(super) fn settle(&mut self, reply: &Reply, is_new: bool, now_ms: i64) {
        let session = &mut self.session;
        session.last_said.clone_from(&reply.said);
        summary::note(&mut session.recent, &session.dialogue, is_new);
        let done = matches!(
            session.dialogue.awaiting,
            Awaiting::Nothing(End::ReadyForFulfillment | End::Fulfilled)
        );
        if done
            && let Some(active) = &session.dialogue.intent
            && let Some(intent) = self.program.intent(&active.name)
        {
            session
                .contexts
                .add(&intent.body.output_contexts, &active.slots.to_map(), now_ms);
        }
    }
}
