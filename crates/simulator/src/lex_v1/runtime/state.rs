//! Where a conversation stands.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use crate::lex_v1::LexError;
use crate::lex_v1::definition::program::Intent;

/// Slot values by name; a slot without a value is there, with none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Slots(BTreeMap<String, Option<String>>);

impl Slots {
    pub(super) fn empty(intent: &Intent) -> Self {
        Self(
            intent
                .slots
                .iter()
                .map(|slot| (slot.name.clone(), None))
                .collect(),
        )
    }

    /// The slots of a request; slots that the intent does not have are refused.
    pub(super) fn of_request(given: Option<&Value>, intent: &Intent) -> Result<Self, ServiceError> {
        let mut slots = Self::empty(intent);
        let refuse = |text: String| Err(LexError::BadRequest.with(text));
        let given = match given {
            None | Some(Value::Null) => return Ok(slots),
            Some(Value::Object(given)) => given,
            Some(other) => return refuse(format!("Invalid slots {other}")),
        };
        for (name, value) in given {
            if intent.slot(name).is_none() {
                return refuse(format!("intent {} has no slot {name}", intent.name));
            }
            match value {
                Value::Null => {}
                Value::String(value) => slots.set(name, Some(value.clone())),
                other => return refuse(format!("Invalid value {other} of slot {name}")),
            }
        }
        Ok(slots)
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        self.0.insert(name.to_owned(), value);
    }

    pub(super) fn to_value(&self) -> Value {
        Value::Object(self.to_map())
    }

    pub(super) fn to_map(&self) -> Map<String, Value> {
        self.0
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.clone())))
            .collect()
    }
}

/// Where a conversation stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Dialogue {
    pub(super) intent: Option<Active>,
    pub(super) awaiting: Awaiting,
    /// How many times the bot has asked what it is waiting for.
    pub(super) asked: u32,
}

/// The intent being talked about.
#[derive(Debug, Clone)]
pub(super) struct Active {
    pub(super) name: String,
    pub(super) slots: Slots,
    /// `None`, `Confirmed` or `Denied`.
    pub(super) confirmation: &'static str,
}

/// What the bot waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Awaiting {
    /// Nothing has been said yet.
    #[default]
    Opening,
    /// An intent, which it asked for.
    Intent,
    /// The value of a slot.
    Slot(String),
    /// A yes or a no.
    Confirmation,
    /// The intent is at its end.
    Nothing(End),
}

/// How an intent ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Fulfilled,
    Failed,
    ReadyForFulfillment,
}

impl End {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Fulfilled => "Fulfilled",
            Self::Failed => "Failed",
            Self::ReadyForFulfillment => "ReadyForFulfillment",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        let all = [Self::Fulfilled, Self::Failed, Self::ReadyForFulfillment];
        all.into_iter().find(|end| end.as_str() == name)
    }
}

impl Awaiting {
    /// The `dialogState` of answers.
    pub(super) const fn state(&self) -> &'static str {
        match self {
            Self::Nothing(end) => end.as_str(),
            waiting => waiting.action(),
        }
    }

    /// The type of the dialog action.
    pub(super) const fn action(&self) -> &'static str {
        match self {
            Self::Opening | Self::Intent => "ElicitIntent",
            Self::Slot(_) => "ElicitSlot",
            Self::Confirmation => "ConfirmIntent",
            Self::Nothing(_) => "Close",
        }
    }

    pub(super) fn slot(&self) -> Option<&str> {
        match self {
            Self::Slot(slot) => Some(slot),
            _ => None,
        }
    }
}
