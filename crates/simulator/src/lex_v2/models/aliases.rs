//! Operations on aliases: what this API shows at once, and the runtime later.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::bot::Bot;
use super::context::{Context, busy, taken};
use super::life::{ALIAS_MS, BOT_MS, Life, Stage};
use super::paging::{self, Item, List};
use super::stored::Stored;
use super::{resources, tags, timestamp, versions};
use crate::lex_v2::answer::Outcome;
use crate::lex_v2::definition::alias::AliasBody;
use crate::lex_v2::{DRAFT, LexV2Error, names};

/// The alias that every bot has, for its draft.
pub(super) const TEST_ID: &str = "TSTALIASID";
const TEST_NAME: &str = "TestBotAlias";

const LIST: List = List {
    member: "botAliasSummaries",
    by_name: None,
    by_time: false,
    operators: &[],
};

/// A name for a version.
#[derive(Debug, Clone)]
pub(super) struct Alias {
    pub(super) stored: Stored<AliasBody>,
    pub(super) life: Life,
    /// Which versions it stood for, and since when; the last one goes on.
    history: Vec<(String, i64)>,
}

impl Alias {
    /// The alias for the draft of a new bot.
    pub(super) fn test(now_ms: i64) -> Self {
        let members = json!({ "botAliasName": TEST_NAME, "botVersion": DRAFT });
        let members = members.as_object().cloned().unwrap_or_default();
        let stored = Stored::new(TEST_ID.to_owned(), members, now_ms);
        Self::new(stored.expect("a name and a version"), BOT_MS, now_ms)
    }

    fn new(stored: Stored<AliasBody>, takes_ms: i64, now_ms: i64) -> Self {
        let version = stored.body.bot_version.clone();
        Self {
            history: version
                .map(|version| (version, now_ms))
                .into_iter()
                .collect(),
            stored,
            life: Life::begin(now_ms, takes_ms),
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.stored.id
    }

    pub(super) fn name(&self) -> &str {
        self.stored.name()
    }

    pub(super) fn version(&self) -> Option<&str> {
        self.stored.body.bot_version.as_deref()
    }

    pub(super) fn is_test(&self) -> bool {
        self.id() == TEST_ID
    }

    pub(super) fn status(&self, now_ms: i64) -> &'static str {
        self.life.status(now_ms, "Available")
    }

    fn describe(&self, now_ms: i64) -> Map<String, Value> {
        let mut out = self.stored.describe("botAliasId");
        out.insert("botAliasStatus".to_owned(), self.status(now_ms).into());
        out
    }

    fn history(&self) -> Value {
        let ends = self.history.iter().skip(1).map(|(_, start)| Some(*start));
        let events = self.history.iter().zip(ends.chain([None]));
        events
            .map(|((version, start), end)| {
                let mut event = json!({ "botVersion": version, "startDate": timestamp(*start) });
                if let Some(end) = end {
                    event["endDate"] = timestamp(end);
                }
                event
            })
            .collect()
    }
}

fn check_name(bot: &Bot, new: &Stored<AliasBody>) -> Result<(), ServiceError> {
    let mut others = bot.aliases.values().map(|alias| &alias.stored);
    if others.any(|alias| alias.name() == new.name() && alias.id != new.id) {
        return Err(taken("alias", new.name()));
    }
    Ok(())
}

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms) = (cx.members()?, cx.now_ms);
    let stored: Stored<AliasBody> = Stored::new(cx.ids.resource(), members, now_ms)?;
    if let Some(version) = &stored.body.bot_version {
        names::check_numbered("botVersion", version)?;
    }
    let given = stored.body.tags.clone();
    given.as_ref().map_or(Ok(()), tags::check)?;
    let bot = cx.own_bot()?;
    check_name(bot, &stored)?;
    if let Some(version) = &stored.body.bot_version {
        versions::check_usable(bot, version, now_ms)?;
    }
    let alias = Alias::new(stored, ALIAS_MS, now_ms);
    let bot_id = bot.stored.id.clone();
    bot.aliases.insert(alias.id().to_owned(), alias.clone());
    let delayed = now_ms.saturating_add(cx.models.alias_delay_ms);
    let from_ms = delayed.max(alias.life.ready_ms());
    cx.models.show_runtime(&bot_id, &alias, from_ms);
    let mut out = alias.describe(now_ms);
    if let Some(given) = given {
        out.insert("tags".to_owned(), json!(given));
        cx.models
            .tags
            .insert(resources::alias(&bot_id, alias.id()), given);
    }
    Ok(cx.answer(202, out))
}

