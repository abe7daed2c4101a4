//! Sessions: what the bot remembers of a user between two turns.

use serde_json::{Map, Value};

use super::summary::Summary;
use crate::dialogue::{self, Contexts, Dialogue, Key, Said};

/// All sessions of a region.
pub(in crate::lex_v1) type Sessions = dialogue::Sessions<Session>;

/// A user's session with a bot. Not with an alias: two aliases of a bot share it.
pub(super) fn key(bot: &str, user: &str) -> Key {
    Key {
        place: bot.to_owned(),
        id: user.to_owned(),
    }
}

/// One conversation.
#[derive(Debug, Clone)]
pub(in crate::lex_v1) struct Session {
    pub(super) id: String,
    /// The bot version that began it goes on with it until it ends, wherever the alias moves.
    pub(super) version: String,
    pub(super) attributes: Map<String, Value>,
    pub(super) contexts: Contexts,
    pub(super) dialogue: Dialogue,
    /// What the bot said last.
    pub(super) last_said: Option<Said>,
    /// The intents of late, newest first.
    pub(super) recent: Vec<Summary>,
    pub(super) idle_ttl_ms: i64,
}

impl Session {
    pub(super) fn new(id: String, version: String, idle_ttl_ms: i64) -> Self {
        Self {
            id,
            version,
            attributes: Map::new(),
            contexts: Contexts::default(),
            dialogue: Dialogue::default(),
            last_said: None,
            recent: Vec::new(),
            idle_ttl_ms,
        }
    }
}
