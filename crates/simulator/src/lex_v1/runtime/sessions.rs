//! Sessions: what the bot remembers of a user between two turns.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::asking::Said;
use super::contexts::Contexts;
use super::state::Dialogue;
use super::summary::Summary;

/// Bot and user. Not the alias: two aliases of a bot share a user's session.
pub(super) type Key = (String, String);

/// Sessions are swept of expired ones whenever their number doubles, and not before this many.
const FIRST_SWEEP: usize = 256;

/// One conversation.
#[derive(Debug, Clone)]
pub(super) struct Session {
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
    last_used_ms: i64,
    idle_ttl_ms: i64,
}

impl Session {
    pub(super) fn new(id: String, version: String, idle_ttl_ms: i64, now_ms: i64) -> Self {
        Self {
            id,
            version,
            attributes: Map::new(),
            contexts: Contexts::default(),
            dialogue: Dialogue::default(),
            last_said: None,
            recent: Vec::new(),
            last_used_ms: now_ms,
            idle_ttl_ms,
        }
    }

    const fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.last_used_ms >= self.idle_ttl_ms
    }
}

/// All sessions of a region.
#[derive(Debug)]
pub(in crate::lex_v1) struct Sessions {
    all: BTreeMap<Key, Session>,
    sweep_at: usize,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            sweep_at: FIRST_SWEEP,
        }
    }
}

impl Sessions {
    /// A session that has not been idle for too long.
    pub(super) fn live(&self, key: &Key, now_ms: i64) -> Option<&Session> {
        self.all.get(key).filter(|session| !session.is_over(now_ms))
    }

    /// How many sessions of users whose id begins with `prefix` have not been idle for too long.
    pub(in crate::lex_v1) fn open(&self, prefix: &str, now_ms: i64) -> u32 {
        let open = self
            .all
            .iter()
            .filter(|((_, user), session)| user.starts_with(prefix) && !session.is_over(now_ms));
        u32::try_from(open.count()).unwrap_or(u32::MAX)
    }

    /// Keeps a session after a turn, which renews it.
    pub(super) fn keep(&mut self, key: Key, mut session: Session, now_ms: i64) {
        session.last_used_ms = now_ms;
        self.all.insert(key, session);
        if self.all.len() >= self.sweep_at {
            self.all.retain(|_, session| !session.is_over(now_ms));
            self.sweep_at = FIRST_SWEEP.max(self.all.len() * 2);
        }
    }

    /// Ends a session; nothing if it has expired or never was.
    pub(super) fn end(&mut self, key: &Key, now_ms: i64) -> Option<Session> {
        self.all
            .remove(key)
            .filter(|session| !session.is_over(now_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_nobody_uses_do_not_pile_up() {
        let mut sessions = Sessions::default();
        for turn in 0..10_000_i64 {
            let now_ms = turn * 1000;
            let session = Session::new(String::new(), "1".to_owned(), 300_000, now_ms);
            sessions.keep(("Bot".to_owned(), format!("user-{turn}")), session, now_ms);
        }
        // 300 are alive at any time; between two sweeps their number doubles at most.
        assert!(
            sessions.all.len() <= 2 * 300,
            "{} sessions kept",
            sessions.all.len()
        );
        assert!(
            sessions
                .live(&("Bot".to_owned(), "user-9999".to_owned()), 9_999_000)
                .is_some()
        );
    }

    #[test]
    fn a_session_lives_as_long_as_it_is_used_within_its_idle_time() {
        let key = ("Bot".to_owned(), "user".to_owned());
        let mut sessions = Sessions::default();
        sessions.keep(
            key.clone(),
            Session::new(String::new(), "1".to_owned(), 300_000, 0),
            0,
        );
        let session = sessions.live(&key, 299_999).expect("alive").clone();
        sessions.keep(key.clone(), session, 299_999);
        assert!(sessions.live(&key, 599_998).is_some());
        assert!(sessions.live(&key, 599_999).is_none());
        assert!(sessions.end(&key, 599_999).is_none());
    }
}
