//! A slot as `CreateSlot` and `UpdateSlot` take it.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::intent::SampleUtterance;
use super::message::PromptSpecification;
use super::{Definition, check_description, contradiction};
use crate::lex_v2::names;

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct SlotBody {
    pub(in crate::lex_v2) slot_name: String,
    description: Option<String>,
    pub(in crate::lex_v2) slot_type_id: Option<String>,
    pub(in crate::lex_v2) value_elicitation_setting: ElicitationSetting,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// How the bot comes by a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct ElicitationSetting {
    pub(in crate::lex_v2) slot_constraint: String,
    pub(in crate::lex_v2) prompt_specification: Option<PromptSpecification>,
    #[serde(default)]
    pub(in crate::lex_v2) sample_utterances: Vec<SampleUtterance>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl SlotBody {
    /// The id of the slot type that a client defined; nothing for a built-in one.
    pub(in crate::lex_v2) fn custom_type(&self) -> Option<&str> {
        let id = self.slot_type_id.as_deref()?;
        (!id.starts_with("AMAZON.")).then_some(id)
    }

    pub(in crate::lex_v2) fn is_required(&self) -> bool {
        self.value_elicitation_setting.slot_constraint == "Required"
    }
}

impl Definition for SlotBody {
    const KIND: &'static str = "slot";

    fn name(&self) -> &str {
        &self.slot_name
    }

    fn check(&self) -> Result<(), ServiceError> {
        names::check_name("slotName", &self.slot_name)?;
        check_description(self.description.as_ref())?;
        // Only a slot of sub-slots has none, and those are not built here.
        let Some(slot_type) = &self.slot_type_id else {
            return Err(contradiction(format!(
                "slot {} has no slotTypeId",
                self.slot_name
            )));
        };
        names::length("slotTypeId", slot_type, 1, 25)?;
        let setting = &self.value_elicitation_setting;
        names::one_of(
            "valueElicitationSetting.slotConstraint",
            &setting.slot_constraint,
            &["Required", "Optional"],
        )?;
        if let Some(prompt) = &setting.prompt_specification {
            prompt.check("valueElicitationSetting.promptSpecification")?;
        }
        super::refuse(
            &setting.rest,
            &[
                "defaultValueSpecification",
                "waitAndContinueSpecification",
                "slotCaptureSetting",
                "slotResolutionSetting",
            ],
        )?;
        super::refuse(&self.rest, &["multipleValuesSetting", "subSlotSetting"])
    }
}
