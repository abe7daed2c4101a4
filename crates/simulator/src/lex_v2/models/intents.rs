//! Intents in a locale.

use lexdr_wire::ServiceError;

use super::contents::Content;
use super::locale::{FALLBACK_ID, Locale, Shelf};
use super::paging::List;
use super::stored::Stored;
use crate::lex_v2::LexV2Error;
use crate::lex_v2::definition::intent::{FALLBACK, IntentBody};
use crate::lex_v2::definition::not_built;

impl Content for IntentBody {
    const ID: &'static str = "intentId";
    const UPDATED: u16 = 200;
    const LIST: List = List {
        member: "intentSummaries",
        by_name: Some("IntentName"),
        by_time: true,
        operators: &["CO", "EQ"],
    };
    const SUMMARY: &'static [&'static str] = &[
        "intentId",
        "intentName",
        "intentDisplayName",
        "description",
        "parentIntentSignature",
        "inputContexts",
        "outputContexts",
        "lastUpdatedDateTime",
    ];

    fn shelf(locale: &Locale) -> &Shelf<Self> {
        &locale.intents
    }

    fn shelf_mut(locale: &mut Locale) -> &mut Shelf<Self> {
        &mut locale.intents
    }

    fn check_in(locale: &Locale, new: &Stored<Self>) -> Result<(), ServiceError> {
        let is_first = new.id == FALLBACK_ID;
        match new.body.parent_intent_signature.as_deref() {
            Some(FALLBACK) if is_first => {}
            Some(FALLBACK) => {
                return Err(LexV2Error::PreconditionFailed
                    .with("The locale has a fallback intent, and cannot have two."));
            }
            None if is_first => {
                return Err(LexV2Error::PreconditionFailed.with(format!(
                    "Intent {FALLBACK_ID} must keep the parentIntentSignature {FALLBACK}."
                )));
            }
            None => {}
            Some(other) => {
                return Err(not_built(&format!("the built-in intent {other}")));
            }
        }
        for one in &new.body.slot_priorities {
            let slot = locale.slots.get(&one.slot_id);
            if slot.is_none_or(|slot| slot.owner != new.id) {
                return Err(LexV2Error::PreconditionFailed.with(format!(
                    "slotPriorities names slot {}, which intent {} does not have.",
                    one.slot_id, new.id
                )));
            }
        }
        Ok(())
    }

    fn check_removal(_locale: &Locale, id: &str, _skips: bool) -> Result<(), ServiceError> {
        if id == FALLBACK_ID {
            return Err(
                LexV2Error::PreconditionFailed.with("The fallback intent cannot be deleted.")
            );
        }
        Ok(())
    }

    fn removed(locale: &mut Locale, id: &str) {
        locale.slots.retain(|_, slot| slot.owner != id);
    }
}
