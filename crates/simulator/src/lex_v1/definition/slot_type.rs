//! A slot type as `PutSlotType` takes it.

use lexdr_wire::ServiceError;
use serde::Deserialize;

use super::{at_most, one_of};
use crate::lex_v1::{LexError, names};

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct SlotTypeBody {
    pub(in crate::lex_v1) description: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v1) enumeration_values: Vec<EnumerationValue>,
    pub(in crate::lex_v1) value_selection_strategy: Option<String>,
    pub(in crate::lex_v1) parent_slot_type_signature: Option<String>,
}

/// A value and other words for it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v1) struct EnumerationValue {
    pub(in crate::lex_v1) value: String,
    #[serde(default)]
    pub(in crate::lex_v1) synonyms: Vec<String>,
}

impl SlotTypeBody {
    pub(in crate::lex_v1) fn check(&self) -> Result<(), ServiceError> {
        names::length(
            "description",
            self.description.as_deref().unwrap_or_default(),
            0,
            200,
        )?;
        at_most("enumerationValues", self.enumeration_values.len(), 10_000)?;
        if self.enumeration_values.is_empty() && self.parent_slot_type_signature.is_none() {
            return Err(LexError::BadRequest.with("enumerationValues is required"));
        }
        for known in &self.enumeration_values {
            for value in std::iter::once(&known.value).chain(&known.synonyms) {
                names::length("enumerationValues.value", value, 1, 140)?;
            }
        }
        if let Some(strategy) = &self.value_selection_strategy {
            let allowed = ["ORIGINAL_VALUE", "TOP_RESOLUTION"];
            one_of("valueSelectionStrategy", strategy, &allowed)?;
        }
        Ok(())
    }

    /// Whether a value must resolve to one of the enumeration.
    pub(in crate::lex_v1) fn resolves_to_top(&self) -> bool {
        self.value_selection_strategy.as_deref() == Some("TOP_RESOLUTION")
    }
}
