//! Operations on intents and their versions.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::{Context, checksum, missing, paging};
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::definition::{self, intent::IntentBody};
use crate::lex_v1::input;
use crate::lex_v1::names::{self, Name};
use crate::lex_v1::{LATEST, LexError};

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let asked = cx.call.label("name");
    Name::Intent.check("name", asked)?;
    let name = cx.models.intents.stored_name(asked);
    let members = input::object(cx.request)?;
    checksum::check_put(&name, cx.models.intents.checksum(&name), &members)?;
    let body: IntentBody = definition::read(&members)?;
    body.check()?;
    check_slot_types(cx, &body)?;
    let creates_version = members.get("createVersion") == Some(&Value::Bool(true));
    if creates_version {
        refuse_unversioned_slot_types(&body)?;
    }
    cx.models
        .intents
        .put(&name, members, body, cx.ids, cx.now_ms);
    cx.models.outdate_bots_with(|intent| intent == name);
    let version = if creates_version {
        cx.models
            .intents
            .create_version(&name, &Map::new(), cx.now_ms)?
            .to_string()
    } else {
        LATEST.to_owned()
    };
    let mut out = cx
        .models
        .intents
        .find(&name, &version)?
        .describe(&name, &version);
    out.insert("createVersion".to_owned(), creates_version.into());
    Ok(Answer::json(200, &Value::Object(out)))
}

fn check_slot_types(cx: &Context<'_>, body: &IntentBody) -> Result<(), ServiceError> {
    for slot in &body.slots {
        let (Some(name), Some(version)) = (&slot.slot_type, &slot.slot_type_version) else {
            continue;
        };
        if !name.starts_with("AMAZON.") && cx.models.slot_types.find(name, version).is_err() {
            return Err(LexError::BadRequest.with(format!(
                "Slot {} refers to version {version} of slot type {name}, which does not exist.",
                slot.name
            )));
        }
    }
    Ok(())
}

/// A version of an intent stands on versions of its slot types, never on their `$LATEST`.
fn refuse_unversioned_slot_types(body: &IntentBody) -> Result<(), ServiceError> {
    match body
        .slots
        .iter()
        .find(|slot| slot.slot_type_version.as_deref() == Some(LATEST))
    {
        None => Ok(()),
        Some(slot) => Err(LexError::BadRequest.with(format!(
            "Slot {} refers to the $LATEST version of its slot type. Create a version of the slot \
             type and refer to that before you create a version of the intent.",
            slot.name
        ))),
    }
}

pub(super) fn create_version(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Intent.check("name", name)?;
    let body = input::object(cx.request)?;
    let latest = &cx
        .models
        .intents
        .get(name)
        .ok_or_else(|| missing(name))?
        .latest;
    refuse_unversioned_slot_types(&latest.definition)?;
    let version = cx
        .models
        .intents
        .create_version(name, &body, cx.now_ms)?
        .to_string();
    let out = cx
        .models
        .intents
        .find(name, &version)?
        .describe(name, &version);
    Ok(Answer::json(201, &Value::Object(out)))
}

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let (name, version) = (cx.call.label("name"), cx.call.label("version"));
    Name::Intent.check("name", name)?;
    names::check_version("version", version)?;
    let out = cx
        .models
        .intents
        .find(name, version)?
        .describe(name, version);
    Ok(Answer::json(200, &Value::Object(out)))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let fits = paging::name_filter(cx.request, Name::Intent)?;
    let intents = cx.models.intents.iter().filter(|(name, _)| fits(name));
    let items = intents.map(|(name, intent)| {
        (
            name.clone(),
            Value::Object(intent.latest.metadata(name, LATEST)),
        )
    });
    paging::page(cx.request, "intents", paging::DEFAULT_PAGE, items)
}

pub(super) fn versions(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Intent.check("name", name)?;
    let intent = cx.models.intents.get(name).ok_or_else(|| missing(name))?;
    let items = intent
        .all()
        .map(|(key, version, revision)| (key, Value::Object(revision.metadata(name, &version))));
    paging::page(cx.request, "intents", paging::DEFAULT_PAGE, items)
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Intent.check("name", name)?;
    cx.models.intents.get(name).ok_or_else(|| missing(name))?;
    cx.models.check_unused_intent(name, None)?;
    cx.models.intents.remove(name);
    Ok(Answer::no_content())
}

pub(super) fn delete_version(cx: &mut Context<'_>) -> Outcome {
    let (name, version) = (cx.call.label("name"), cx.call.label("version"));
    Name::Intent.check("name", name)?;
    let number = names::check_numbered("version", version)?;
    cx.models.intents.find(name, version)?;
    cx.models.check_unused_intent(name, Some(version))?;
    if let Some(intent) = cx.models.intents.get_mut(name) {
        intent.numbered.remove(&number);
    }
    Ok(Answer::no_content())
}
