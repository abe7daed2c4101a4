//! Building: from definitions to a program.

use std::collections::BTreeMap;
use std::sync::Arc;

use lexdr_wire::ServiceError;

use super::Models;
use crate::dialogue::Program;
use crate::lex_v1::definition::bot::BotBody;
use crate::lex_v1::definition::program::Parts;
use crate::lex_v1::{LATEST, LexError};

/// How the build of a bot revision stands.
#[derive(Debug, Clone)]
pub(in crate::lex_v1) enum Build {
    /// It runs.
    Ready(Arc<Program>),
    /// It cannot be built, and why.
    Failed(String),
    /// It was saved only, or something it uses has changed since.
    NotBuilt,
}

impl Build {
    pub(super) const fn status(&self) -> &'static str {
        match self {
            Self::Ready(_) => "READY",
            Self::Failed(_) => "FAILED",
            Self::NotBuilt => "NOT_BUILT",
        }
    }
}

impl Models {
    /// Fails unless every intent that the bot names exists.
    pub(super) fn check_intents_of(&self, bot: &BotBody) -> Result<(), ServiceError> {
        for intent in &bot.intents {
            if self
                .intents
                .find(&intent.intent_name, &intent.intent_version)
                .is_err()
            {
                return Err(LexError::BadRequest.with(format!(
                    "The bot refers to version {} of intent {}, which does not exist.",
                    intent.intent_version, intent.intent_name
                )));
            }
        }
        Ok(())
    }

    /// Builds a bot. Real builds take seconds to minutes; these are done at once.
    pub(super) fn build(&self, bot: &BotBody) -> Build {
        if bot.intents.is_empty() {
            return Build::Failed("The bot has no intents.".to_owned());
        }
        match self.parts_of(bot) {
            Ok(parts) => Build::Ready(Arc::new(parts.program(bot))),
            Err(error) => Build::Failed(error.message),
        }
    }

    fn parts_of<'m>(&'m self, bot: &'m BotBody) -> Result<Parts<'m>, ServiceError> {
        let mut parts = Parts {
            intents: Vec::new(),
            slot_types: BTreeMap::new(),
        };
        for wanted in &bot.intents {
            let found = self
                .intents
                .find(&wanted.intent_name, &wanted.intent_version)?;
            parts
                .intents
                .push((wanted.intent_name.as_str(), &found.definition));
            for slot in &found.definition.slots {
                let (Some(name), Some(version)) = (&slot.slot_type, &slot.slot_type_version) else {
                    continue;
                };
                if name.starts_with("AMAZON.") {
                    continue;
                }
                let slot_type = self.slot_types.find(name, version)?;
                parts
                    .slot_types
                    .insert((name, version), &slot_type.definition);
            }
        }
        Ok(parts)
    }

    /// Marks the bots that use `$LATEST` of an intent as not built; a change of that intent, or of a
    /// slot type in it, leaves their build behind.
    pub(super) fn outdate_bots_with(&mut self, changed: impl Fn(&str) -> bool) {
        for (_, bot) in self.bots.iter_mut() {
            let outdated = bot
                .latest
                .definition
                .body
                .intents
                .iter()
                .any(|intent| intent.intent_version == LATEST && changed(&intent.intent_name));
            if outdated {
                bot.latest.definition.build = Build::NotBuilt;
            }
        }
    }
}
