//! A locale as `CreateBotLocale` and `UpdateBotLocale` take it.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::check_description;
use crate::input::invalid;

/// The locales of Lex V2 with their names ("Languages and locales supported by Amazon Lex V2").
#[rustfmt::skip]
const LOCALES: &[(&str, &str)] = &[
    ("ar_AE", "Gulf Arabic (United Arab Emirates)"), ("ca_ES", "Catalan (Spain)"),
    ("cs_CZ", "Czech (Czech Republic)"), ("de_AT", "German (AT)"), ("de_DE", "German (DE)"),
    ("en_AU", "English (AU)"), ("en_GB", "English (GB)"), ("en_IN", "English (IN)"),
    ("en_US", "English (US)"), ("en_ZA", "English (ZA)"), ("es_419", "Spanish (LATAM)"),
    ("es_ES", "Spanish (ES)"), ("es_US", "Spanish (US)"), ("fi_FI", "Finnish (Finland)"),
    ("fr_CA", "French (CA)"), ("fr_FR", "French (FR)"), ("hi_IN", "Hindi (India)"),
    ("it_IT", "Italian (IT)"), ("ja_JP", "Japanese (JP)"), ("ko_KR", "Korean (KR)"),
    ("nl_NL", "Dutch (The Netherlands)"), ("no_NO", "Norwegian (Norway)"),
    ("pl_PL", "Polish (Poland)"), ("pt_BR", "Portuguese (BR)"), ("pt_PT", "Portuguese (PT)"),
    ("sv_SE", "Swedish (Sweden)"), ("zh_CN", "Mandarin (PRC)"), ("zh_HK", "Cantonese (HK)"),
];

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct LocaleBody {
    description: Option<String>,
    nlu_intent_confidence_threshold: f64,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl LocaleBody {
    pub(in crate::lex_v2) fn check(&self) -> Result<(), ServiceError> {
        check_description(self.description.as_ref())?;
        let threshold = self.nlu_intent_confidence_threshold;
        if !(0.0..=1.0).contains(&threshold) {
            return Err(invalid(
                "nluIntentConfidenceThreshold",
                &threshold.to_string(),
                "Member must have value between 0 and 1",
            ));
        }
        super::refuse(&self.rest, &["generativeAISettings"])
    }
}

/// The name of a locale for people.
pub(in crate::lex_v2) fn name_of(id: &str) -> Result<&'static str, ServiceError> {
    let known = LOCALES.iter().find(|(known, _)| *known == id);
    known.map(|(_, name)| *name).ok_or_else(|| {
        invalid(
            "localeId",
            id,
            "Member must be one of the supported locales, such as en_US",
        )
    })
}
