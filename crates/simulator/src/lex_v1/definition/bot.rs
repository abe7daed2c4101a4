//! A bot as `PutBot` takes it.

use lexdr_wire::ServiceError;
use serde::Deserialize;

use super::message::{Prompt, Statement};
use super::{one_of, within};
use crate::lex_v1::names::{self, Name};

/// The service default, in seconds.
pub(in crate::lex_v1) const DEFAULT_IDLE_TTL: i64 = 300;

const LOCALES: &[&str] = &[
    "de-DE", "en-AU", "en-GB", "en-IN", "en-US", "es-419", "es-ES", "es-US", "fr-FR", "fr-CA",
    "it-IT", "ja-JP", "ko-KR",
];

/// The members that have a meaning here; the rest is stored and given back unread.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct BotBody {
    pub(in crate::lex_v1) description: Option<String>,
    #[serde(default)]
    pub(in crate::lex_v1) intents: Vec<IntentRef>,
    pub(in crate::lex_v1) clarification_prompt: Option<Prompt>,
    pub(in crate::lex_v1) abort_statement: Option<Statement>,
    #[serde(rename = "idleSessionTTLInSeconds")]
    pub(in crate::lex_v1) idle_session_ttl: Option<i64>,
    pub(in crate::lex_v1) enable_model_improvements: Option<bool>,
    pub(in crate::lex_v1) nlu_intent_confidence_threshold: Option<f64>,
    pub(in crate::lex_v1) locale: String,
    pub(in crate::lex_v1) process_behavior: Option<String>,
    #[serde(rename = "childDirected")]
    _child_directed: bool,
}

/// Which version of which intent.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct IntentRef {
    pub(in crate::lex_v1) intent_name: String,
    pub(in crate::lex_v1) intent_version: String,
}

impl BotBody {
    pub(in crate::lex_v1) fn check(&self) -> Result<(), ServiceError> {
        names::length(
            "description",
            self.description.as_deref().unwrap_or_default(),
            0,
            200,
        )?;
        one_of("locale", &self.locale, LOCALES)?;
        if let Some(behavior) = &self.process_behavior {
            one_of("processBehavior", behavior, &["SAVE", "BUILD"])?;
        }
        within(
            "idleSessionTTLInSeconds",
            self.idle_ttl_seconds(),
            60,
            86_400,
        )?;
        if let Some(threshold) = self.nlu_intent_confidence_threshold
            && !(0.0..=1.0).contains(&threshold)
        {
            return Err(names::constraint(
                "nluIntentConfidenceThreshold",
                &threshold.to_string(),
                "Member must have value between 0 and 1",
            ));
        }
        for intent in &self.intents {
            Name::Intent.check("intents.intentName", &intent.intent_name)?;
            names::check_version("intents.intentVersion", &intent.intent_version)?;
        }
        if let Some(prompt) = &self.clarification_prompt {
            prompt.check("clarificationPrompt")?;
        }
        self.abort_statement
            .as_ref()
            .map_or(Ok(()), |abort| abort.check("abortStatement"))
    }

    pub(in crate::lex_v1) fn idle_ttl_seconds(&self) -> i64 {
        self.idle_session_ttl.unwrap_or(DEFAULT_IDLE_TTL)
    }

    /// Whether storing it should also build it, which is the default.
    pub(in crate::lex_v1) fn wants_build(&self) -> bool {
        self.process_behavior.as_deref() != Some("SAVE")
    }
}
