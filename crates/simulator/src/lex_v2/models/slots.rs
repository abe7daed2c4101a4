//! Slots of an intent.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::contents::Content;
use super::locale::{Locale, Shelf};
use super::paging::List;
use super::stored::Stored;
use crate::lex_v2::LexV2Error;
use crate::lex_v2::definition::Definition;
use crate::lex_v2::definition::slot::SlotBody;

impl Content for SlotBody {
    const ID: &'static str = "slotId";
    const UPDATED: u16 = 200;
    const OWNER: Option<&'static str> = Some("intentId");
    const LIST: List = List {
        member: "slotSummaries",
        by_name: Some("SlotName"),
        by_time: true,
        operators: &["CO", "EQ"],
    };
    const SUMMARY: &'static [&'static str] = &[
        "slotId",
        "slotName",
        "description",
        "slotTypeId",
        "lastUpdatedDateTime",
    ];

    fn shelf(locale: &Locale) -> &Shelf<Self> {
        &locale.slots
    }

    fn shelf_mut(locale: &mut Locale) -> &mut Shelf<Self> {
        &mut locale.slots
    }

    fn check_in(locale: &Locale, new: &Stored<Self>) -> Result<(), ServiceError> {
        match new.body.custom_type() {
            Some(id) if !locale.slot_types.contains_key(id) => Err(LexV2Error::PreconditionFailed
                .with(format!(
                    "Slot {} is of slot type {id}, which does not exist in the locale.",
                    new.body.name()
                ))),
            _ => Ok(()),
        }
    }

    fn removed(locale: &mut Locale, id: &str) {
        for intent in locale.intents.values_mut() {
            intent.body.slot_priorities.retain(|one| one.slot_id != id);
            if let Some(Value::Array(shown)) = intent.members.get_mut("slotPriorities") {
                shown.retain(|one| one.get("slotId").and_then(Value::as_str) != Some(id));
            }
        }
    }

    fn summarize(&self, shown: &mut Map<String, Value>, members: &Map<String, Value>) {
        let Some(setting) = members.get("valueElicitationSetting") else {
            return;
        };
        for (member, of) in [
            ("slotConstraint", "slotConstraint"),
            ("valueElicitationPromptSpecification", "promptSpecification"),
        ] {
            if let Some(value) = setting.get(of) {
                shown.insert(member.to_owned(), value.clone());
            }
        }
    }
}
