//! The recent intents of a session.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::slots;
use crate::dialogue::{Dialogue, Program, Slots};
use crate::lex_v1::{LexError, names};

/// A session remembers this many intents.
pub(super) const KEPT: usize = 3;

/// How far an intent got.
#[derive(Debug, Clone)]
pub(super) struct Summary {
    pub(super) intent: String,
    pub(super) label: Option<String>,
    pub(super) slots: Slots,
    confirmation: String,
    action: String,
    fulfillment: Option<String>,
    slot_to_elicit: Option<String>,
}

impl Summary {
    fn of(dialogue: &Dialogue) -> Option<Self> {
        let active = dialogue.intent.as_ref()?;
        let awaiting = &dialogue.awaiting;
        Some(Self {
            intent: active.name.clone(),
            label: None,
            slots: active.slots.clone(),
            confirmation: active.confirmation.as_str().to_owned(),
            action: awaiting.action().to_owned(),
            fulfillment: awaiting.end().map(|end| end.as_str().to_owned()),
            slot_to_elicit: awaiting.slot().map(str::to_owned),
        })
    }

    /// Reads one of a `PutSession` request, and holds it against the bot.
    pub(super) fn read(value: &Value, program: &Program) -> Result<Self, ServiceError> {
        let refuse = |text: String| LexError::BadRequest.with(text);
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let action = text("dialogActionType")
            .ok_or_else(|| refuse("an intent summary has no dialogActionType".to_owned()))?;
        let name = text("intentName")
            .ok_or_else(|| refuse("an intent summary has no intentName".to_owned()))?;
        let intent = program
            .intent(&name)
            .ok_or_else(|| refuse(format!("the bot has no intent {name}")))?;
        let label = text("checkpointLabel");
        if let Some(label) = &label {
            check_label(label)?;
        }
        let slot_to_elicit = text("slotToElicit");
        if let Some(slot) = &slot_to_elicit
            && intent.slot(slot).is_none()
        {
            return Err(refuse(format!("intent {name} has no slot {slot}")));
        }
        Ok(Self {
            slots: slots::of_request(value.get("slots"), intent)?,
            intent: name,
            label,
            confirmation: text("confirmationStatus").unwrap_or_else(|| "None".to_owned()),
            action,
            fulfillment: text("fulfillmentState"),
            slot_to_elicit,
        })
    }

    pub(super) fn to_value(&self) -> Value {
        let mut out = Map::new();
        out.insert("intentName".to_owned(), self.intent.as_str().into());
        out.insert("slots".to_owned(), slots::to_value(&self.slots));
        out.insert(
            "confirmationStatus".to_owned(),
            self.confirmation.as_str().into(),
        );
        out.insert("dialogActionType".to_owned(), self.action.as_str().into());
        for (key, value) in [
            ("checkpointLabel", &self.label),
            ("fulfillmentState", &self.fulfillment),
            ("slotToElicit", &self.slot_to_elicit),
        ] {
            if let Some(value) = value {
                out.insert(key.to_owned(), json!(value));
            }
        }
        Value::Object(out)
    }
}

/// `[a-zA-Z0-9-]+`, up to 255.
pub(super) fn check_label(label: &str) -> Result<(), ServiceError> {
    names::length("checkpointLabel", label, 1, 255)?;
    if label
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        Ok(())
    } else {
        let rule = "Member must satisfy regular expression pattern: [a-zA-Z0-9-]+";
        Err(names::constraint("checkpointLabel", label, rule))
    }
}

/// Notes how the dialogue stands: the same intent goes on in place, another comes on top.
pub(super) fn note(recent: &mut Vec<Summary>, dialogue: &Dialogue, is_new: bool) {
    let Some(mut summary) = Summary::of(dialogue) else {
        return;
    };
    match recent.first_mut() {
        Some(top) if !is_new && top.intent == summary.intent => {
            summary.label = top.label.take();
            *top = summary;
        }
        _ => {
            // Most sessions have one intent.
            recent.reserve_exact(1);
            recent.insert(0, summary);
        }
    }
    recent.truncate(KEPT);
}
