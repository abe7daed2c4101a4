//! Operations on bots.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::aliases::Alias;
use super::bot::Bot;
use super::context::{Context, in_use, taken};
use super::life::{BOT_MS, BOT_UPDATE_MS, Life};
use super::paging::{self, Item, List};
use super::stored::Stored;
use super::{resources, tags};
use crate::lex_v2::LexV2Error;
use crate::lex_v2::answer::Outcome;
use crate::lex_v2::definition::bot::BotBody;

/// Bots per account and region (service quotas of Lex V2).
const MOST_BOTS: usize = 100;

const LIST: List = List {
    member: "botSummaries",
    by_name: Some("BotName"),
    by_time: false,
    operators: &["CO", "EQ", "NE"],
};

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    let stored: Stored<BotBody> = Stored::new(cx.ids.resource(), cx.members()?, cx.now_ms)?;
    check_name(cx, &stored)?;
    if cx.models.bots.len() >= MOST_BOTS {
        let text = format!("The account has {MOST_BOTS} bots in this region, as many as it may.");
        return Err(LexV2Error::ServiceQuotaExceeded.with(text));
    }
    let id = stored.id.clone();
    let alias = Alias::test(cx.now_ms);
    let given = [
        ("botTags", resources::bot(&id), &stored.body.bot_tags),
        (
            "testBotAliasTags",
            resources::alias(&id, alias.id()),
            &stored.body.test_bot_alias_tags,
        ),
    ];
    let mut shown = Map::new();
    for (member, resource, tags) in given {
        let Some(tags) = tags else { continue };
        tags::check(tags)?;
        shown.insert(member.to_owned(), json!(tags));
        cx.models.tags.insert(resource, tags.clone());
    }
    let bot = Bot {
        stored,
        life: Life::begin(cx.now_ms, BOT_MS),
        busy: None,
        draft: BTreeMap::new(),
        versions: BTreeMap::new(),
        last_version: 0,
        aliases: BTreeMap::from([(alias.id().to_owned(), alias.clone())]),
        replicas: BTreeMap::new(),
        source: None,
    };
    cx.models.show_runtime(&id, &alias, bot.life.ready_ms());
    let mut out = bot.describe(cx.now_ms);
    out.extend(shown);
    cx.models.bots.insert(id, bot);
    Ok(cx.answer(202, out))
}

fn check_name(cx: &Context<'_>, new: &Stored<BotBody>) -> Result<(), ServiceError> {
    let mut others = cx.models.bots.values().map(|bot| &bot.stored);
    if others.any(|bot| bot.name() == new.name() && bot.id != new.id) {
        return Err(taken("bot", new.name()));
    }
    Ok(())
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let out = cx.bot()?.describe(cx.now_ms);
    Ok(cx.answer(200, out))
}

pub(super) fn update(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms) = (cx.members()?, cx.now_ms);
    let changed = cx.idle_bot()?.stored.changed(members, now_ms)?;
    check_name(cx, &changed)?;
    let bot = cx.idle_bot()?;
    bot.stored = changed;
    bot.busy = Some((now_ms + BOT_UPDATE_MS, "Updating"));
    let out = bot.describe(now_ms);
    Ok(cx.answer(202, out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (now_ms, skips) = (cx.now_ms, cx.skips_check());
    let bot = cx.idle_bot()?;
    let what = format!("Bot {}", bot.stored.id);
    if let Some(alias) = bot.alias_of(None, now_ms)
        && !skips
    {
        return Err(in_use(what, format_args!("alias {}", alias.name())));
    }
    if let Some(region) = bot.replicas.keys().next() {
        return Err(LexV2Error::PreconditionFailed.with(format!(
            "{what} has a replica in {region}. Delete the replica first."
        )));
    }
    bot.life.end(now_ms);
    let status = bot.status(now_ms);
    let (id, aliases) = (
        bot.stored.id.clone(),
        bot.aliases.keys().cloned().collect::<Vec<_>>(),
    );
    for alias in aliases {
        cx.models.hide_runtime(&id, &alias, now_ms);
    }
    let mut out = Map::new();
    out.insert("botStatus".to_owned(), status.into());
    Ok(cx.answer(202, out))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let items = cx.models.bots.values().map(|bot| Item {
        id: bot.stored.id.clone(),
        name: bot.stored.name().to_owned(),
        updated_ms: bot.stored.updated_ms,
        shown: summarize(bot, cx.now_ms),
    });
    paging::page(cx, &LIST, Map::new(), items)
}

fn summarize(bot: &Bot, now_ms: i64) -> Value {
    let mut out = bot.describe(now_ms);
    let shown = [
        "botId",
        "botName",
        "description",
        "botStatus",
        "lastUpdatedDateTime",
        "botType",
    ];
    out.retain(|key, _| shown.contains(&key.as_str()));
    if let Some(latest) = bot.versions.keys().next_back() {
        out.insert("latestBotVersion".to_owned(), latest.to_string().into());
    }
    Value::Object(out)
}
