//! A built bot version: everything the dialogue runs on, in one place.

use std::collections::BTreeMap;

use super::bot::BotBody;
use super::intent::{IntentBody, SlotBody};
use super::message::{Prompt, Statement};
use super::slot_type::{EnumerationValue, SlotTypeBody};
use super::utterance::{self, Template, Word};

/// A bot that can talk.
#[derive(Debug)]
pub(in crate::lex_v1) struct Program {
    pub(in crate::lex_v1) idle_ttl_ms: i64,
    pub(in crate::lex_v1) clarification: Option<Prompt>,
    pub(in crate::lex_v1) abort: Option<Statement>,
    /// Whether answers tell how sure the bot is of the intent.
    pub(in crate::lex_v1) tells_confidence: bool,
    pub(in crate::lex_v1) intents: Vec<Intent>,
}

/// An intent of a built bot.
#[derive(Debug)]
pub(in crate::lex_v1) struct Intent {
    pub(in crate::lex_v1) name: String,
    pub(in crate::lex_v1) body: IntentBody,
    pub(in crate::lex_v1) templates: Vec<Template>,
    /// In the order in which they are asked for: by priority, then as defined.
    pub(in crate::lex_v1) slots: Vec<Slot>,
}

/// A slot of a built bot.
#[derive(Debug)]
pub(in crate::lex_v1) struct Slot {
    pub(in crate::lex_v1) name: String,
    pub(in crate::lex_v1) required: bool,
    pub(in crate::lex_v1) prompt: Option<Prompt>,
    pub(in crate::lex_v1) templates: Vec<Template>,
    pub(in crate::lex_v1) kind: SlotKind,
}

/// Where a slot's values come from.
#[derive(Debug)]
pub(in crate::lex_v1) enum SlotKind {
    /// `AMAZON.DATE` and the like, by name without `AMAZON.`.
    BuiltIn(String),
    /// An enumeration that a client defined.
    Custom {
        values: Vec<KnownValue>,
        /// Only values of the enumeration count, and they count as its entry.
        top_resolution: bool,
    },
}

/// An enumeration value.
#[derive(Debug)]
pub(in crate::lex_v1) struct KnownValue {
    pub(in crate::lex_v1) value: String,
    /// The value and its synonyms as plain words.
    pub(in crate::lex_v1) spoken: Vec<Vec<Word>>,
}

/// The intents and slot types a bot version refers to, found by the caller.
pub(in crate::lex_v1) struct Parts<'p> {
    pub(in crate::lex_v1) intents: Vec<(&'p str, &'p IntentBody)>,
    /// By name and version.
    pub(in crate::lex_v1) slot_types: BTreeMap<(&'p str, &'p str), &'p SlotTypeBody>,
}

impl Program {
    pub(in crate::lex_v1) fn new(bot: &BotBody, parts: &Parts<'_>) -> Self {
        Self {
            idle_ttl_ms: bot.idle_ttl_seconds() * 1000,
            clarification: bot.clarification_prompt.clone(),
            abort: bot.abort_statement.clone(),
            tells_confidence: bot.enable_model_improvements.unwrap_or(false),
            intents: parts
                .intents
                .iter()
                .map(|(name, body)| Intent::new(name, body, parts))
                .collect(),
        }
    }

    pub(in crate::lex_v1) fn intent(&self, name: &str) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.name == name)
    }

    /// The intent that takes what no other understands, if the bot has one.
    pub(in crate::lex_v1) fn fallback(&self) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.is_fallback())
    }
}

impl Intent {
    fn new(name: &str, body: &IntentBody, parts: &Parts<'_>) -> Self {
        let mut bodies: Vec<&SlotBody> = body.slots.iter().collect();
        bodies.sort_by_key(|slot| slot.priority.unwrap_or_default());
        Self {
            name: name.to_owned(),
            body: body.clone(),
            templates: body
                .sample_utterances
                .iter()
                .map(|text| Template::new(text))
                .collect(),
            slots: bodies
                .into_iter()
                .map(|slot| Slot::new(slot, parts))
                .collect(),
        }
    }

    pub(in crate::lex_v1) fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == name)
    }

    pub(in crate::lex_v1) fn is_fallback(&self) -> bool {
        self.body.parent_intent_signature.as_deref() == Some("AMAZON.FallbackIntent")
    }
}

impl Slot {
    fn new(body: &SlotBody, parts: &Parts<'_>) -> Self {
        let slot_type = body.slot_type.as_deref().unwrap_or_default();
        let version = body.slot_type_version.as_deref().unwrap_or_default();
        let kind = match parts.slot_types.get(&(slot_type, version)) {
            Some(custom) => SlotKind::Custom {
                values: custom
                    .enumeration_values
                    .iter()
                    .map(KnownValue::new)
                    .collect(),
                top_resolution: custom.resolves_to_top(),
            },
            None => {
                let name = slot_type.strip_prefix("AMAZON.").unwrap_or(slot_type);
                SlotKind::BuiltIn(name.to_owned())
            }
        };
        Self {
            name: body.name.clone(),
            required: body.slot_constraint == "Required",
            prompt: body.value_elicitation_prompt.clone(),
            templates: body
                .sample_utterances
                .iter()
                .map(|text| Template::new(text))
                .collect(),
            kind,
        }
    }
}

impl KnownValue {
    fn new(known: &EnumerationValue) -> Self {
        let spoken = std::iter::once(&known.value).chain(&known.synonyms);
        Self {
            value: known.value.clone(),
            spoken: spoken.map(|text| utterance::words(text)).collect(),
        }
    }
}
