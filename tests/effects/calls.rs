//! The calls.

use serde_json::{Value, json};

/// A call that the functions make, or that is made to them, or by those who manage the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Call {
    PostText,
    PutSession,
    DeleteSession,
    GetItem,
    UpdateItem,
    Invoke,
    GetBotAlias,
}

impl Call {
    pub(super) const ALL: [Self; 7] = [
        Self::PostText,
        Self::PutSession,
        Self::DeleteSession,
        Self::GetItem,
        Self::UpdateItem,
        Self::Invoke,
        Self::GetBotAlias,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PostText => "PostText",
            Self::PutSession => "PutSession",
            Self::DeleteSession => "DeleteSession",
            Self::GetItem => "GetItem",
            Self::UpdateItem => "UpdateItem",
            Self::Invoke => "Invoke",
            Self::GetBotAlias => "GetBotAlias",
        }
    }

    /// What a rule about this call matches.
    pub(super) fn matches(self) -> Value {
        let service = match self {
            Self::PostText | Self::PutSession | Self::DeleteSession => "lex-v1",
            Self::GetItem | Self::UpdateItem => "dynamodb",
            Self::Invoke => "lambda",
            Self::GetBotAlias => "lex-models",
        };
        json!({ "service": service, "operation": self.name() })
    }

    /// Whether this is the call that the errors of its service are shown with.
    pub(super) const fn stands_for_its_service(self) -> bool {
        matches!(
            self,
            Self::PostText | Self::UpdateItem | Self::Invoke | Self::GetBotAlias
        )
    }
}
