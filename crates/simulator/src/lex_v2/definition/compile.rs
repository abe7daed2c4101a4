//! Building: from what a locale holds to a program.

use std::collections::BTreeMap;

use super::intent::IntentBody;
use super::message::{Message, PromptSpecification, ResponseSpecification};
use super::slot::SlotBody;
use super::slot_type::SlotTypeBody;
use crate::dialogue::{
    GiveUp, Intent, KnownValue, Message as Wording, OutputContext, Part, Program, Prompt, Slot,
    SlotKind, Statement, Template, slots_of,
};

/// The built-in slot types of Lex V2, and the names by which the dialogue knows those whose values
/// have a form.
const BUILT_IN: &[(&str, &str)] = &[
    ("AMAZON.AlphaNumeric", "AMAZON.AlphaNumeric"),
    ("AMAZON.City", "AMAZON.City"),
    ("AMAZON.Confirmation", "AMAZON.Confirmation"),
    ("AMAZON.Country", "AMAZON.Country"),
    ("AMAZON.Date", "AMAZON.DATE"),
    ("AMAZON.Duration", "AMAZON.Duration"),
    ("AMAZON.EmailAddress", "AMAZON.EmailAddress"),
    ("AMAZON.FirstName", "AMAZON.FirstName"),
    ("AMAZON.FreeFormInput", "AMAZON.FreeFormInput"),
    ("AMAZON.LastName", "AMAZON.LastName"),
    ("AMAZON.Number", "AMAZON.NUMBER"),
    ("AMAZON.Percentage", "AMAZON.Percentage"),
    ("AMAZON.PhoneNumber", "AMAZON.PhoneNumber"),
    ("AMAZON.State", "AMAZON.State"),
    ("AMAZON.StreetName", "AMAZON.StreetName"),
    ("AMAZON.Time", "AMAZON.TIME"),
    ("AMAZON.UKPostalCode", "AMAZON.UKPostalCode"),
];

/// What a locale holds.
pub(in crate::lex_v2) struct Parts<'p> {
    /// Each intent with its slots by id, as they were made.
    pub(in crate::lex_v2) intents: Vec<(&'p IntentBody, Vec<(&'p str, &'p SlotBody)>)>,
    /// By id.
    pub(in crate::lex_v2) slot_types: BTreeMap<&'p str, &'p SlotTypeBody>,
}

/// The program of a locale.
///
/// # Errors
/// Everything for which the locale cannot work.
pub(in crate::lex_v2) fn compile(
    parts: &Parts<'_>,
    idle_ttl_ms: i64,
) -> Result<Program, Vec<String>> {
    let mut reasons = Vec::new();
    let spoken = |(intent, _): &(&IntentBody, _)| !intent.sample_utterances.is_empty();
    if !parts.intents.iter().any(spoken) {
        reasons.push("The locale has no intent with sample utterances.".to_owned());
    }
    let intents = parts
        .intents
        .iter()
        .map(|(body, slots)| intent(body, slots, parts, &mut reasons))
        .collect();
    if !reasons.is_empty() {
        return Err(reasons);
    }
    Ok(Program {
        idle_ttl_ms,
        clarification: None,
        give_up: GiveUp::Fallback,
        tells_confidence: true,
        intents,
    })
}

