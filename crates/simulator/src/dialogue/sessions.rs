//! Sessions: what a bot remembers of a user between two turns, for as long as it does.

use std::collections::BTreeMap;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The bot, and whatever else of its address keeps conversations apart.
    pub(crate) place: String,
    /// The id that the client gave the user or the session.
    pub(crate) id: String,
}

/// Sessions are swept of expired ones whenever their number doubles, and not before this many.
const FIRST_SWEEP: usize = 256;

/// All sessions of a region.
#[derive(Debug)]
pub(crate) struct Sessions<S> {
    all: BTreeMap<Key, Kept<S>>,
    sweep_at: usize,
}

#[derive(Debug)]
struct Kept<S> {
    session: S,
    last_used_ms: i64,
    idle_ttl_ms: i64,
}

impl<S> Kept<S> {
    const fn is_over(&self, now_ms: i64) -> bool {
        now_ms - self.last_used_ms >= self.idle_ttl_ms
    }
}

impl<S> Default for Sessions<S> {
    fn default() -> Self {
        Self {
            all: BTreeMap::new(),
            sweep_at: FIRST_SWEEP,
        }
    }
}

impl<S> Sessions<S> {
    /// A session that has not been idle for too long.
    pub(crate) fn live(&self, key: &Key, now_ms: i64) -> Option<&S> {
        let kept = self.all.get(key).filter(|kept| !kept.is_over(now_ms))?;
        Some(&kept.session)
    }

    /// How many sessions whose id begins with `prefix` have not been idle for too long.
    pub(crate) fn open(&self, prefix: &str, now_ms: i64) -> u32 {
        let open = self
            .all
            .iter()
            .filter(|(key, kept)| key.id.starts_with(prefix) && !kept.is_over(now_ms));
        u32::try_from(open.count()).unwrap_or(u32::MAX)
    }

    /// Keeps a session after a turn, which renews it.
    pub(crate) fn keep(&mut self, key: Key, session: S, idle_ttl_ms: i64, now_ms: i64) {
        let kept = Kept {
            session,
            last_used_ms: now_ms,
            idle_ttl_ms,
        };
        self.all.insert(key, kept);
        if self.all.len() >= self.sweep_at {
            self.all.retain(|_, kept| !kept.is_over(now_ms));
            self.sweep_at = FIRST_SWEEP.max(self.all.len() * 2);
        }
    }

    /// Ends a session; nothing if it has expired or never was.
    pub(crate) fn end(&mut self, key: &Key, now_ms: i64) -> Option<S> {
        let kept = self.all.remove(key).filter(|kept| !kept.is_over(now_ms))?;
        Some(kept.session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: &str) -> Key {
        Key {
            place: "Bot".to_owned(),
            id: id.to_owned(),
        }
    }

    #[test]
    fn sessions_nobody_uses_do_not_pile_up() {
        let mut sessions = Sessions::default();
        for turn in 0..10_000_i64 {
            sessions.keep(key(&format!("user-{turn}")), (), 300_000, turn * 1000);
        }
        // 300 are alive at any time; between two sweeps their number doubles at most.
        assert!(
            sessions.all.len() <= 2 * 300,
            "{} sessions kept",
            sessions.all.len()
        );
        assert!(sessions.live(&key("user-9999"), 9_999_000).is_some());
    }

    #[test]
    fn a_session_lives_as_long_as_it_is_used_within_its_idle_time() {
        let key = key("user");
        let mut sessions = Sessions::default();
        sessions.keep(key.clone(), (), 300_000, 0);
        assert!(sessions.live(&key, 299_999).is_some());
        sessions.keep(key.clone(), (), 300_000, 299_999);
        assert!(sessions.live(&key, 599_998).is_some());
        assert!(sessions.live(&key, 599_999).is_none());
        assert!(sessions.end(&key, 599_999).is_none());
    }

    #[test]
    fn open_sessions_are_counted_by_the_beginning_of_their_id() {
        let mut sessions = Sessions::default();
        for (id, idle_ttl_ms) in [("check-1", 1000), ("check-2", 2000), ("caller-1", 2000)] {
            sessions.keep(key(id), (), idle_ttl_ms, 0);
        }
        assert_eq!(sessions.open("check-", 999), 2);
        assert_eq!(sessions.open("check-", 1000), 1);
        assert_eq!(sessions.open("", 1000), 2);
    }
}
