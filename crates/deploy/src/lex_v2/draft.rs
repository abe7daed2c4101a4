//! The draft of a bot, brought in line: slot type, intent, its slots, and the order in which the
//! bot asks for them. Each is made, changed or left alone by itself.

use super::contents::Contents;
use super::flowers;
use super::place::{Place, absent, incomplete};
use crate::DeployError;
use crate::boxed::boxed;
use crate::error::at;
use crate::order_flowers::{
    INTENT, INTENT_DESCRIPTION, SLOT_TYPE, SLOT_TYPE_DESCRIPTION, SLOTS, SlotWords,
};

/// Makes the draft say what is described, and tells whether that took a change.
pub(super) async fn bring_in_line(place: &Place) -> Result<bool, DeployError> {
    let found = boxed(|| Contents::read(place)).await?;
    if found.is_order_flowers() {
        return Ok(false);
    }
    let flowers = boxed(|| slot_type(place, &found)).await?;
    let intent_id = match found.intent.as_ref().and_then(|found| found.intent_id()) {
        Some(id) => id.to_owned(),
        None => boxed(|| create_intent(place)).await?,
    };
    let mut slot_ids = Vec::new();
    for words in SLOTS {
        let made = boxed(|| slot(place, &found, &intent_id, &flowers, words));
        slot_ids.push(made.await?);
    }
    // The order names the slots that are asked for; one that it does not name can be deleted.
    boxed(|| order(place, &intent_id, &slot_ids)).await?;
    let wanted = |name: &str| SLOTS.iter().any(|words| words.name == name);
    for extra in &found.slots {
        if !extra.slot_name().is_some_and(wanted) {
            delete_slot(place, &intent_id, extra.slot_id().unwrap_or_default()).await?;
        }
    }
    Ok(true)
}

/// Makes the slot type unless it is as described, and returns its id.
async fn slot_type(place: &Place, found: &Contents) -> Result<String, DeployError> {
    let step = format!("{}: slot type {SLOT_TYPE}", place.step);
    let values = flowers::flower_types().map_err(incomplete(&step))?;
    let any_flower = flowers::any_flower().map_err(incomplete(&step))?;
    let id = found
        .slot_type
        .as_ref()
        .and_then(|found| found.slot_type_id());
    let Some(id) = id else {
        let made = place
            .lex
            .create_slot_type()
            .bot_id(&place.bot_id)
            .bot_version(&place.version)
            .locale_id(&place.locale)
            .slot_type_name(SLOT_TYPE)
            .description(SLOT_TYPE_DESCRIPTION)
            .set_slot_type_values(Some(values))
            .value_selection_setting(any_flower)
            .send();
        let made = made.await.map_err(at(&step))?;
        return made.slot_type_id.ok_or_else(absent(&step, "id"));
    };
    if !found.has_slot_type() {
        let changed = place
            .lex
            .update_slot_type()
            .bot_id(&place.bot_id)
            .bot_version(&place.version)
            .locale_id(&place.locale)
            .slot_type_id(id)
            .slot_type_name(SLOT_TYPE)
            .description(SLOT_TYPE_DESCRIPTION)
            .set_slot_type_values(Some(values))
            .value_selection_setting(any_flower)
            .send();
        changed.await.map_err(at(&step))?;
    }
    Ok(id.to_owned())
}

/// The intent without the order of its slots: those come after it.
async fn create_intent(place: &Place) -> Result<String, DeployError> {
    let step = format!("{}: intent {INTENT}", place.step);
    let made = place
        .lex
        .create_intent()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .intent_name(INTENT)
        .description(INTENT_DESCRIPTION)
        .set_sample_utterances(Some(flowers::utterances().map_err(incomplete(&step))?))
        .intent_confirmation_setting(flowers::confirmation().map_err(incomplete(&step))?)
        .send();
    let made = made.await.map_err(at(&step))?;
    made.intent_id.ok_or_else(absent(&step, "id"))
}

/// Makes a slot unless it is as described, and returns its id.
async fn slot(
    place: &Place,
    found: &Contents,
    intent_id: &str,
    flowers: &str,
    words: SlotWords,
) -> Result<String, DeployError> {
    let step = format!("{}: slot {} of intent {INTENT}", place.step, words.name);
    let elicitation = flowers::elicitation(words).map_err(incomplete(&step))?;
    let slot_type = flowers::slot_type_of(words, flowers);
    let Some(id) = found.slot(words.name).and_then(|found| found.slot_id()) else {
        let made = place
            .lex
            .create_slot()
            .bot_id(&place.bot_id)
            .bot_version(&place.version)
            .locale_id(&place.locale)
            .intent_id(intent_id)
            .slot_name(words.name)
            .slot_type_id(slot_type)
            .value_elicitation_setting(elicitation)
            .send();
        let made = made.await.map_err(at(&step))?;
        return made.slot_id.ok_or_else(absent(&step, "id"));
    };
    if !found.has_slot(words) {
        let changed = place
            .lex
            .update_slot()
            .bot_id(&place.bot_id)
            .bot_version(&place.version)
            .locale_id(&place.locale)
            .intent_id(intent_id)
            .slot_id(id)
            .slot_name(words.name)
            .slot_type_id(slot_type)
            .value_elicitation_setting(elicitation)
            .send();
        changed.await.map_err(at(&step))?;
    }
    Ok(id.to_owned())
}

/// The intent once more, now that its slots have ids.
async fn order(place: &Place, intent_id: &str, slot_ids: &[String]) -> Result<(), DeployError> {
    let step = format!("{}: intent {INTENT}", place.step);
    let priorities = flowers::priorities(slot_ids.iter().map(String::as_str));
    place
        .lex
        .update_intent()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .intent_id(intent_id)
        .intent_name(INTENT)
        .description(INTENT_DESCRIPTION)
        .set_sample_utterances(Some(flowers::utterances().map_err(incomplete(&step))?))
        .intent_confirmation_setting(flowers::confirmation().map_err(incomplete(&step))?)
        .set_slot_priorities(Some(priorities.map_err(incomplete(&step))?))
        .send()
        .await
        .map_err(at(&step))?;
    Ok(())
}

async fn delete_slot(place: &Place, intent_id: &str, slot_id: &str) -> Result<(), DeployError> {
    place
        .lex
        .delete_slot()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .intent_id(intent_id)
        .slot_id(slot_id)
        .send()
        .await
        .map_err(at(format!(
            "{}: removing slot {slot_id} of intent {INTENT}",
            place.step
        )))?;
    Ok(())
}
