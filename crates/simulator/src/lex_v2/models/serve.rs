//! What the runtime sees: the locale behind an alias.

use std::sync::Arc;

use lexdr_wire::ServiceError;

use super::Models;
use super::aliases::Alias;
use crate::dialogue::Program;
use crate::lex_v2::LexV2Error;

/// What the runtime knows of an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    version: Option<String>,
    disabled: Vec<String>,
}

/// What answers callers.
#[derive(Debug, Clone)]
pub(in crate::lex_v2) struct Served {
    pub(in crate::lex_v2) program: Arc<Program>,
}

impl Models {
    /// What answers callers of an alias in a locale at `now_ms`.
    ///
    /// # Errors
    /// 404 if the runtime knows of no such bot or alias. What it answers where an alias has the
    /// locale disabled, or leads to a version without it or to a draft that was never built, is not
    /// documented; here it is a 400, as the reference has it for locales of sessions.
    pub(in crate::lex_v2) fn serve(
        &self,
        bot_id: &str,
        alias_id: &str,
        locale_id: &str,
        now_ms: i64,
    ) -> Result<Served, ServiceError> {
        let unknown = || {
            LexV2Error::ResourceNotFound.with(format!(
                "{bot_id}/{alias_id} is not a valid BotId/BotAliasId combination."
            ))
        };
        let key = (bot_id.to_owned(), alias_id.to_owned());
        let seen = self.reach.get(&key).and_then(|seen| seen.at(now_ms));
        let view = seen.ok_or_else(unknown)?;
        if !self.bots.contains_key(bot_id) {
            return Err(unknown());
        }
        if view.disabled.iter().any(|locale| locale == locale_id) {
            return Err(LexV2Error::Validation.with(format!(
                "Locale {locale_id} is not enabled in alias {alias_id} of bot {bot_id}."
            )));
        }
        let Some(version) = &view.version else {
            return Err(LexV2Error::Validation.with(format!(
                "Alias {alias_id} of bot {bot_id} stands for no version."
            )));
        };
        self.serve_version(bot_id, version, locale_id, now_ms)
    }

    /// What answers in a locale of a version: 404 if there is no such version (any more), 400 if it
    /// has no such locale, or that is not built.
    fn serve_version(
        &self,
        bot_id: &str,
        version: &str,
        locale_id: &str,
        now_ms: i64,
    ) -> Result<Served, ServiceError> {
        let bot = self.bots.get(bot_id);
        let Some(locales) = bot.and_then(|bot| bot.locales(version)) else {
            return Err(LexV2Error::ResourceNotFound
                .with(format!("Version {version} of bot {bot_id} does not exist.")));
        };
        let Some(locale) = locales.get(locale_id) else {
            return Err(LexV2Error::Validation.with(format!(
                "Version {version} of bot {bot_id} has no locale {locale_id}."
            )));
        };
        let Some(program) = locale.program(now_ms) else {
            return Err(LexV2Error::Validation.with(format!(
                "Locale {locale_id} of version {version} of bot {bot_id} is not built. Build it and \
                 try your request again."
            )));
        };
        Ok(Served { program })
    }

    /// From `from_ms` on the runtime sees the alias as it is now.
    pub(super) fn show_runtime(&mut self, bot_id: &str, alias: &Alias, from_ms: i64) {
        let view = View {
            version: alias.version().map(str::to_owned),
            disabled: alias.stored.body.disabled_locales(),
        };
        let key = (bot_id.to_owned(), alias.id().to_owned());
        let seen = self.reach.entry(key).or_default();
        if seen.in_the_end() != Some(&view) {
            seen.change(from_ms, Some(view));
        }
    }

    /// The runtime forgets an alias that ends now.
    pub(super) fn hide_runtime(&mut self, bot_id: &str, alias_id: &str, now_ms: i64) {
        let from_ms = now_ms.saturating_add(self.alias_delay_ms);
        let key = (bot_id.to_owned(), alias_id.to_owned());
        if let Some(seen) = self.reach.get_mut(&key) {
            seen.change(from_ms, None);
        }
    }
}
