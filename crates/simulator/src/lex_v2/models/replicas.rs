//! Replicas of bots in other regions (Global Resiliency).
//!
//! A replica has the ids of its source, the aliases of it, the versions that were made since the replica
//! was, and of the older ones those that an alias stood for. It follows its source by itself, one way
//! and a little later, and cannot be changed where it is.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::aliases::Alias;
use super::bot::{Bot, Parcel};
use super::context::{Context, busy};
use super::life::{Life, REPLICA_MS, Stage};
use super::paging::{self, Item, List};
use super::{Models, timestamp};
use crate::lex_v2::LexV2Error;
use crate::lex_v2::answer::Outcome;

/// Which region can have replicas of the bots of which ("Global Resiliency" in the developer guide).
const PAIRS: &[(&str, &str)] = &[("us-east-1", "us-west-2"), ("eu-west-2", "eu-central-1")];

/// Until a replica shows a change of its source. The documentation gives no time; this one is made up.
const REPLICATION_MS: i64 = 3_000;

/// A replica, seen from its source.
#[derive(Debug, Clone)]
pub(super) struct Replica {
    created_ms: i64,
    pub(super) life: Life,
    /// The versions that it has, and since when they are on their way.
    versions: BTreeMap<u32, i64>,
}

impl Replica {
    fn status(&self, now_ms: i64) -> &'static str {
        match self.life.status(now_ms, "Enabled") {
            "Creating" => "Enabling",
            other => other,
        }
    }

    /// When it shows what changed at its source at `changed_ms`.
    fn shows_ms(&self, changed_ms: i64) -> i64 {
        (changed_ms + REPLICATION_MS).max(self.life.ready_ms())
    }

    fn describe(&self, region: &str, now_ms: i64) -> Map<String, Value> {
        let out = json!({
            "replicaRegion": region,
            "creationDateTime": timestamp(self.created_ms),
            "botReplicaStatus": self.status(now_ms),
        });
        out.as_object().cloned().unwrap_or_default()
    }
}

impl Bot {
    /// Aliases that a replica has too. Lex's own for tests stands for the draft, which it has not.
    fn replicated_aliases(&self) -> impl Iterator<Item = &Alias> {
        self.aliases.values().filter(|alias| !alias.is_test())
    }

    /// Adds to what each replica has the versions that are due.
    fn share_versions(&mut self, now_ms: i64) {
        let aliases = self.replicated_aliases().filter_map(Alias::version);
        let in_use: Vec<String> = aliases.map(str::to_owned).collect();
        for replica in self.replicas.values_mut() {
            for (number, version) in &self.versions {
                let is_new = version.created_ms >= replica.created_ms;
                if is_new || in_use.contains(&number.to_string()) {
                    replica.versions.entry(*number).or_insert(now_ms);
                }
            }
        }
    }

    /// The bot as a replica of it shall be.
    fn replicated(&self, replica: &Replica, source: &str) -> Self {
        let mut bot = self.clone();
        bot.source = Some(source.to_owned());
        bot.draft.clear();
        bot.busy = None;
        bot.aliases.retain(|_, alias| !alias.is_test());
        bot.versions
            .retain(|number, _| replica.versions.contains_key(number));
        bot
    }
}

impl Models {
    /// Sends a bot of this region, as it is now, to where its replicas are.
    pub(super) fn send_replicas(&mut self, bot_id: &str, now_ms: i64) {
        let bot = self.bots.get_mut(bot_id);
        let Some(bot) = bot.filter(|bot| bot.source.is_none()) else {
            return;
        };
        bot.share_versions(now_ms);
        for (region, replica) in &bot.replicas {
            if replica.life.stage(now_ms) == Stage::Deleting {
                continue;
            }
            let parcel = Parcel {
                from_ms: replica.shows_ms(now_ms),
                bot_id: bot_id.to_owned(),
                bot: Some(Box::new(bot.replicated(replica, &self.region))),
            };
            self.replication.send(region, parcel);
        }
    }

    /// Takes in what has arrived here.
    pub(super) fn receive(&mut self, now_ms: i64) {
        for parcel in self.replication.arrived(&self.region, now_ms) {
            let Parcel {
                from_ms,
                bot_id,
                bot,
            } = parcel;
            let before = self.bots.remove(&bot_id);
            let lost = before.iter().flat_map(|before| before.aliases.keys());
            for alias in lost {
                let kept = bot.as_ref().and_then(|bot| bot.aliases.get(alias));
                if kept.is_none_or(|alias| alias.life.stage(from_ms) == Stage::Deleting) {
                    self.hide_runtime(&bot_id, alias, from_ms);
                }
            }
            let Some(bot) = bot else { continue };
            for alias in bot.aliases.values() {
                if alias.life.stage(from_ms) != Stage::Deleting {
                    let from_ms = from_ms.saturating_add(self.alias_delay_ms);
                    self.show_runtime(&bot_id, alias, from_ms.max(alias.life.ready_ms()));
                }
            }
            self.bots.insert(bot_id, *bot);
        }
    }
}

