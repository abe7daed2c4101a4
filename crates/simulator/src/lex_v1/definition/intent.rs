//! An intent as `PutIntent` takes it.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::Value;

use super::message::{Prompt, Statement};
use super::{at_most, one_of, within};
use crate::lex_v1::{LexError, names};

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct IntentBody {
    pub(in crate::lex_v1) description: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v1) slots: Vec<SlotBody>,
    #[serde(default)]
    pub(in crate::lex_v1) sample_utterances: Vec<String>,
    pub(in crate::lex_v1) confirmation_prompt: Option<Prompt>,
    pub(in crate::lex_v1) rejection_statement: Option<Statement>,
    follow_up_prompt: Option<Value>,
    conclusion_statement: Option<Statement>,
    pub(in crate::lex_v1) dialog_code_hook: Option<CodeHook>,
    pub(in crate::lex_v1) fulfillment_activity: Option<Fulfillment>,
    pub(in crate::lex_v1) parent_intent_signature: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v1) input_contexts: Vec<InputContext>,
    #[serde(default)]
    pub(in crate::lex_v1) output_contexts: Vec<OutputContext>,
}

/// A value the intent needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct SlotBody {
    pub(in crate::lex_v1) name: String,
    pub(in crate::lex_v1) slot_constraint: String,
    pub(in crate::lex_v1) slot_type: Option<String>,
    pub(in crate::lex_v1) slot_type_version: Option<String>,
    pub(in crate::lex_v1) value_elicitation_prompt: Option<Prompt>,
    pub(in crate::lex_v1) priority: Option<i64>,
    #[serde(default)]
    pub(in crate::lex_v1) sample_utterances: Vec<String>,
}

/// A Lambda function.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v1) struct CodeHook {
    pub(in crate::lex_v1) uri: String,
}

/// What happens when everything is known.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct Fulfillment {
    #[serde(rename = "type")]
    pub(in crate::lex_v1) kind: String,
    pub(in crate::lex_v1) code_hook: Option<CodeHook>,
}

/// A context that must be active before the intent can be chosen.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v1) struct InputContext {
    pub(in crate::lex_v1) name: String,
}

/// A context that fulfilling the intent makes active.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct OutputContext {
    pub(in crate::lex_v1) name: String,
    pub(in crate::lex_v1) time_to_live_in_seconds: i64,
    pub(in crate::lex_v1) turns_to_live: i64,
}

impl IntentBody {
    pub(in crate::lex_v1) fn check(&self) -> Result<(), ServiceError> {
        let refuse = |text: &str| Err(LexError::BadRequest.with(text));
        names::length(
            "description",
            self.description.as_deref().unwrap_or_default(),
            0,
            200,
        )?;
        at_most("slots", self.slots.len(), 100)?;
        at_most("sampleUtterances", self.sample_utterances.len(), 1500)?;
        at_most("inputContexts", self.input_contexts.len(), 5)?;
        at_most("outputContexts", self.output_contexts.len(), 10)?;
        if self.confirmation_prompt.is_some() != self.rejection_statement.is_some() {
            return refuse(
                "You must provide both the confirmationPrompt and the rejectionStatement, or neither",
            );
        }
        if self.follow_up_prompt.is_some() && self.conclusion_statement.is_some() {
            return refuse("followUpPrompt and conclusionStatement are mutually exclusive");
        }
        match &self.fulfillment_activity {
            None if self.parent_intent_signature.is_none() => {
                return refuse("fulfillmentActivity is required");
            }
            Some(activity) => {
                one_of(
                    "fulfillmentActivity.type",
                    &activity.kind,
                    &["ReturnIntent", "CodeHook"],
                )?;
                if activity.kind == "CodeHook" && activity.code_hook.is_none() {
                    return refuse("fulfillmentActivity of type CodeHook needs a codeHook");
                }
                if activity.kind == "ReturnIntent" && self.conclusion_statement.is_some() {
                    return refuse(
                        "conclusionStatement needs a fulfillmentActivity of type CodeHook",
                    );
                }
            }
            None => {}
        }
        if let Some(prompt) = &self.confirmation_prompt {
            prompt.check("confirmationPrompt")?;
        }
        for (member, statement) in [
            ("rejectionStatement", &self.rejection_statement),
            ("conclusionStatement", &self.conclusion_statement),
        ] {
            if let Some(statement) = statement {
                statement.check(member)?;
            }
        }
        for context in &self.output_contexts {
            names::Name::Alias.check("outputContexts.name", &context.name)?;
            within(
                "outputContexts.timeToLiveInSeconds",
                context.time_to_live_in_seconds,
                5,
                86_400,
            )?;
            within("outputContexts.turnsToLive", context.turns_to_live, 1, 20)?;
        }
        self.check_slots()?;
        self.check_utterances("sampleUtterances", &self.sample_utterances)
    }

    fn check_slots(&self) -> Result<(), ServiceError> {
        for (index, slot) in self.slots.iter().enumerate() {
            let name = &slot.name;
            names::check_slot_name(name)?;
            if self.slots[..index]
                .iter()
                .any(|earlier| earlier.name == *name)
            {
                return Err(LexError::BadRequest.with(format!("slot {name} is defined twice")));
            }
            one_of(
                "slots.slotConstraint",
                &slot.slot_constraint,
                &["Required", "Optional"],
            )?;
            within("slots.priority", slot.priority.unwrap_or_default(), 0, 100)?;
            at_most("slots.sampleUtterances", slot.sample_utterances.len(), 10)?;
            self.check_utterances("slots.sampleUtterances", &slot.sample_utterances)?;
            let Some(slot_type) = &slot.slot_type else {
                return Err(LexError::BadRequest.with(format!("slot {name} has no slotType")));
            };
            if !slot_type.starts_with("AMAZON.") {
                let Some(version) = &slot.slot_type_version else {
                    return Err(
                        LexError::BadRequest.with(format!("slot {name} has no slotTypeVersion"))
                    );
                };
                names::check_version("slots.slotTypeVersion", version)?;
            }
            match &slot.value_elicitation_prompt {
                Some(prompt) => prompt.check("slots.valueElicitationPrompt")?,
                None if slot.slot_constraint == "Required" => {
                    return Err(LexError::BadRequest.with(format!(
                        "required slot {name} has no valueElicitationPrompt"
                    )));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn check_utterances(&self, member: &str, utterances: &[String]) -> Result<(), ServiceError> {
        for utterance in utterances {
            names::length(member, utterance, 1, 200)?;
            for slot in crate::dialogue::slots_of(utterance) {
                if !self.slots.iter().any(|known| known.name == slot) {
                    return Err(LexError::BadRequest.with(format!(
                        "utterance '{utterance}' names slot {slot}, which the intent does not have"
                    )));
                }
            }
        }
        Ok(())
    }
}
