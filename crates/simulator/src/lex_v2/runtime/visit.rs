//! Who talks to which locale of which bot.

use std::sync::Arc;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::sessions::{self, Session};
use super::{Context, refused};
use crate::dialogue::{self, Key, Program, Reply, Talk};
use crate::lex_v2::names;

/// A turn of a conversation: the session as it was, and the bot that goes on with it.
pub(super) struct Visit {
    pub(super) key: Key,
    pub(super) session: Session,
    pub(super) program: Arc<Program>,
}

impl Context<'_> {
    /// The session's key, once every part of the path is known to be right; and what answers there.
    pub(super) fn address(&mut self) -> Result<(Key, Arc<Program>), ServiceError> {
        let bot = self.call.label("botId");
        let alias = self.call.label("botAliasId");
        let locale = self.call.label("localeId");
        let session = self.call.label("sessionId");
        names::check_id("botId", bot)?;
        check_session_id(session)?;
        let served = self.models.serve(bot, alias, locale, self.now_ms)?;
        let key = sessions::key(bot, alias, locale, session);
        Ok((key, served.program))
    }

    /// Opens a turn: goes on with the session, or begins one.
    pub(super) fn visit(&mut self) -> Result<Visit, ServiceError> {
        let (key, program) = self.address()?;
        let session = self.sessions.live(&key, self.now_ms).cloned();
        Ok(Visit {
            key,
            session: session.unwrap_or_default(),
            program,
        })
    }

    /// Ends a turn, which renews the session.
    pub(super) fn keep(&mut self, visit: Visit) {
        let idle_ttl_ms = visit.program.idle_ttl_ms;
        self.sessions
            .keep(visit.key, visit.session, idle_ttl_ms, self.now_ms);
    }
}

impl Visit {
    /// Begins to talk.
    pub(super) fn talk(&mut self, now_ms: i64) -> Talk<'_> {
        Talk {
            program: &self.program,
            dialogue: &mut self.session.dialogue,
            attributes: &self.session.attributes,
            contexts: &self.session.contexts,
            today: dialogue::today(now_ms),
        }
    }

    /// Takes a turn of the user.
    pub(super) fn hear(&mut self, said: &str, now_ms: i64) -> Result<(), ServiceError> {
        self.session.contexts.turn(now_ms);
        let reply = self.talk(now_ms).hear(said).map_err(refused)?;
        self.settle(reply, now_ms);
        Ok(())
    }

    /// Notes what a turn changed beside the dialogue.
    pub(super) fn settle(&mut self, reply: Reply, now_ms: i64) {
        let session = &mut self.session;
        session.last_said = reply.said;
        if session.dialogue.awaiting.is_done()
            && let Some(active) = &session.dialogue.intent
            && let Some(intent) = self.program.intent(&active.name)
        {
            let filled = |(name, value): (&str, Option<&dialogue::SlotValue>)| {
                Some((name.to_owned(), Value::from(value?.interpreted.as_str())))
            };
            let attributes: Map<String, Value> = active.slots.iter().filter_map(filled).collect();
            session
                .contexts
                .add(&intent.output_contexts, &attributes, now_ms);
        }
    }
}

/// 2 to 100 of `[0-9a-zA-Z._:-]`. No SDK checks the pattern.
fn check_session_id(value: &str) -> Result<(), ServiceError> {
    names::length("sessionId", value, 2, 100)?;
    if value
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b))
    {
        Ok(())
    } else {
        Err(names::pattern("sessionId", value, "[0-9a-zA-Z._:-]+"))
    }
}