fn intent(
    body: &IntentBody,
    slots: &[(&str, &SlotBody)],
    parts: &Parts<'_>,
    reasons: &mut Vec<String>,
) -> Intent {
    let name = &body.intent_name;
    let known = |id: &str| slots.iter().any(|(slot, _)| *slot == id);
    for lost in body
        .slot_priorities
        .iter()
        .filter(|one| !known(&one.slot_id))
    {
        reasons.push(format!(
            "Intent {name} gives a priority to slot {}, which it does not have.",
            lost.slot_id
        ));
    }
    let mut ordered: Vec<(i64, &SlotBody)> = slots
        .iter()
        .map(|(id, slot)| {
            let own = body.slot_priorities.iter().find(|one| one.slot_id == **id);
            (own.map_or(i64::MAX, |one| one.priority), *slot)
        })
        .collect();
    // Stable: slots of one priority are asked for as they were made.
    ordered.sort_by_key(|(priority, _)| *priority);
    let sample = |text: &str, reasons: &mut Vec<String>| {
        for slot in slots_of(text) {
            if !slots.iter().any(|(_, known)| known.slot_name == slot) {
                reasons.push(format!(
                    "Intent {name} has no slot {slot}, which its utterance '{text}' names."
                ));
            }
        }
        Template::new(text)
    };
    let samples = body.sample_utterances.iter();
    let templates = samples.map(|one| sample(&one.utterance, reasons)).collect();
    let slots = ordered
        .into_iter()
        .map(|(_, slot)| {
            let setting = &slot.value_elicitation_setting;
            let samples = setting.sample_utterances.iter();
            Slot {
                name: slot.slot_name.clone(),
                required: slot.is_required(),
                prompt: required_prompt(name, slot, reasons),
                templates: samples.map(|one| sample(&one.utterance, reasons)).collect(),
                kind: kind(name, slot, parts, reasons),
            }
        })
        .collect();
    let confirming = body.intent_confirmation_setting.as_ref();
    let confirming = confirming.filter(|setting| setting.is_active());
    let closing = body.intent_closing_setting.as_ref();
    let closing = closing.filter(|setting| setting.is_active());
    let hook = |is_active: bool| is_active.then(|| format!("the code hook of intent {name}"));
    let active = |hook: &Option<super::intent::CodeHook>| {
        hook.as_ref()
            .is_some_and(super::intent::CodeHook::is_active)
    };
    Intent {
        name: name.clone(),
        is_fallback: body.is_fallback(),
        templates,
        slots,
        confirmation: confirming.map(|setting| prompt(&setting.prompt_specification)),
        rejection: confirming
            .and_then(|setting| setting.declination_response.as_ref())
            .map(statement),
        closing: closing
            .and_then(|setting| setting.closing_response.as_ref())
            .map(statement),
        dialog_hook: hook(active(&body.dialog_code_hook)),
        fulfilment_hook: hook(active(&body.fulfillment_code_hook)),
        input_contexts: body
            .input_contexts
            .iter()
            .map(|one| one.name.clone())
            .collect(),
        output_contexts: body
            .output_contexts
            .iter()
            .map(|one| OutputContext {
                name: one.name.clone(),
                seconds: one.time_to_live_in_seconds,
                turns: one.turns_to_live,
            })
            .collect(),
    }
}

fn required_prompt(intent: &str, slot: &SlotBody, reasons: &mut Vec<String>) -> Option<Prompt> {
    let asked = &slot.value_elicitation_setting.prompt_specification;
    if asked.is_none() && slot.is_required() {
        reasons.push(format!(
            "Slot {} of intent {intent} is required and has no prompt.",
            slot.slot_name
        ));
    }
    asked.as_ref().map(prompt)
}

fn kind(intent: &str, slot: &SlotBody, parts: &Parts<'_>, reasons: &mut Vec<String>) -> SlotKind {
    let id = slot.slot_type_id.as_deref().unwrap_or_default();
    if let Some(custom) = parts.slot_types.get(id) {
        let values = custom.slot_type_values.iter().filter_map(|known| {
            let value = &known.sample_value.as_ref()?.value;
            let synonyms = known.synonyms.iter().map(|synonym| synonym.value.as_str());
            Some(KnownValue::new(value, synonyms))
        });
        return SlotKind::Custom {
            values: values.collect(),
            top_resolution: custom.resolves_to_top(),
        };
    }
    let built_in = BUILT_IN.iter().find(|(name, _)| *name == id);
    if built_in.is_none() {
        reasons.push(format!(
            "Slot {} of intent {intent} is of slot type {id}, which does not exist.",
            slot.slot_name
        ));
    }
    SlotKind::built_in(built_in.map_or(id, |(_, known)| known))
}

fn prompt(asked: &PromptSpecification) -> Prompt {
    Prompt {
        // Lex V2 counts how often a question is asked again.
        max_attempts: u32::try_from(asked.max_retries).unwrap_or_default() + 1,
        says: statement(&asked.says),
    }
}

fn statement(said: &ResponseSpecification) -> Statement {
    let parts = said.message_groups.iter().map(|group| Part {
        group: None,
        wordings: std::iter::once(&group.message)
            .chain(&group.variations)
            .filter_map(wording)
            .collect(),
    });
    Statement {
        parts: parts.collect(),
        card: None,
    }
}

fn wording(message: &Message) -> Option<Wording> {
    let (format, text) = message.text()?;
    Some(Wording {
        format: format.to_owned(),
        text: text.to_owned(),
    })
}