fn other_of_pair(region: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|(one, other)| match region {
        region if region == *one => Some(*other),
        region if region == *other => Some(*one),
        _ => None,
    })
}

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    let (members, now_ms, own) = (cx.members()?, cx.now_ms, cx.models.region.clone());
    let Some(region) = members.get("replicaRegion").and_then(Value::as_str) else {
        return Err(crate::input::missing("replicaRegion"));
    };
    if other_of_pair(&own) != Some(region) {
        return Err(LexV2Error::Validation
            .with(format!("A bot of {own} cannot have a replica in {region}.")));
    }
    let bot = cx.idle_bot()?;
    if bot.replicas.contains_key(region) {
        return Err(LexV2Error::PreconditionFailed
            .with(format!("Bot {} has a replica in {region}.", bot.stored.id)));
    }
    let replica = Replica {
        created_ms: now_ms,
        life: Life::begin(now_ms, REPLICA_MS),
        versions: BTreeMap::new(),
    };
    let mut out = replica.describe(region, now_ms);
    out.insert("sourceRegion".to_owned(), own.into());
    bot.replicas.insert(region.to_owned(), replica);
    Ok(cx.answer(202, out))
}

/// The replica that the call names.
fn named<'x>(cx: &'x Context<'_>) -> Result<(&'x Bot, &'x Replica), ServiceError> {
    let region = cx.call.label("replicaRegion");
    let bot = cx.bot()?;
    let what = || format!("A replica of bot {} in {region}", bot.stored.id);
    let found = bot.replicas.get(region).ok_or_else(|| cx.missing(what()))?;
    Ok((bot, found))
}

fn source(cx: &Context<'_>, bot: &Bot) -> Value {
    let own = || cx.models.region.clone();
    bot.source.clone().unwrap_or_else(own).into()
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let (bot, replica) = named(cx)?;
    let mut out = replica.describe(cx.call.label("replicaRegion"), cx.now_ms);
    out.insert("sourceRegion".to_owned(), source(cx, bot));
    Ok(cx.answer(200, out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let (now_ms, region) = (cx.now_ms, cx.call.label("replicaRegion"));
    let status = named(cx)?.1.status(now_ms);
    let bot = cx.own_bot()?;
    if status != "Enabled" {
        return Err(busy("Replica", region, status));
    }
    let replica = bot.replicas.get_mut(region).expect("found above");
    replica.life.end(now_ms);
    let mut out = replica.describe(region, now_ms);
    out.remove("creationDateTime");
    let parcel = Parcel {
        from_ms: replica.shows_ms(now_ms),
        bot_id: bot.stored.id.clone(),
        bot: None,
    };
    cx.models.replication.send(region, parcel);
    Ok(cx.answer(202, out))
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let bot = cx.bot()?;
    let replicas = bot.replicas.iter();
    let shown: Vec<_> = replicas
        .map(|(region, replica)| replica.describe(region, cx.now_ms))
        .collect();
    let mut out = Map::new();
    out.insert("sourceRegion".to_owned(), source(cx, bot));
    out.insert("botReplicaSummaries".to_owned(), json!(shown));
    Ok(cx.answer(200, out))
}

/// A list of what a replica has.
fn page(cx: &Context<'_>, list: &List, bot: &Bot, items: impl Iterator<Item = Item>) -> Outcome {
    let mut out = cx.place();
    out.insert("sourceRegion".to_owned(), source(cx, bot));
    let region = cx.call.label("replicaRegion");
    out.insert("replicaRegion".to_owned(), region.into());
    paging::page(cx, list, out, items)
}

pub(super) fn list_aliases(cx: &mut Context<'_>) -> Outcome {
    let list = List {
        member: "botAliasReplicaSummaries",
        by_name: None,
        by_time: false,
        operators: &[],
    };
    let (bot, replica) = named(cx)?;
    let items = bot.replicated_aliases().map(|alias| {
        let stored = &alias.stored;
        let status = if alias.life.stage(cx.now_ms) == Stage::Deleting {
            "Deleting"
        } else if replica.shows_ms(stored.updated_ms) <= cx.now_ms {
            "Available"
        } else if stored.created_ms == stored.updated_ms {
            "Creating"
        } else {
            "Updating"
        };
        let mut shown = json!({
            "botAliasId": alias.id(),
            "botAliasReplicationStatus": status,
            "creationDateTime": timestamp(stored.created_ms),
            "lastUpdatedDateTime": timestamp(stored.updated_ms),
        });
        if let Some(version) = alias.version() {
            shown["botVersion"] = version.into();
        }
        Item {
            id: alias.id().to_owned(),
            name: alias.name().to_owned(),
            updated_ms: stored.updated_ms,
            shown,
        }
    });
    page(cx, &list, bot, items)
}

pub(super) fn list_versions(cx: &mut Context<'_>) -> Outcome {
    let list = List {
        member: "botVersionReplicaSummaries",
        by_name: Some("BotVersion"),
        by_time: false,
        operators: &[],
    };
    let (bot, replica) = named(cx)?;
    let items = bot.versions.iter().filter_map(|(number, version)| {
        let name = number.to_string();
        let since_ms = *replica.versions.get(number)?;
        let is_there = replica.shows_ms(since_ms) <= cx.now_ms;
        let status = if is_there { "Available" } else { "Creating" };
        Some(Item {
            id: name.clone(),
            name: format!("{number:010}"),
            updated_ms: version.created_ms,
            shown: json!({
                "botVersion": name,
                "botVersionReplicationStatus": status,
                "creationDateTime": timestamp(version.created_ms),
            }),
        })
    });
    page(cx, &list, bot, items)
}
