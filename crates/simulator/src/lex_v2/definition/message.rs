//! Messages: what a bot says.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::Value;

use super::contradiction;
use crate::lex_v2::names;

/// The text of a message of some kind.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v2) struct Text {
    pub(in crate::lex_v2) value: String,
}

/// One wording; one of its members is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct Message {
    plain_text_message: Option<Text>,
    custom_payload: Option<Text>,
    ssml_message: Option<Text>,
    image_response_card: Option<Value>,
}

/// A message and other wordings of it, of which one is said.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::lex_v2) struct MessageGroup {
    pub(in crate::lex_v2) message: Message,
    #[serde(default)]
    pub(in crate::lex_v2) variations: Vec<Message>,
}

/// Something the bot says without waiting for an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct ResponseSpecification {
    pub(in crate::lex_v2) message_groups: Vec<MessageGroup>,
    #[serde(rename = "allowInterrupt")]
    _allow_interrupt: Option<bool>,
}

/// A question, asked once and up to `max_retries` times more.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v2) struct PromptSpecification {
    #[serde(flatten)]
    pub(in crate::lex_v2) says: ResponseSpecification,
    pub(in crate::lex_v2) max_retries: i64,
    pub(in crate::lex_v2) message_selection_strategy: Option<String>,
}

impl Message {
    /// The kind of the message at the runtime, and its text; a card has none.
    pub(in crate::lex_v2) fn text(&self) -> Option<(&'static str, &str)> {
        [
            ("PlainText", &self.plain_text_message),
            ("CustomPayload", &self.custom_payload),
            ("SSML", &self.ssml_message),
        ]
        .into_iter()
        .find_map(|(kind, text)| Some((kind, text.as_ref()?.value.as_str())))
    }

    fn check(&self, member: &str) -> Result<(), ServiceError> {
        let texts = [
            &self.plain_text_message,
            &self.custom_payload,
            &self.ssml_message,
        ];
        let texts: Vec<&Text> = texts.into_iter().flatten().collect();
        let given = texts.len() + usize::from(self.image_response_card.is_some());
        if given != 1 {
            return Err(contradiction(format!(
                "{member} must have exactly one kind of message, and has {given}"
            )));
        }
        if self.image_response_card.is_some() {
            return Err(super::not_built("imageResponseCard"));
        }
        texts
            .iter()
            .try_for_each(|text| names::length(&format!("{member}.value"), &text.value, 1, 1000))
    }
}

impl ResponseSpecification {
    pub(super) fn check(&self, member: &str) -> Result<(), ServiceError> {
        let groups = format!("{member}.messageGroups");
        names::count(&groups, "messageGroups", self.message_groups.len(), 1, 5)?;
        for group in &self.message_groups {
            group.message.check(&format!("{groups}.message"))?;
            let variations = format!("{groups}.variations");
            names::count(&variations, "variations", group.variations.len(), 0, 2)?;
            for variation in &group.variations {
                variation.check(&variations)?;
            }
        }
        Ok(())
    }
}

impl PromptSpecification {
    pub(super) fn check(&self, member: &str) -> Result<(), ServiceError> {
        names::within(&format!("{member}.maxRetries"), self.max_retries, 0, 5)?;
        if let Some(strategy) = &self.message_selection_strategy {
            let name = format!("{member}.messageSelectionStrategy");
            names::one_of(&name, strategy, &["Random", "Ordered"])?;
        }
        self.says.check(member)
    }
}
