//! The state that a client gives a session, before it is talked to or in place of talking.

use std::sync::Arc;

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::visit::Visit;
use super::{contexts, invalid, not_built, refused, slots, texts};
use crate::dialogue::{Active, Awaiting, Confirmation, End, Intent, Reply, Said, Slots};
use crate::lex_v2::names;

/// `sessionState` of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct State {
    dialog_action: Option<Action>,
    intent: Option<GivenIntent>,
    active_contexts: Option<Vec<contexts::Given>>,
    session_attributes: Option<Value>,
    originating_request_id: Option<String>,
    runtime_hints: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    #[serde(rename = "type")]
    kind: String,
    slot_to_elicit: Option<String>,
    slot_elicitation_style: Option<String>,
    sub_slot_to_elicit: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenIntent {
    name: String,
    slots: Option<Map<String, Value>>,
    state: Option<String>,
    confirmation_state: Option<String>,
}

/// What the bot is to do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// What it would do anyway.
    Nothing,
    /// Wait for something.
    Elicit(Awaiting),
    /// Find out by itself.
    Delegate,
    /// End the intent.
    Close(End),
}

impl Visit {
    /// Takes over what the request says about the session, and tells what is to be done next.
    pub(super) fn take(&mut self, given: &Value, now_ms: i64) -> Result<Next, ServiceError> {
        let state: State = serde_json::from_value(given.clone())
            .map_err(|error| invalid(format!("Invalid sessionState: {error}")))?;
        let attributes = texts(
            "sessionState.sessionAttributes",
            state.session_attributes.as_ref(),
        )?;
        let session = &mut self.session;
        if let Some(attributes) = attributes {
            session.attributes = attributes;
        }
        if let Some(given) = state.active_contexts {
            contexts::take(&mut session.contexts, given, now_ms)?;
        }
        if let Some(id) = state.originating_request_id {
            names::length("sessionState.originatingRequestId", &id, 1, usize::MAX)?;
            session.originating_request = Some(id);
        }
        if let Some(hints) = state.runtime_hints {
            session.hints = Some(Value::Object(hints));
        }
        let mut end = None;
        if let Some(intent) = &state.intent {
            end = self.activate(intent)?;
        }
        match &state.dialog_action {
            Some(action) => self.next(action, end),
            None => Ok(end.map_or(Next::Nothing, Next::Close)),
        }
    }

    /// Makes an intent the current one, and tells how it ended if it did. Slots that the request
    /// leaves out keep the values the session has for that intent.
    fn activate(&mut self, given: &GivenIntent) -> Result<Option<End>, ServiceError> {
        let intent = self
            .program
            .intent(&given.name)
            .ok_or_else(|| invalid(format!("the bot has no intent {}", given.name)))?;
        let end = given.state.as_deref().map(read_state).transpose()?;
        let confirmation = match &given.confirmation_state {
            None => Confirmation::None,
            Some(name) => Confirmation::from_name(name)
                .ok_or_else(|| invalid(format!("Invalid confirmationState '{name}'")))?,
        };
        let dialogue = &mut self.session.dialogue;
        let current = dialogue
            .intent
            .as_ref()
            .filter(|active| active.name == given.name);
        let slots = match (&given.slots, current) {
            (Some(given), _) => slots::of_request(given, intent)?,
            (None, Some(current)) => current.slots.clone(),
            (None, None) => Slots::empty(intent),
        };
        if current.is_none() {
            dialogue.awaiting = Awaiting::Opening;
        }
        dialogue.intent = Some(Active {
            name: intent.name.clone(),
            slots,
            confirmation,
        });
        Ok(end.flatten())
    }

    fn next(&mut self, action: &Action, end: Option<End>) -> Result<Next, ServiceError> {
        if action.sub_slot_to_elicit.is_some() {
            return Err(not_built("dialogAction.subSlotToElicit"));
        }
        if let Some(style @ ("SpellByLetter" | "SpellByWord")) =
            action.slot_elicitation_style.as_deref()
        {
            return Err(not_built(&format!("slotElicitationStyle {style}")));
        }
        match action.kind.as_str() {
            "None" => Ok(Next::Nothing),
            "ElicitIntent" => {
                self.session.dialogue.intent = None;
                Ok(Next::Elicit(Awaiting::Intent))
            }
            "ElicitSlot" => {
                let intent = self.current("ElicitSlot")?;
                let name = action
                    .slot_to_elicit
                    .as_ref()
                    .ok_or_else(|| invalid("ElicitSlot needs a slotToElicit"))?;
                if intent.slot(name).is_none() {
                    return Err(invalid(format!(
                        "intent {} has no slot {name}",
                        intent.name
                    )));
                }
                Ok(Next::Elicit(Awaiting::Slot(name.clone())))
            }
            "ConfirmIntent" => {
                self.current("ConfirmIntent")?;
                Ok(Next::Elicit(Awaiting::Confirmation))
            }
            "Delegate" => {
                self.current("Delegate")?;
                Ok(Next::Delegate)
            }
            "Close" => {
                self.current("Close")?;
                let needed = "Close needs an intent whose state is Failed, Fulfilled or \
                              ReadyForFulfillment";
                end.map(Next::Close).ok_or_else(|| invalid(needed))
            }
            other => Err(invalid(format!("Invalid dialogAction type '{other}'"))),
        }
    }

    fn current(&self, action: &str) -> Result<&Intent, ServiceError> {
        let active = self.session.dialogue.intent.as_ref();
        active
            .and_then(|active| self.program.intent(&active.name))
            .ok_or_else(|| invalid(format!("{action} needs an intent")))
    }

    /// Does what is to be done next. A message of the client goes before the bot's own words, and in
    /// place of a prompt.
    pub(super) fn act(
        &mut self,
        next: Next,
        message: Option<Said>,
        now_ms: i64,
    ) -> Result<Reply, ServiceError> {
        let program = Arc::clone(&self.program);
        match next {
            Next::Nothing => Ok(Reply::saying(message)),
            Next::Elicit(awaiting) => {
                let intent = self.session.dialogue.intent.as_ref();
                let intent = intent.and_then(|active| program.intent(&active.name));
                let prompt = match &awaiting {
                    Awaiting::Slot(name) => intent
                        .and_then(|intent| intent.slot(name))
                        .and_then(|slot| slot.prompt.as_ref()),
                    Awaiting::Confirmation => {
                        intent.and_then(|intent| intent.confirmation.as_ref())
                    }
                    _ => None,
                };
                Ok(self.talk(now_ms).elicit(awaiting, message, prompt))
            }
            Next::Delegate => {
                let mut reply = self.talk(now_ms).proceed().map_err(refused)?;
                reply.said = match (message, reply.said) {
                    (Some(mut message), Some(said)) => {
                        message.parts.extend(said.parts);
                        Some(message)
                    }
                    (message, said) => message.or(said),
                };
                Ok(reply)
            }
            Next::Close(end) => {
                let active = self.session.dialogue.intent.as_ref();
                let confirmation = active.map_or(Confirmation::None, |active| active.confirmation);
                self.talk(now_ms).close(end, confirmation);
                Ok(Reply::saying(message))
            }
        }
    }
}

/// How an intent in this state ended, if it did.
fn read_state(state: &str) -> Result<Option<End>, ServiceError> {
    match (End::from_name(state), state) {
        (Some(end), _) => Ok(Some(end)),
        (None, "InProgress" | "Waiting" | "FulfillmentInProgress") => Ok(None),
        (None, other) => Err(invalid(format!("Invalid intent state '{other}'"))),
    }
}
