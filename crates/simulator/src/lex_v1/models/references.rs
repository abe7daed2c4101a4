//! What refers to what, and the refusal to delete something in use.

use lexdr_wire::ServiceError;
use serde_json::json;

use super::Models;
use crate::lex_v1::LexError;

/// The refusal: it names one reference and carries no text. Aliases have no version to name.
pub(super) fn in_use(kind: &str, name: &str, version: Option<&str>) -> ServiceError {
    let mut reference = json!({ "name": name });
    if let Some(version) = version {
        reference["version"] = version.into();
    }
    LexError::ResourceInUse
        .with("")
        .with_member("referenceType", kind)
        .with_member("exampleReference", reference)
}

impl Models {
    /// Fails if a bot uses the intent, in this version or in any.
    pub(super) fn check_unused_intent(
        &self,
        intent: &str,
        version: Option<&str>,
    ) -> Result<(), ServiceError> {
        for (name, bot) in self.bots.iter() {
            for (_, bot_version, revision) in bot.all() {
                let uses = revision.definition.body.intents.iter().any(|used| {
                    used.intent_name == intent && version.is_none_or(|v| v == used.intent_version)
                });
                if uses {
                    return Err(in_use("Bot", name, Some(&bot_version)));
                }
            }
        }
        Ok(())
    }

    /// Fails if an intent uses the slot type, in this version or in any.
    pub(super) fn check_unused_slot_type(
        &self,
        slot_type: &str,
        version: Option<&str>,
    ) -> Result<(), ServiceError> {
        for (name, intent) in self.intents.iter() {
            for (_, intent_version, revision) in intent.all() {
                let uses = revision.definition.slots.iter().any(|slot| {
                    slot.slot_type.as_deref() == Some(slot_type)
                        && version.is_none_or(|v| slot.slot_type_version.as_deref() == Some(v))
                });
                if uses {
                    return Err(in_use("Intent", name, Some(&intent_version)));
                }
            }
        }
        Ok(())
    }
}
