//! Sessions: what the bot remembers between two turns.

use serde_json::{Map, Value};

use crate::dialogue::{self, Contexts, Dialogue, Key, Said};

/// All sessions of a region.
pub(in crate::lex_v2) type Sessions = dialogue::Sessions<Session>;

/// The session with this id. The API reference tells sessions apart by bot, alias and session id, and
/// calls the locale the one "where the session is in use". What a session stands at are intents and
/// slots of one locale, so in another locale the same id is another session.
pub(super) fn key(bot: &str, alias: &str, locale: &str, session: &str) -> Key {
    Key {
        place: format!("{bot}/{alias}/{locale}"),
        id: session.to_owned(),
    }
}

/// One conversation. Nothing documents that an open session stays with the version that began it, as
/// it does in V1: each turn is answered by the version that the alias stands for then.
#[derive(Debug, Clone, Default)]
pub(in crate::lex_v2) struct Session {
    pub(super) attributes: Map<String, Value>,
    pub(super) contexts: Contexts,
    pub(super) dialogue: Dialogue,
    /// What the bot said last.
    pub(super) last_said: Option<Said>,
    /// Set by clients, to find their requests again.
    pub(super) originating_request: Option<String>,
    /// Words to expect, set by clients. They help with speech, which is not heard here.
    pub(super) hints: Option<Value>,
}
