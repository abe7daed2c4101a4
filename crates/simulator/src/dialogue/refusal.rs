//! Why a bot does not take a turn.

/// Why a bot does not take a turn; each generation has its own error for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request, or the bot as it is defined, leaves no way to go on.
    Invalid(String),
    /// The bot would have to call this function, and nothing here can.
    Hook(String),
}

impl Refusal {
    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(text.into())
    }

    /// The text for people.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Invalid(text) => text.clone(),
            Self::Hook(hook) => format!("Unable to invoke the code hook {hook}"),
        }
    }
}
