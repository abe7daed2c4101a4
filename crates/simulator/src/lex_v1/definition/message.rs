//! Messages: what a bot says.

use lexdr_wire::ServiceError;
use serde::Deserialize;

use super::{at_most, one_of, within};
use crate::dialogue::{self, Part};
use crate::lex_v1::{LexError, names};

/// One wording.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct Message {
    pub(in crate::lex_v1) content_type: String,
    pub(in crate::lex_v1) content: String,
    pub(in crate::lex_v1) group_number: Option<i64>,
}

/// Something the bot says without waiting for an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct Statement {
    pub(in crate::lex_v1) messages: Vec<Message>,
    pub(in crate::lex_v1) response_card: Option<String>,
}

/// A question, asked up to `max_attempts` times.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lex_v1) struct Prompt {
    pub(in crate::lex_v1) max_attempts: u32,
    #[serde(flatten)]
    pub(in crate::lex_v1) says: Statement,
}

impl Message {
    fn compile(&self) -> dialogue::Message {
        dialogue::Message {
            format: self.content_type.clone(),
            text: self.content.clone(),
        }
    }
}

impl Statement {
    /// Messages in groups give one each; those beside them are not said. Without groups, one message
    /// of all is said.
    pub(super) fn compile(&self) -> dialogue::Statement {
        let mut groups: Vec<Option<i64>> = self
            .messages
            .iter()
            .map(|message| message.group_number)
            .filter(Option::is_some)
            .collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.is_empty() {
            groups.push(None);
        }
        let part = |group: Option<i64>| Part {
            group,
            wordings: self
                .messages
                .iter()
                .filter(|message| message.group_number == group)
                .map(Message::compile)
                .collect(),
        };
        dialogue::Statement {
            parts: groups.into_iter().map(part).collect(),
            card: self.response_card.clone(),
        }
    }

    pub(super) fn check(&self, member: &str) -> Result<(), ServiceError> {
        if self.messages.is_empty() {
            return Err(LexError::BadRequest.with(format!("{member} has no messages")));
        }
        at_most(&format!("{member}.messages"), self.messages.len(), 15)?;
        for message in &self.messages {
            let kinds = ["PlainText", "SSML", "CustomPayload"];
            one_of(
                &format!("{member}.messages.contentType"),
                &message.content_type,
                &kinds,
            )?;
            names::length(
                &format!("{member}.messages.content"),
                &message.content,
                1,
                1000,
            )?;
            if let Some(group) = message.group_number {
                within(&format!("{member}.messages.groupNumber"), group, 1, 5)?;
            }
        }
        Ok(())
    }
}

impl Prompt {
    pub(super) fn compile(&self) -> dialogue::Prompt {
        dialogue::Prompt {
            max_attempts: self.max_attempts,
            says: self.says.compile(),
        }
    }

    pub(super) fn check(&self, member: &str) -> Result<(), ServiceError> {
        within(
            &format!("{member}.maxAttempts"),
            i64::from(self.max_attempts),
            1,
            5,
        )?;
        self.says.check(member)
    }
}
