//! Operations on bots and their versions.

use serde_json::{Map, Value};

use super::shelf::Revision;
use super::{Build, Context, checksum, missing, paging, references, tags};
use crate::lex_v1::LATEST;
use crate::lex_v1::LexError;
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::definition::{self, bot::BotBody};
use crate::lex_v1::input;
use crate::lex_v1::names::{self, Name};

/// A bot as defined, and its build.
#[derive(Debug, Clone)]
pub(super) struct BotRevision {
    pub(super) body: BotBody,
    pub(super) build: Build,
}

fn describe(revision: &Revision<BotRevision>, name: &str, version: &str) -> Map<String, Value> {
    let mut out = revision.describe(name, version);
    let build = &revision.definition.build;
    out.insert("status".to_owned(), build.status().into());
    if let Build::Failed(reason) = build {
        out.insert("failureReason".to_owned(), reason.as_str().into());
    }
    out
}

fn metadata(revision: &Revision<BotRevision>, name: &str, version: &str) -> Value {
    let mut out = revision.metadata(name, version);
    out.insert(
        "status".to_owned(),
        revision.definition.build.status().into(),
    );
    Value::Object(out)
}

pub(super) fn put(cx: &mut Context<'_>) -> Outcome {
    let asked = cx.call.label("name");
    Name::Bot.check("name", asked)?;
    let name = cx.models.bots.stored_name(asked);
    let mut members = input::object(cx.request)?;
    checksum::check_put(&name, cx.models.bots.checksum(&name), &members)?;
    let body: BotBody = definition::read(&members)?;
    body.check()?;
    cx.models.check_intents_of(&body)?;
    let given_tags = tags::of_new(cx.models.bots.get(&name).is_none(), &members)?;
    let creates_version = members.get("createVersion") == Some(&Value::Bool(true));
    // A version is always built.
    let build = if body.wants_build() || creates_version {
        cx.models.build(&body)
    } else {
        Build::NotBuilt
    };
    if creates_version {
        refuse_unversioned_intents(&body)?;
    }
    members
        .entry("idleSessionTTLInSeconds")
        .or_insert_with(|| body.idle_ttl_seconds().into());
    for flag in ["detectSentiment", "enableModelImprovements"] {
        members.entry(flag).or_insert(Value::Bool(false));
    }
    cx.models.bots.put(
        &name,
        members,
        BotRevision { body, build },
        cx.ids,
        cx.now_ms,
    );
    let version = if creates_version {
        cx.models
            .bots
            .create_version(&name, &Map::new(), cx.now_ms)?
            .to_string()
    } else {
        LATEST.to_owned()
    };
    let revision = cx.models.bots.find(&name, &version)?;
    let mut out = describe(revision, &name, &version);
    out.insert("createVersion".to_owned(), creates_version.into());
    if let Some(given) = given_tags {
        out.insert("tags".to_owned(), tags::to_value(&given));
        cx.models.tags.insert(name, given);
    }
    Ok(Answer::json(200, &Value::Object(out)))
}

/// A version of a bot stands on versions of its intents, never on their `$LATEST`.
fn refuse_unversioned_intents(body: &BotBody) -> Result<(), lexdr_wire::ServiceError> {
    match body
        .intents
        .iter()
        .find(|intent| intent.intent_version == LATEST)
    {
        None => Ok(()),
        Some(intent) => Err(LexError::BadRequest.with(format!(
            "The bot refers to the $LATEST version of intent {}. Create a version of the intent \
             and refer to that before you create a version of the bot.",
            intent.intent_name
        ))),
    }
}

pub(super) fn create_version(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Bot.check("name", name)?;
    let body = input::object(cx.request)?;
    let latest = &cx
        .models
        .bots
        .get(name)
        .ok_or_else(|| missing(name))?
        .latest;
    refuse_unversioned_intents(&latest.definition.body)?;
    // A version is always built, also of a bot that was only saved.
    let build = match &latest.definition.build {
        Build::NotBuilt => cx.models.build(&latest.definition.body),
        done => done.clone(),
    };
    let number = cx.models.bots.create_version(name, &body, cx.now_ms)?;
    let versions = cx.models.bots.get_mut(name).ok_or_else(|| missing(name))?;
    let revision = versions
        .numbered
        .get_mut(&number)
        .ok_or_else(|| missing(name))?;
    if matches!(revision.definition.build, Build::NotBuilt) {
        revision.definition.build = build;
    }
    Ok(Answer::json(
        201,
        &Value::Object(describe(revision, name, &number.to_string())),
    ))
}

pub(super) fn get(cx: &mut Context<'_>) -> Outcome {
    let (name, asked) = (cx.call.label("name"), cx.call.label("versionOrAlias"));
    Name::Bot.check("name", name)?;
    let version = if asked == LATEST || names::number(asked).is_some() {
        asked.to_owned()
    } else {
        cx.models.aliases.find(name, asked)?.bot_version.clone()
    };
    let revision = cx.models.bots.find(name, &version)?;
    Ok(Answer::json(
        200,
        &Value::Object(describe(revision, name, &version)),
    ))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let fits = paging::name_filter(cx.request, Name::Bot)?;
    let bots = cx.models.bots.iter().filter(|(name, _)| fits(name));
    let items = bots.map(|(name, bot)| (name.clone(), metadata(&bot.latest, name, LATEST)));
    paging::page(cx.request, "bots", paging::DEFAULT_PAGE, items)
}

pub(super) fn versions(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Bot.check("name", name)?;
    let bot = cx.models.bots.get(name).ok_or_else(|| missing(name))?;
    let items = bot
        .all()
        .map(|(key, version, revision)| (key, metadata(revision, name, &version)));
    paging::page(cx.request, "bots", paging::DEFAULT_PAGE, items)
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let name = cx.call.label("name");
    Name::Bot.check("name", name)?;
    cx.models.bots.get(name).ok_or_else(|| missing(name))?;
    if let Some(alias) = cx.models.aliases.any_of(name, None) {
        return Err(references::in_use("BotAlias", alias, None));
    }
    cx.models.bots.remove(name);
    cx.models.tags.remove(name);
    Ok(Answer::no_content())
}

pub(super) fn delete_version(cx: &mut Context<'_>) -> Outcome {
    let (name, version) = (cx.call.label("name"), cx.call.label("version"));
    Name::Bot.check("name", name)?;
    let number = names::check_numbered("version", version)?;
    cx.models.bots.find(name, version)?;
    if let Some(alias) = cx.models.aliases.any_of(name, Some(&number.to_string())) {
        return Err(references::in_use("BotAlias", alias, None));
    }
    if let Some(bot) = cx.models.bots.get_mut(name) {
        bot.numbered.remove(&number);
    }
    Ok(Answer::no_content())
}
