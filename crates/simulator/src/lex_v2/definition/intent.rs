//! An intent as `CreateIntent` and `UpdateIntent` take it.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::message::{PromptSpecification, ResponseSpecification};
use super::{Definition, check_description};
use crate::lex_v2::names;

/// What takes whatever no other intent understands; every locale has it from the start.
pub(in crate::lex_v2) const FALLBACK: &str = "AMAZON.FallbackIntent";

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct IntentBody {
    pub(in crate::lex_v2) intent_name: String,
    description: Option<String>,
    pub(in crate::lex_v2) parent_intent_signature: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v2) sample_utterances: Vec<SampleUtterance>,
    pub(in crate::lex_v2) dialog_code_hook: Option<CodeHook>,
    pub(in crate::lex_v2) fulfillment_code_hook: Option<CodeHook>,
    #[serde(default)]
    pub(in crate::lex_v2) slot_priorities: Vec<SlotPriority>,
    pub(in crate::lex_v2) intent_confirmation_setting: Option<ConfirmationSetting>,
    pub(in crate::lex_v2) intent_closing_setting: Option<ClosingSetting>,
    #[serde(default)]
    pub(in crate::lex_v2) input_contexts: Vec<InputContext>,
    #[serde(default)]
    pub(in crate::lex_v2) output_contexts: Vec<OutputContext>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// Something users say.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v2) struct SampleUtterance {
    pub(in crate::lex_v2) utterance: String,
}

/// Whether a Lambda function takes part. Which one, the alias says.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v2) struct CodeHook {
    enabled: bool,
    active: Option<bool>,
}

/// When a slot is asked for: the lower, the sooner.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct SlotPriority {
    pub(in crate::lex_v2) priority: i64,
    pub(in crate::lex_v2) slot_id: String,
}

/// The question whether all is right.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct ConfirmationSetting {
    pub(in crate::lex_v2) prompt_specification: PromptSpecification,
    pub(in crate::lex_v2) declination_response: Option<ResponseSpecification>,
    active: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// What is said at a good end.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct ClosingSetting {
    pub(in crate::lex_v2) closing_response: Option<ResponseSpecification>,
    active: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// A context that must be active before the intent can be chosen.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v2) struct InputContext {
    pub(in crate::lex_v2) name: String,
}

/// A context that fulfilling the intent makes active.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct OutputContext {
    pub(in crate::lex_v2) name: String,
    pub(in crate::lex_v2) time_to_live_in_seconds: i64,
    pub(in crate::lex_v2) turns_to_live: i64,
}

impl IntentBody {
    pub(in crate::lex_v2) fn is_fallback(&self) -> bool {
        self.parent_intent_signature.as_deref() == Some(FALLBACK)
    }

    fn check_contexts(&self) -> Result<(), ServiceError> {
        let (input, output) = (self.input_contexts.len(), self.output_contexts.len());
        names::count("inputContexts", "inputContexts", input, 0, 5)?;
        names::count("outputContexts", "outputContexts", output, 0, 10)?;
        for context in &self.input_contexts {
            names::check_name("inputContexts.name", &context.name)?;
        }
        for context in &self.output_contexts {
            names::check_name("outputContexts.name", &context.name)?;
            let (seconds, turns) = (context.time_to_live_in_seconds, context.turns_to_live);
            names::within("outputContexts.timeToLiveInSeconds", seconds, 5, 86_400)?;
            names::within("outputContexts.turnsToLive", turns, 1, 20)?;
        }
        Ok(())
    }
}

impl Definition for IntentBody {
    const KIND: &'static str = "intent";

    fn name(&self) -> &str {
        &self.intent_name
    }

    fn check(&self) -> Result<(), ServiceError> {
        names::check_name("intentName", &self.intent_name)?;
        check_description(self.description.as_ref())?;
        self.check_contexts()?;
        for one in &self.slot_priorities {
            names::within("slotPriorities.priority", one.priority, 0, 100)?;
            names::check_id("slotPriorities.slotId", &one.slot_id)?;
        }
        if let Some(setting) = &self.intent_confirmation_setting {
            setting.check("intentConfirmationSetting")?;
        }
        if let Some(setting) = &self.intent_closing_setting {
            super::refuse(&setting.rest, &["nextStep", "conditional"])?;
            if let Some(response) = &setting.closing_response {
                response.check("intentClosingSetting.closingResponse")?;
            }
        }
        super::refuse(
            &self.rest,
            &[
                "initialResponseSetting",
                "kendraConfiguration",
                "qnAIntentConfiguration",
                "qInConnectIntentConfiguration",
            ],
        )
    }
}

impl CodeHook {
    pub(in crate::lex_v2) fn is_active(&self) -> bool {
        self.enabled && self.active != Some(false)
    }
}

impl ConfirmationSetting {
    pub(in crate::lex_v2) fn is_active(&self) -> bool {
        self.active != Some(false)
    }

    fn check(&self, member: &str) -> Result<(), ServiceError> {
        super::refuse(
            &self.rest,
            &[
                "confirmationResponse",
                "confirmationNextStep",
                "confirmationConditional",
                "declinationNextStep",
                "declinationConditional",
                "failureResponse",
                "failureNextStep",
                "failureConditional",
                "codeHook",
                "elicitationCodeHook",
            ],
        )?;
        self.prompt_specification
            .check(&format!("{member}.promptSpecification"))?;
        match &self.declination_response {
            Some(response) => response.check(&format!("{member}.declinationResponse")),
            None => Ok(()),
        }
    }
}

impl ClosingSetting {
    pub(in crate::lex_v2) fn is_active(&self) -> bool {
        self.active != Some(false)
    }
}
