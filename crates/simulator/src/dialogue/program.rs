//! A built bot: everything the dialogue runs on, in one place.

use super::message::{Prompt, Statement};
use super::utterance::{self, Template, Word};

/// A bot that can talk.
#[derive(Debug)]
pub(crate) struct Program {
    /// A session without a turn for this long is over.
    pub(crate) idle_ttl_ms: i64,
    /// What the bot asks when it understands nothing.
    pub(crate) clarification: Option<Prompt>,
    pub(crate) give_up: GiveUp,
    /// Whether answers tell how sure the bot is of the intent.
    pub(crate) tells_confidence: bool,
    pub(crate) intents: Vec<Intent>,
}

/// What happens when a question was asked as often as it may be.
#[derive(Debug)]
pub(crate) enum GiveUp {
    /// The intent fails with this; without it the turn is refused.
    Abort(Option<Statement>),
    /// The fallback intent begins; without one the intent fails and nothing is said.
    Fallback,
}

/// An intent of a built bot.
#[derive(Debug)]
pub(crate) struct Intent {
    pub(crate) name: String,
    /// It takes what no other understands.
    pub(crate) is_fallback: bool,
    pub(crate) templates: Vec<Template>,
    /// In the order in which they are asked for.
    pub(crate) slots: Vec<Slot>,
    pub(crate) confirmation: Option<Prompt>,
    /// Said when the user denies.
    pub(crate) rejection: Option<Statement>,
    /// Said at a good end.
    pub(crate) closing: Option<Statement>,
    /// The function that is to be asked after each turn.
    pub(crate) dialog_hook: Option<String>,
    /// The function that fulfils the intent; without one the client does.
    pub(crate) fulfilment_hook: Option<String>,
    /// The contexts that must be active before it can be chosen.
    pub(crate) input_contexts: Vec<String>,
    pub(crate) output_contexts: Vec<OutputContext>,
}

/// A context that a good end makes active.
#[derive(Debug, Clone)]
pub(crate) struct OutputContext {
    pub(crate) name: String,
    pub(crate) seconds: i64,
    pub(crate) turns: i64,
}

/// A slot of a built bot.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) prompt: Option<Prompt>,
    pub(crate) templates: Vec<Template>,
    pub(crate) kind: SlotKind,
}

/// Where a slot's values come from.
#[derive(Debug)]
pub(crate) enum SlotKind {
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
pub(crate) struct KnownValue {
    pub(crate) value: String,
    /// The value and its synonyms as plain words.
    spoken: Vec<Vec<Word>>,
}

impl Program {
    pub(crate) fn intent(&self, name: &str) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.name == name)
    }

    /// The intent that takes what no other understands, if the bot has one.
    pub(crate) fn fallback(&self) -> Option<&Intent> {
        self.intents.iter().find(|intent| intent.is_fallback)
    }
}

impl Intent {
    pub(crate) fn slot(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.name == name)
    }
}

impl SlotKind {
    /// The built-in type with this name, which begins with `AMAZON.`.
    pub(crate) fn built_in(name: &str) -> Self {
        Self::BuiltIn(name.strip_prefix("AMAZON.").unwrap_or(name).to_owned())
    }
}

impl KnownValue {
    pub(crate) fn new<'s>(value: &'s str, synonyms: impl IntoIterator<Item = &'s str>) -> Self {
        Self {
            value: value.to_owned(),
            spoken: std::iter::once(value)
                .chain(synonyms)
                .map(utterance::words)
                .collect(),
        }
    }

    /// Whether the words are the value or a synonym.
    pub(super) fn is_spoken(&self, said: &[Word]) -> bool {
        self.spoken.iter().any(|spoken| {
            spoken.len() == said.len() && spoken.iter().zip(said).all(|(a, b)| a.plain == b.plain)
        })
    }
}
