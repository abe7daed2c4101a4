//! What an operation works on, and what stands in its way.

use std::fmt::Display;

use lexdr_wire::{Call, Request, ServiceError};
use serde_json::{Map, Value};

use super::Models;
use super::bot::Bot;
use super::life::Stage;
use super::locale::Locale;
use crate::lex_v2::answer::Answer;
use crate::lex_v2::ids::Ids;
use crate::lex_v2::{DRAFT, LexV2Error, input, names};

/// What an operation works on.
pub(super) struct Context<'c> {
    pub(super) models: &'c mut Models,
    pub(super) ids: &'c mut Ids,
    pub(super) now_ms: i64,
    pub(super) call: &'c Call,
    pub(super) request: &'c Request,
}

impl Context<'_> {
    pub(super) fn only_reads(&self) -> bool {
        let operation = self.call.operation.as_str();
        operation.starts_with("Describe") || operation.starts_with("List")
    }

    /// The answer where something does not exist. Only operations that describe model
    /// `ResourceNotFoundException`; lists can only call the request invalid, and to a change it is a
    /// precondition.
    pub(super) fn missing(&self, what: impl Display) -> ServiceError {
        let operation = self.call.operation.as_str();
        let error = if operation.starts_with("Describe") {
            LexV2Error::ResourceNotFound
        } else if operation.starts_with("List") {
            LexV2Error::Validation
        } else {
            LexV2Error::PreconditionFailed
        };
        error.with(format!("{what} does not exist."))
    }

    /// A label that must be the id of something.
    pub(super) fn id(&self, label: &str) -> Result<&str, ServiceError> {
        let id = self.call.label(label);
        names::check_id(label, id)?;
        Ok(id)
    }

    /// The bot that the call names.
    pub(super) fn bot(&self) -> Result<&Bot, ServiceError> {
        let id = self.id("botId")?;
        let found = self.models.bots.get(id);
        found.ok_or_else(|| self.missing(format_args!("Bot {id}")))
    }

    /// The bot that the call names, if it may be changed here and is not about to end.
    pub(super) fn own_bot(&mut self) -> Result<&mut Bot, ServiceError> {
        let now_ms = self.now_ms;
        let bot = self.bot()?;
        if let Some(source) = &bot.source {
            return Err(LexV2Error::PreconditionFailed.with(format!(
                "Bot {} is a replica and cannot be changed here. Change it in {source}.",
                bot.stored.id
            )));
        }
        if bot.life.stage(now_ms) != Stage::There {
            return Err(busy("Bot", &bot.stored.id, bot.status(now_ms)));
        }
        let id = bot.stored.id.clone();
        let found = self.models.bots.get_mut(&id);
        Ok(found.expect("found above"))
    }

    /// The same, if nothing else is being done to it.
    pub(super) fn idle_bot(&mut self) -> Result<&mut Bot, ServiceError> {
        let now_ms = self.now_ms;
        let bot = self.own_bot()?;
        match bot.status(now_ms) {
            "Available" => Ok(bot),
            status => Err(busy("Bot", &bot.stored.id, status)),
        }
    }

    /// The locale that the call names, in whatever version.
    pub(super) fn locale(&self) -> Result<&Locale, ServiceError> {
        let (version, id) = (self.call.label("botVersion"), self.call.label("localeId"));
        names::check_version("botVersion", version)?;
        let bot = self.bot()?;
        let found = bot.locales(version).and_then(|locales| locales.get(id));
        let what = || format!("Locale {id} of version {version} of bot {}", bot.stored.id);
        found.ok_or_else(|| self.missing(what()))
    }

    /// The locale of the draft that the call names, if it may be changed now.
    pub(super) fn idle_locale(&mut self) -> Result<&mut Locale, ServiceError> {
        let now_ms = self.now_ms;
        names::check_draft("botVersion", self.call.label("botVersion"))?;
        self.idle_bot()?;
        let locale = self.locale()?;
        let id = self.call.label("localeId");
        if locale.is_changing(now_ms) {
            return Err(busy("Locale", id, locale.status(now_ms)));
        }
        let bot = self.idle_bot()?;
        Ok(bot.draft.get_mut(id).expect("found above"))
    }

    /// The members of the body.
    pub(super) fn members(&self) -> Result<Map<String, Value>, ServiceError> {
        input::object(self.request)
    }

    /// Whether the call asks not to be told what uses the thing to be deleted.
    pub(super) fn skips_check(&self) -> bool {
        input::query(self.request, "skipResourceInUseCheck").as_deref() == Some("true")
    }

    /// What answers repeat of the path.
    pub(super) fn place(&self) -> Map<String, Value> {
        let labels = ["botId", "botVersion", "localeId"];
        let given = labels
            .into_iter()
            .map(|label| (label, self.call.label(label)));
        given
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (label.to_owned(), value.into()))
            .collect()
    }

    /// The answer with these members beside those of the path.
    pub(super) fn answer(&self, status: u16, members: Map<String, Value>) -> Answer {
        let mut out = self.place();
        out.extend(members);
        // What has just been made has not been changed; the reference has no such member there.
        if self.call.operation.starts_with("Create") {
            out.remove("lastUpdatedDateTime");
        }
        Answer::json(status, &Value::Object(out))
    }
}

/// The answer while something is on its way from one state to another.
pub(super) fn busy(kind: &str, id: &str, status: &str) -> ServiceError {
    LexV2Error::Conflict.with(format!(
        "{kind} {id} is in state {status}. Wait until that is over and try your request again."
    ))
}

/// The answer where something of this name is there already.
pub(super) fn taken(kind: &str, name: &str) -> ServiceError {
    LexV2Error::PreconditionFailed.with(format!(
        "There is already a {kind} with the name {name}. Choose another name."
    ))
}

/// The answer where something else would be left without what it uses.
pub(super) fn in_use(what: impl Display, by: impl Display) -> ServiceError {
    LexV2Error::PreconditionFailed.with(format!(
        "{what} is in use by {by}. Delete that first, or set skipResourceInUseCheck."
    ))
}

/// The version of a bot that can be changed.
pub(super) fn is_draft(version: &str) -> bool {
    version == DRAFT
}
