//! Operations on slot types and their versions.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Context, checksum, missing, paging};
use crate::lex_v1::LATEST;
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::definition::{self, slot_type::SlotTypeBody};
use crate::lex_v1::input;
use crate::lex_v1::names::{self, Name};

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let asked = cx.call.label("name");
    Name::SlotType.check("name", asked)?;
    let name = cx.models.slot_types.stored_name(asked);
    let mut members = input::object(cx.request)?;
    checksum::check_put(&name, cx.models.slot_types.checksum(&name), &members)?;
    let body: SlotTypeBody = definition::read(&members)?;
    body.check()?;
    let creates_version = members.get("createVersion") == Some(&Value::Bool(true));
    members
        .entry("valueSelectionStrategy")
        .or_insert_with(|| "ORIGINAL_VALUE".into());
    cx.models
        .slot_types
        .put(&name, members, body, cx.ids, cx.now_ms);
    outdate_bots(cx, &name);
    let version = if creates_version {
        cx.models
            .slot_types
            .create_version(&name, &Map::new(), cx.now_ms)?
            .to_string()
    } else {
        LATEST.to_owned()
    };
    let mut out = cx
        .models
        .slot_types
        .find(&name, &version)?
        .describe(&name, &version);
    out.insert("createVersion".to_owned(), creates_version.into());
    Ok(Answer::json(200, &Value::Object(out)))
}

fn outdate_bots(cx: &mut Context<'_>, slot_type: &str) {
    let intents: BTreeSet<String> = cx
        .models
        .intents
        .iter()
        .filter(|(_, intent)| {
            intent.latest.definition.slots.iter().any(|slot| {
                slot.slot_type.as_deref() == Some(slot_type)
                    && slot.slot_type_version.as_deref() == Some(LATEST)
            })
        })
        .map(|(name, _)| name.clone())
        .collect();
    cx.models
        .outdate_bots_with(|intent| intents.contains(intent));
}

pub(super) fn create_version(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::SlotType.check("name", name)?;
    let body = input::object(cx.request)?;
    let version = cx
        .models
        .slot_types
        .create_version(name, &body, cx.now_ms)?
        .to_string();
    let out = cx
        .models
        .slot_types
        .find(name, &version)?
        .describe(name, &version);
    Ok(Answer::json(201, &Value::Object(out)))
}

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let (name, version) = (cx.call.label("name"), cx.call.label("version"));
    Name::SlotType.check("name", name)?;
    names::check_version("version", version)?;
    let out = cx
        .models
        .slot_types
        .find(name, version)?
        .describe(name, version);
    Ok(Answer::json(200, &Value::Object(out)))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let fits = paging::name_filter(cx.request, Name::SlotType)?;
    let slot_types = cx.models.slot_types.iter().filter(|(name, _)| fits(name));
    let items = slot_types.map(|(name, slot_type)| {
        (
            name.clone(),
            Value::Object(slot_type.latest.metadata(name, LATEST)),
        )
    });
    paging::page(cx.request, "slotTypes", paging::DEFAULT_PAGE, items)
}

pub(super) fn versions(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::SlotType.check("name", name)?;
    let slot_type = cx
        .models
        .slot_types
        .get(name)
        .ok_or_else(|| missing(name))?;
    let items = slot_type
        .all()
        .map(|(key, version, revision)| (key, Value::Object(revision.metadata(name, &version))));
    paging::page(cx.request, "slotTypes", paging::DEFAULT_PAGE, items)
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::SlotType.check("name", name)?;
    cx.models
        .slot_types
        .get(name)
        .ok_or_else(|| missing(name))?;
    cx.models.check_unused_slot_type(name, None)?;
    cx.models.slot_types.remove(name);
    Ok(Answer::no_content())
}

pub(super) fn delete_version(cx: &mut Context<'_>) -> Outcome {
    let (name, version) = (cx.call.label("name"), cx.call.label("version"));
    Name::SlotType.check("name", name)?;
    let number = names::check_numbered("version", version)?;
    cx.models.slot_types.find(name, version)?;
    cx.models.check_unused_slot_type(name, Some(version))?;
    if let Some(slot_type) = cx.models.slot_types.get_mut(name) {
        slot_type.numbered.remove(&number);
    }
    Ok(Answer::no_content())
}
