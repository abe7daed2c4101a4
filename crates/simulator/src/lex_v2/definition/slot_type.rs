//! A slot type as `CreateSlotType` and `UpdateSlotType` take it.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::message::Text;
use super::{Definition, check_description, contradiction};
use crate::lex_v2::names;

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct SlotTypeBody {
    pub(in crate::lex_v2) slot_type_name: String,
    description: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v2) slot_type_values: Vec<SlotTypeValue>,
    pub(in crate::lex_v2) value_selection_setting: Option<ValueSelectionSetting>,
    parent_slot_type_signature: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// A value and other words for it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct SlotTypeValue {
    pub(in crate::lex_v2) sample_value: Option<Text>,
    #[serde(default)]
    pub(in crate::lex_v2) synonyms: Vec<Text>,
}

/// Which of what was said and what was meant becomes the value.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct ValueSelectionSetting {
    resolution_strategy: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl SlotTypeBody {
    /// Whether only the values of the type count.
    pub(in crate::lex_v2) fn resolves_to_top(&self) -> bool {
        let setting = self.value_selection_setting.as_ref();
        setting.is_some_and(|setting| setting.resolution_strategy == "TopResolution")
    }
}

impl Definition for SlotTypeBody {
    const KIND: &'static str = "slot type";

    fn name(&self) -> &str {
        &self.slot_type_name
    }

    fn check(&self) -> Result<(), ServiceError> {
        names::check_name("slotTypeName", &self.slot_type_name)?;
        check_description(self.description.as_ref())?;
        for value in &self.slot_type_values {
            let texts = value.sample_value.iter().chain(&value.synonyms);
            for text in texts {
                names::length("slotTypeValues.value", &text.value, 1, 140)?;
            }
        }
        super::refuse(
            &self.rest,
            &["externalSourceSetting", "compositeSlotTypeSetting"],
        )?;
        if self.parent_slot_type_signature.is_some() {
            return Err(super::not_built("parentSlotTypeSignature"));
        }
        let Some(setting) = &self.value_selection_setting else {
            return Err(contradiction(format!(
                "slot type {} has no valueSelectionSetting",
                self.slot_type_name
            )));
        };
        names::one_of(
            "valueSelectionSetting.resolutionStrategy",
            &setting.resolution_strategy,
            &["OriginalValue", "TopResolution", "Concatenation"],
        )?;
        super::refuse(&setting.rest, &["regexFilter"])
    }
}
