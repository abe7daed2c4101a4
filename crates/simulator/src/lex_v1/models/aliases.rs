//! Aliases: what this API shows at once, and what the runtime sees later.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::{Context, checksum, missing, paging, tags, timestamp};
use crate::lex_v1::LexError;
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::input;
use crate::lex_v1::names::{self, Name};

/// A page of aliases, unlike the other lists, holds 50 unless the request says otherwise.
const DEFAULT_PAGE: usize = 50;

/// Where an alias points, and what else was stored with it.
#[derive(Debug, Clone)]
pub(super) struct Alias {
    pub(super) bot_version: String,
    /// `description` and `conversationLogs`, as sent.
    extras: Map<String, Value>,
    checksum: String,
    created_ms: i64,
    updated_ms: i64,
}

/// Bot and alias.
type Key = (String, String);

/// All aliases, and how their changes reach the runtime.
#[derive(Debug)]
pub(super) struct Aliases {
    now: BTreeMap<Key, Alias>,
    /// For each alias, when the runtime sees which version (or none), oldest first.
    runtime: BTreeMap<Key, Vec<(i64, Option<String>)>>,
    delay_ms: i64,
}

impl Aliases {
    pub(super) const fn new(delay_ms: i64) -> Self {
        Self {
            now: BTreeMap::new(),
            runtime: BTreeMap::new(),
            delay_ms,
        }
    }

    /// An alias as this API shows it.
    pub(super) fn find(&self, bot: &str, alias: &str) -> Result<&Alias, ServiceError> {
        self.now
            .get(&(bot.to_owned(), alias.to_owned()))
            .ok_or_else(|| missing(alias))
    }

    /// Some alias of the bot that points to this version, or to any.
    pub(super) fn any_of(&self, bot: &str, version: Option<&str>) -> Option<&str> {
        self.of(bot)
            .find(|(_, alias)| version.is_none_or(|version| version == alias.bot_version))
            .map(|(name, _)| name)
    }

    fn of(&self, bot: &str) -> impl Iterator<Item = (&str, &Alias)> {
        self.now
            .range((bot.to_owned(), String::new())..)
            .take_while(move |((owner, _), _)| owner == bot)
            .map(|((_, name), alias)| (name.as_str(), alias))
    }

    /// The version an alias stands for at the runtime; what has been overtaken is forgotten.
    pub(super) fn at_runtime(&mut self, bot: &str, alias: &str, now_ms: i64) -> Option<String> {
        let key = (bot.to_owned(), alias.to_owned());
        let changes = self.runtime.get_mut(&key)?;
        let reached = changes
            .iter()
            .take_while(|(from, _)| *from <= now_ms)
            .count();
        changes.drain(..reached.saturating_sub(1));
        let seen = if reached == 0 {
            None
        } else {
            changes[0].1.clone()
        };
        if seen.is_none() && reached > 0 && changes.len() == 1 {
            self.runtime.remove(&key);
        }
        seen
    }

    fn change(&mut self, key: Key, version: Option<String>, now_ms: i64) {
        let from = now_ms.saturating_add(self.delay_ms);
        self.runtime.entry(key).or_default().push((from, version));
    }
}

fn describe(bot: &str, name: &str, alias: &Alias) -> Value {
    let mut out = json!({
        "name": name,
        "botName": bot,
        "botVersion": alias.bot_version,
        "createdDate": timestamp(alias.created_ms),
        "lastUpdatedDate": timestamp(alias.updated_ms),
        "checksum": alias.checksum,
    });
    for (key, value) in &alias.extras {
        out[key] = value.clone();
    }
    out
}

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let (bot, asked) = (cx.call.label("botName"), cx.call.label("name"));
    Name::Bot.check("botName", bot)?;
    Name::Alias.check("name", asked)?;
    let members = input::object(cx.request)?;
    let Some(version) = members.get("botVersion").and_then(Value::as_str) else {
        return Err(LexError::BadRequest.with("Missing required field: botVersion"));
    };
    names::check_version("botVersion", version)?;
    if cx.models.bots.find(bot, version).is_err() {
        // The operation models no NotFoundException.
        return Err(LexError::BadRequest.with(format!(
            "The alias refers to version {version} of bot {bot}, which does not exist."
        )));
    }
    // Names are not case-sensitive where they create or replace.
    let known = cx
        .models
        .aliases
        .of(bot)
        .find(|(name, _)| name.eq_ignore_ascii_case(asked));
    let name = known.map_or_else(|| asked.to_owned(), |(name, _)| name.to_owned());
    let existing = known.map(|(_, alias)| alias.clone());
    checksum::check_put(
        &name,
        existing.as_ref().map(|a| a.checksum.as_str()),
        &members,
    )?;
    if let Some(description) = members.get("description") {
        let text = description.as_str().unwrap_or_default();
        names::length("description", text, 0, 200)?;
    }
    let given_tags = tags::of_new(existing.is_none(), &members)?;
    let extras = ["description", "conversationLogs"]
        .into_iter()
        .filter_map(|key| Some((key.to_owned(), members.get(key)?.clone())))
        .collect();
    let alias = Alias {
        bot_version: version.to_owned(),
        extras,
        checksum: cx.ids.checksum(),
        created_ms: existing
            .as_ref()
            .map_or(cx.now_ms, |alias| alias.created_ms),
        updated_ms: cx.now_ms,
    };
    let mut out = describe(bot, &name, &alias);
    let key = (bot.to_owned(), name.clone());
    let moved = existing.is_none_or(|before| before.bot_version != alias.bot_version);
    if moved {
        cx.models
            .aliases
            .change(key.clone(), Some(version.to_owned()), cx.now_ms);
    }
    cx.models.aliases.now.insert(key, alias);
    if let Some(given) = given_tags {
        out["tags"] = tags::to_value(&given);
        cx.models.tags.insert(format!("{bot}:{name}"), given);
    }
    Ok(Answer::json(200, &out))
}

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let (bot, name) = (cx.call.label("botName"), cx.call.label("name"));
    Name::Bot.check("botName", bot)?;
    Name::Alias.check("name", name)?;
    Ok(Answer::json(
        200,
        &describe(bot, name, cx.models.aliases.find(bot, name)?),
    ))
}

/// A bot that does not exist has no aliases; the operation models no `NotFoundException`.
pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let bot = cx.call.label("botName");
    Name::Bot.check("botName", bot)?;
    let fits = paging::name_filter(cx.request, Name::Alias)?;
    let aliases = cx.models.aliases.of(bot).filter(|(name, _)| fits(name));
    let items = aliases.map(|(name, alias)| (name.to_owned(), describe(bot, name, alias)));
    // Capital B, unlike every other list.
    paging::page(cx.request, "BotAliases", DEFAULT_PAGE, items)
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (bot, name) = (cx.call.label("botName"), cx.call.label("name"));
    Name::Bot.check("botName", bot)?;
    Name::Alias.check("name", name)?;
    cx.models.aliases.find(bot, name)?;
    let key = (bot.to_owned(), name.to_owned());
    cx.models.aliases.now.remove(&key);
    cx.models.aliases.change(key, None, cx.now_ms);
    cx.models.tags.remove(&format!("{bot}:{name}"));
    Ok(Answer::no_content())
}
