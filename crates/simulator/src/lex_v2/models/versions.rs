//! Operations on versions: what a bot was at a time.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::bot::Bot;
use super::context::{Context, busy, in_use, is_draft};
use super::life::{Life, Stage, VERSION_MS};
use super::locale::Locale;
use super::paging::{self, Item, List};
use super::{locales, timestamp};
use crate::lex_v2::answer::Outcome;
use crate::lex_v2::definition::locale::name_of;
use crate::lex_v2::{DRAFT, LexV2Error, input, names};

/// Versions per bot (service quotas of Lex V2).
const MOST_VERSIONS: usize = 100;

const LIST: List = List {
    member: "botVersionSummaries",
    by_name: Some("BotVersion"),
    by_time: false,
    operators: &[],
};

/// A bot as it was.
#[derive(Debug, Clone)]
pub(super) struct Version {
    /// The bot's own members, with the description of the version.
    members: Map<String, Value>,
    pub(super) created_ms: i64,
    pub(super) life: Life,
    pub(super) locales: BTreeMap<String, Locale>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    description: Option<String>,
    bot_version_locale_specification: BTreeMap<String, Source>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    source_bot_version: String,
}

impl Version {
    pub(super) fn status(&self, now_ms: i64) -> &'static str {
        self.life.status(now_ms, "Available")
    }

    fn describe(&self, number: &str, now_ms: i64) -> Map<String, Value> {
        let mut out = self.members.clone();
        out.insert("botVersion".to_owned(), number.into());
        out.insert("botStatus".to_owned(), self.status(now_ms).into());
        out.insert("creationDateTime".to_owned(), timestamp(self.created_ms));
        out
    }
}

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms) = (cx.members()?, cx.now_ms);
    let order: Order = input::read(&members)?;
    let text = order.description.as_deref().unwrap_or_default();
    names::length("description", text, 0, 2000)?;
    let wanted = &order.bot_version_locale_specification;
    let member = "botVersionLocaleSpecification";
    names::count(member, member, wanted.len(), 1, usize::MAX)?;
    let bot = cx.idle_bot()?;
    if bot.versions.len() >= MOST_VERSIONS {
        let text = format!("The bot has {MOST_VERSIONS} versions, as many as it may.");
        return Err(LexV2Error::ServiceQuotaExceeded.with(text));
    }
    let mut locales = BTreeMap::new();
    for (id, source) in wanted {
        locales.insert(id.clone(), copy(bot, id, source, now_ms)?);
    }
    bot.last_version += 1;
    let number = bot.last_version;
    let mut own = bot.describe(now_ms);
    own.retain(|key, _| !["botId", "description", "lastUpdatedDateTime"].contains(&key.as_str()));
    own.extend(
        order
            .description
            .map(|text| ("description".to_owned(), text.into())),
    );
    let version = Version {
        members: own,
        created_ms: now_ms,
        life: Life::begin(now_ms, VERSION_MS),
        locales,
    };
    let mut out = version.describe(&number.to_string(), now_ms);
    let shown = ["description", "botVersion", "botStatus", "creationDateTime"];
    out.retain(|key, _| shown.contains(&key.as_str()));
    out.insert(member.to_owned(), members[member].clone());
    bot.versions.insert(number, version);
    bot.busy = Some((now_ms + VERSION_MS, "Versioning"));
    Ok(cx.answer(202, out))
}

/// A locale of the draft or of another version, as it is now.
fn copy(bot: &Bot, id: &str, source: &Source, now_ms: i64) -> Result<Locale, ServiceError> {
    name_of(id)?;
    let version = &source.source_bot_version;
    names::check_version("sourceBotVersion", version)?;
    let found = bot.locales(version).and_then(|locales| locales.get(id));
    let Some(locale) = found else {
        return Err(LexV2Error::PreconditionFailed
            .with(format!("Version {version} of the bot has no locale {id}.")));
    };
    locales::check_built(id, locale, now_ms)?;
    Ok(locale.clone())
}

/// The number and the version that the call names. The draft is none.
fn named<'x>(cx: &'x Context<'_>) -> Result<(u32, &'x Version), ServiceError> {
    let number = names::check_numbered("botVersion", cx.call.label("botVersion"))?;
    let bot = cx.bot()?;
    let what = || format!("Version {number} of bot {}", bot.stored.id);
    let found = bot.versions.get(&number);
    found
        .map(|version| (number, version))
        .ok_or_else(|| cx.missing(what()))
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let (number, version) = named(cx)?;
    let out = version.describe(&number.to_string(), cx.now_ms);
    Ok(cx.answer(200, out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (now_ms, skips) = (cx.now_ms, cx.skips_check());
    let (number, _) = named(cx)?;
    let bot = cx.own_bot()?;
    let name = number.to_string();
    if let Some(alias) = bot.alias_of(Some(&name), now_ms)
        && !skips
    {
        let what = format!("Version {name} of bot {}", bot.stored.id);
        return Err(in_use(what, format_args!("alias {}", alias.name())));
    }
    let version = bot.versions.get_mut(&number).expect("found above");
    if version.life.stage(now_ms) != Stage::There {
        return Err(busy("Version", &name, version.status(now_ms)));
    }
    version.life.end(now_ms);
    let mut out = Map::new();
    out.insert("botStatus".to_owned(), version.status(now_ms).into());
    Ok(cx.answer(202, out))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let bot = cx.bot()?;
    let draft = Item {
        id: DRAFT.to_owned(),
        // Sorts before every number.
        name: String::new(),
        updated_ms: bot.stored.updated_ms,
        shown: json!({
            "botName": bot.stored.name(),
            "botVersion": DRAFT,
            "botStatus": bot.status(cx.now_ms),
            "creationDateTime": timestamp(bot.stored.created_ms),
        }),
    };
    let numbered = bot.versions.iter().map(|(number, version)| {
        let mut shown = version.describe(&number.to_string(), cx.now_ms);
        let members = [
            "botName",
            "botVersion",
            "description",
            "botStatus",
            "creationDateTime",
        ];
        shown.retain(|key, _| members.contains(&key.as_str()));
        Item {
            id: number.to_string(),
            name: format!("{number:010}"),
            updated_ms: version.created_ms,
            shown: Value::Object(shown),
        }
    });
    // A replica has no draft.
    let draft = bot.source.is_none().then_some(draft);
    paging::page(cx, &LIST, cx.place(), draft.into_iter().chain(numbered))
}

/// Fails unless an alias may stand for this version now.
pub(super) fn check_usable(bot: &Bot, version: &str, now_ms: i64) -> Result<(), ServiceError> {
    if is_draft(version) {
        return Err(LexV2Error::PreconditionFailed.with(
            "Only TestBotAlias can stand for the DRAFT version. Choose a numbered version.",
        ));
    }
    let number = names::check_numbered("botVersion", version)?;
    match bot.versions.get(&number) {
        None => Err(LexV2Error::PreconditionFailed.with(format!(
            "Version {version} of bot {} does not exist.",
            bot.stored.id
        ))),
        Some(found) if found.life.stage(now_ms) != Stage::There => {
            Err(busy("Version", version, found.status(now_ms)))
        }
        Some(_) => Ok(()),
    }
}
