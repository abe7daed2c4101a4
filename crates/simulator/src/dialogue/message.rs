//! What a bot can say.

/// One wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// What the text is: `PlainText`, `SSML` and the like.
    pub(crate) format: String,
    /// The text, with `{Slot}` and `[attribute]` where values go.
    pub(crate) text: String,
}

/// Wordings of which one is taken.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// The number of the part where it is one of several.
    pub(crate) group: Option<i64>,
    pub(crate) wordings: Vec<Message>,
}

/// Something the bot says without waiting for an answer. Its parts are said together.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) parts: Vec<Part>,
    /// A card that text clients show, as JSON.
    pub(crate) card: Option<String>,
}

/// A question, asked up to `max_attempts` times.
#[derive(Debug, Clone)]
pub(crate) struct Prompt {
    pub(crate) max_attempts: u32,
    pub(crate) says: Statement,
}
