//! Who talks to which version of which bot.

use std::sync::Arc;

use lexdr_wire::ServiceError;

use super::Context;
use super::sessions::{self, Session};
use crate::dialogue::{Key, Program};
use crate::lex_v1::models::Build;
use crate::lex_v1::{LexError, names};

/// A turn of a conversation: the session as it was, and the bot that goes on with it.
pub(super) struct Visit {
    pub(super) key: Key,
    pub(super) session: Session,
    pub(super) program: Arc<Program>,
}

impl Context<'_> {
    /// The session's key, once user, bot and alias are known to be right; and the bot version
    /// behind the alias.
    pub(super) fn address(&mut self) -> Result<(Key, String), ServiceError> {
        let (bot, user) = (self.call.label("botName"), self.call.label("userId"));
        names::check_user_id(user)?;
        let alias = self.call.label("botAlias");
        let version = self.models.version_behind(bot, alias, self.now_ms)?;
        Ok((sessions::key(bot, user), version))
    }

    /// Opens a turn: goes on with the user's session, or begins one.
    pub(super) fn visit(&mut self) -> Result<Visit, ServiceError> {
        let (key, version) = self.address()?;
        let going_on = self.sessions.live(&key, self.now_ms).cloned();
        let version = match &going_on {
            // A version that was deleted meanwhile ends the conversations it had.
            Some(session) if self.models.build_of(&key.place, &session.version).is_some() => {
                session.version.clone()
            }
            _ => version,
        };
        let program = self.program(&key.place, &version)?;
        let session = match going_on {
            Some(session) if session.version == version => session,
            _ => {
                let id = self.ids.session(self.now_ms);
                Session::new(id, version, program.idle_ttl_ms)
            }
        };
        Ok(Visit {
            key,
            session,
            program,
        })
    }

    /// Ends a turn, which renews the session.
    pub(super) fn keep(&mut self, visit: Visit) {
        let idle_ttl_ms = visit.session.idle_ttl_ms;
        self.sessions
            .keep(visit.key, visit.session, idle_ttl_ms, self.now_ms);
    }

    fn program(&self, bot: &str, version: &str) -> Result<Arc<Program>, ServiceError> {
        match self.models.build_of(bot, version) {
            Some(Build::Ready(program)) => Ok(Arc::clone(program)),
            Some(Build::Failed(reason)) => Err(LexError::BadRequest.with(format!(
                "Version {version} of bot {bot} failed to build: {reason}"
            ))),
            Some(Build::NotBuilt) => Err(LexError::BadRequest.with(format!(
                "Version {version} of bot {bot} has changes that were not built. Build the bot \
                 and try your request again."
            ))),
            None => {
                Err(LexError::NotFound.with(format!("There is no version {version} of bot {bot}.")))
            }
        }
    }
}