/// The alias that the call names.
fn named<'x>(cx: &'x Context<'_>) -> Result<&'x Alias, ServiceError> {
    let id = cx.id("botAliasId")?;
    let bot = cx.bot()?;
    let what = || format!("Alias {id} of bot {}", bot.stored.id);
    bot.aliases.get(id).ok_or_else(|| cx.missing(what()))
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let alias = named(cx)?;
    let mut out = alias.describe(cx.now_ms);
    out.insert("botAliasHistoryEvents".to_owned(), alias.history());
    out.insert("parentBotNetworks".to_owned(), json!([]));
    Ok(cx.answer(200, out))
}

/// The alias that the call names, and its bot, if it may be changed now.
fn idle<'x>(cx: &'x mut Context<'_>) -> Result<(&'x mut Bot, Alias), ServiceError> {
    let now_ms = cx.now_ms;
    let alias = named(cx)?.clone();
    let bot = cx.own_bot()?;
    if alias.life.stage(now_ms) != Stage::There {
        return Err(busy("Alias", alias.id(), alias.status(now_ms)));
    }
    Ok((bot, alias))
}

/// Replaces an alias whole: what the request leaves out is gone.
pub(super) fn update(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms) = (cx.members()?, cx.now_ms);
    let (bot, mut alias) = idle(cx)?;
    let stored = alias.stored.changed(members, now_ms)?;
    check_name(bot, &stored)?;
    let version = stored.body.bot_version.clone();
    if alias.is_test() {
        if stored.name() != TEST_NAME || version.as_deref() != Some(DRAFT) {
            return Err(LexV2Error::PreconditionFailed.with(format!(
                "{TEST_NAME} always stands for the {DRAFT} version, and keeps its name."
            )));
        }
    } else if let Some(version) = &version {
        names::check_version("botVersion", version)?;
        versions::check_usable(bot, version, now_ms)?;
    }
    if alias.version() != version.as_deref() {
        alias
            .history
            .extend(version.map(|version| (version, now_ms)));
    }
    alias.stored = stored;
    let bot_id = bot.stored.id.clone();
    bot.aliases.insert(alias.id().to_owned(), alias.clone());
    let from_ms = now_ms.saturating_add(cx.models.alias_delay_ms);
    cx.models.show_runtime(&bot_id, &alias, from_ms);
    let out = alias.describe(now_ms);
    Ok(cx.answer(202, out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let now_ms = cx.now_ms;
    let (bot, mut alias) = idle(cx)?;
    if alias.is_test() {
        return Err(LexV2Error::PreconditionFailed.with(format!("{TEST_NAME} cannot be deleted.")));
    }
    alias.life.end(now_ms);
    let bot_id = bot.stored.id.clone();
    bot.aliases.insert(alias.id().to_owned(), alias.clone());
    cx.models.hide_runtime(&bot_id, alias.id(), now_ms);
    let mut out = alias.describe(now_ms);
    out.retain(|key, _| ["botAliasId", "botAliasStatus"].contains(&key.as_str()));
    Ok(cx.answer(202, out))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let bot = cx.bot()?;
    let items = bot.aliases.values().map(|alias| {
        let mut shown = alias.describe(cx.now_ms);
        let members = [
            "botAliasId",
            "botAliasName",
            "description",
            "botVersion",
            "botAliasStatus",
            "creationDateTime",
            "lastUpdatedDateTime",
        ];
        shown.retain(|key, _| members.contains(&key.as_str()));
        Item {
            id: alias.id().to_owned(),
            name: alias.name().to_owned(),
            updated_ms: alias.stored.updated_ms,
            shown: Value::Object(shown),
        }
    });
    paging::page(cx, &LIST, cx.place(), items)
}
