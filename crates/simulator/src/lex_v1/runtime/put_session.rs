//! `PutSession`: a client says where the conversation stands.

use std::sync::Arc;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::summary::{self, Summary};
use super::visit::Visit;
use super::wording::Wording;
use super::{Context, answers, contexts, media, refused, slots};
use crate::dialogue::{Active, Awaiting, Confirmation, End, Intent, Program, Prompt, Reply, Said};
use crate::lex_v1::answer::Outcome;
use crate::lex_v1::{LexError, input, names};

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let output = media::accepted(cx.request)?;
    let body = input::object(cx.request)?;
    let mut visit = cx.visit()?;
    visit.take_attributes(body.get("sessionAttributes"))?;
    contexts::take(
        &mut visit.session.contexts,
        body.get("activeContexts"),
        cx.now_ms,
    )?;
    visit.take_summaries(body.get("recentIntentSummaryView"))?;
    let reply = match body.get("dialogAction") {
        None | Some(Value::Null) => Reply::silent(),
        Some(Value::Object(action)) => {
            let reply = visit.act(action, cx.now_ms)?;
            visit.settle(&reply, false, cx.now_ms);
            reply
        }
        Some(other) => return Err(refuse(format!("Invalid dialogAction {other}"))),
    };
    let answer = answers::headers(&visit.session, reply.said.as_ref(), output, cx.now_ms);
    cx.keep(visit);
    Ok(answer)
}

fn refuse(text: impl Into<String>) -> ServiceError {
    LexError::BadRequest.with(text)
}

fn text<'a>(action: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    action.get(key).and_then(Value::as_str)
}

/// The message that the client wants said.
fn message(action: &Map<String, Value>) -> Result<Option<Said>, ServiceError> {
    let Some(said) = text(action, "message") else {
        return Ok(None);
    };
    names::length("dialogAction.message", said, 1, 1024)?;
    let format = text(action, "messageFormat").unwrap_or("PlainText");
    if !["PlainText", "CustomPayload", "SSML", "Composite"].contains(&format) {
        return Err(refuse(format!("Invalid messageFormat '{format}'")));
    }
    let wording = Wording {
        text: said.to_owned(),
        format: format.to_owned(),
    };
    Ok(Some(wording.into_said()))
}

impl Visit {
    /// Replaces the recent intents if the request has a list.
    fn take_summaries(&mut self, given: Option<&Value>) -> Result<(), ServiceError> {
        let list = match given {
            None | Some(Value::Null) => return Ok(()),
            Some(Value::Array(list)) if list.len() <= summary::KEPT => list,
            Some(_) => {
                return Err(refuse(
                    "recentIntentSummaryView is not a list of up to three",
                ));
            }
        };
        let read: Result<Vec<Summary>, _> = list
            .iter()
            .map(|value| Summary::read(value, &self.program))
            .collect();
        self.session.recent = read?;
        Ok(())
    }

    fn act(&mut self, action: &Map<String, Value>, now_ms: i64) -> Result<Reply, ServiceError> {
        let message = message(action)?;
        let program = Arc::clone(&self.program);
        match text(action, "type") {
            Some("ElicitIntent") => {
                self.session.dialogue.intent = None;
                let prompt = program.clarification.as_ref();
                self.elicit(Awaiting::Intent, message, prompt, now_ms)
            }
            Some("ElicitSlot") => {
                let intent = self.activate(&program, action, "ElicitSlot")?;
                let name = text(action, "slotToElicit")
                    .ok_or_else(|| refuse("ElicitSlot needs a slotToElicit"))?;
                let slot = intent
                    .slot(name)
                    .ok_or_else(|| refuse(format!("intent {} has no slot {name}", intent.name)))?;
                let awaiting = Awaiting::Slot(slot.name.clone());
                self.elicit(awaiting, message, slot.prompt.as_ref(), now_ms)
            }
            Some("ConfirmIntent") => {
                let intent = self.activate(&program, action, "ConfirmIntent")?;
                let prompt = intent.confirmation.as_ref();
                self.elicit(Awaiting::Confirmation, message, prompt, now_ms)
            }
            Some("Delegate") => {
                self.activate(&program, action, "Delegate")?;
                self.talk(now_ms).proceed().map_err(refused)
            }
            Some("Close") => {
                let state = text(action, "fulfillmentState")
                    .ok_or_else(|| refuse("Close needs a fulfillmentState"))?;
                let end = End::from_name(state)
                    .ok_or_else(|| refuse(format!("Invalid fulfillmentState '{state}'")))?;
                self.activate(&program, action, "Close")?;
                self.talk(now_ms).close(end, Confirmation::None);
                Ok(Reply::saying(message))
            }
            Some(other) => Err(refuse(format!("Invalid dialogAction type '{other}'"))),
            None => Err(refuse("dialogAction has no type")),
        }
    }

    /// Waits for something. V1 wants something said then.
    fn elicit(
        &mut self,
        awaiting: Awaiting,
        message: Option<Said>,
        prompt: Option<&Prompt>,
        now_ms: i64,
    ) -> Result<Reply, ServiceError> {
        if message.is_none() && prompt.is_none() {
            return Err(refuse(format!(
                "there is no message for {}: the request has none, and the bot has no prompt",
                awaiting.action()
            )));
        }
        Ok(self.talk(now_ms).elicit(awaiting, message, prompt))
    }

    /// Makes the intent of the action the current one; without a name, the one talked about last.
    /// Slots that the action leaves out keep the values the session has for that intent.
    fn activate<'p>(
        &mut self,
        program: &'p Program,
        action: &Map<String, Value>,
        kind: &str,
    ) -> Result<&'p Intent, ServiceError> {
        let session = &mut self.session;
        let current = session.dialogue.intent.as_ref();
        let recent = session.recent.first();
        let name = text(action, "intentName")
            .or_else(|| current.map(|active| active.name.as_str()))
            .or_else(|| recent.map(|summary| summary.intent.as_str()))
            .ok_or_else(|| refuse(format!("{kind} needs an intentName")))?;
        let intent = program
            .intent(name)
            .ok_or_else(|| refuse(format!("the bot has no intent {name}")))?;
        let slots = match action.get("slots") {
            None | Some(Value::Null) => {
                let known = current
                    .filter(|active| active.name == name)
                    .map(|active| &active.slots);
                let summarised = session
                    .recent
                    .iter()
                    .find(|s| s.intent == name)
                    .map(|summary| &summary.slots);
                match known.or(summarised) {
                    Some(slots) => slots.clone(),
                    None => slots::of_request(None, intent)?,
                }
            }
            given => slots::of_request(given, intent)?,
        };
        session.dialogue.intent = Some(Active {
            name: intent.name.clone(),
            slots,
            confirmation: Confirmation::None,
        });
        Ok(intent)
    }
}
