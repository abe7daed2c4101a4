//! Slot types in a locale.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::contents::Content;
use super::context::in_use;
use super::locale::{Locale, Shelf};
use super::paging::List;
use crate::lex_v2::definition::slot_type::SlotTypeBody;

impl Content for SlotTypeBody {
    const ID: &'static str = "slotTypeId";
    const UPDATED: u16 = 202;
    const LIST: List = List {
        member: "slotTypeSummaries",
        by_name: Some("SlotTypeName"),
        by_time: true,
        operators: &["CO", "EQ"],
    };
    const SUMMARY: &'static [&'static str] = &[
        "slotTypeId",
        "slotTypeName",
        "description",
        "lastUpdatedDateTime",
    ];

    fn shelf(locale: &Locale) -> &Shelf<Self> {
        &locale.slot_types
    }

    fn shelf_mut(locale: &mut Locale) -> &mut Shelf<Self> {
        &mut locale.slot_types
    }

    fn check_removal(locale: &Locale, id: &str, skips: bool) -> Result<(), ServiceError> {
        let mut slots = locale.slots.values();
        match slots.find(|slot| slot.body.custom_type() == Some(id)) {
            Some(slot) if !skips => Err(in_use(
                format_args!("Slot type {id}"),
                format_args!("slot {}", slot.name()),
            )),
            _ => Ok(()),
        }
    }

    fn summarize(&self, shown: &mut Map<String, Value>, _members: &Map<String, Value>) {
        shown.insert("slotTypeCategory".to_owned(), "Custom".into());
    }
}
