//! Models: bots, their locales, versions and aliases.
//!
//! A bot ([`bot`]) has a draft that changes and versions that do not; both hold locales
//! ([`locale`]), and a locale what it needs to talk ([`contents`]). Lex answers a change before it is
//! made: how far it is follows from the clock ([`life`]). An alias is kept twice, for this API and,
//! delayed, for the runtime ([`serve`]). A replica of a bot in another region follows by itself
//! ([`replicas`]).

mod aliases;
mod bot;
mod bots;
mod contents;
mod context;
mod delayed;
mod intents;
mod life;
mod locale;
mod locales;
mod paging;
mod policies;
mod replicas;
mod resources;
mod serve;
mod slot_types;
mod slots;
mod statement;
mod stored;
mod tags;
mod versions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lexdr_wire::{Call, Request, Service, ServiceError};
use serde_json::Value;

use super::Replication;
use super::answer::Outcome;
use super::definition::{intent::IntentBody, slot::SlotBody, slot_type::SlotTypeBody};
use super::ids::Ids;
use bot::Bot;
use context::Context;
use delayed::Delayed;
use policies::Policy;
use serve::View;

pub(super) use bot::Parcel;

/// Everything that clients have defined.
#[derive(Debug)]
pub(super) struct Models {
    region: String,
    account: String,
    bots: BTreeMap<String, Bot>,
    /// By bot and alias: what the runtime sees of an alias.
    reach: BTreeMap<(String, String), Delayed<View>>,
    /// By resource, `bot/ID` or `bot-alias/ID/ID`.
    tags: BTreeMap<String, BTreeMap<String, String>>,
    /// By resource, like tags.
    policies: BTreeMap<String, Policy>,
    alias_delay_ms: i64,
    /// What a call begins is done before the next one. All regions of an account look at it.
    is_instant: Arc<AtomicBool>,
    replication: Replication,
}

impl Models {
    pub(super) fn new(
        region: &str,
        account: &str,
        alias_delay_ms: i64,
        replication: Replication,
    ) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            bots: BTreeMap::new(),
            reach: BTreeMap::new(),
            tags: BTreeMap::new(),
            policies: BTreeMap::new(),
            alias_delay_ms,
            is_instant: Arc::default(),
            replication,
        }
    }

    /// What a call begins is done before the next one, as long as `instant` says so.
    pub(super) fn instant_while(&mut self, instant: Arc<AtomicBool>) {
        self.is_instant = instant;
    }

    /// Ends what the last call began, its answer being out. What the runtime sees keeps its delay.
    fn hurry(&mut self, now_ms: i64) {
        for bot in self.bots.values_mut() {
            bot.hurry(now_ms);
        }
        let latest_ms = now_ms.saturating_add(self.alias_delay_ms);
        for seen in self.reach.values_mut() {
            seen.hurry(latest_ms);
        }
    }

    /// Takes in what has arrived from other regions, and forgets what is gone.
    pub(super) fn settle(&mut self, now_ms: i64) {
        self.receive(now_ms);
        self.bots.retain(|_, bot| !bot.life.is_gone(now_ms));
        for bot in self.bots.values_mut() {
            bot.settle(now_ms);
        }
        self.reach.retain(|_, seen| seen.settle(now_ms));
        let bots = &self.bots;
        self.tags.retain(|of, _| resources::exists(bots, of));
        self.policies.retain(|of, _| resources::exists(bots, of));
    }
}

/// Answers a call of the models API.
pub(super) fn handle(
    models: &mut Models,
    ids: &mut Ids,
    now_ms: i64,
    call: &Call,
    request: &Request,
) -> Outcome {
    let mut context = Context {
        models,
        ids,
        now_ms,
        call,
        request,
    };
    let outcome = act(&mut context);
    if outcome.is_ok() && !context.only_reads() {
        if context.models.is_instant.load(Ordering::Relaxed) {
            context.models.hurry(now_ms);
        }
        context.models.send_replicas(call.label("botId"), now_ms);
    }
    outcome
}

fn act(cx: &mut Context<'_>) -> Outcome {
    match cx.call.operation.as_str() {
        "CreateBot" => bots::create(cx),
        "DescribeBot" => bots::describe(cx),
        "UpdateBot" => bots::update(cx),
        "DeleteBot" => bots::delete(cx),
        "ListBots" => bots::list(cx),
        "CreateBotLocale" => locales::create(cx),
        "DescribeBotLocale" => locales::describe(cx),
        "UpdateBotLocale" => locales::update(cx),
        "DeleteBotLocale" => locales::delete(cx),
        "ListBotLocales" => locales::list(cx),
        "BuildBotLocale" => locales::build(cx),
        "CreateIntent" => contents::create::<IntentBody>(cx),
        "DescribeIntent" => contents::describe::<IntentBody>(cx),
        "UpdateIntent" => contents::update::<IntentBody>(cx),
        "DeleteIntent" => contents::delete::<IntentBody>(cx),
        "ListIntents" => contents::list::<IntentBody>(cx),
        "CreateSlot" => contents::create::<SlotBody>(cx),
        "DescribeSlot" => contents::describe::<SlotBody>(cx),
        "UpdateSlot" => contents::update::<SlotBody>(cx),
        "DeleteSlot" => contents::delete::<SlotBody>(cx),
        "ListSlots" => contents::list::<SlotBody>(cx),
        "CreateSlotType" => contents::create::<SlotTypeBody>(cx),
        "DescribeSlotType" => contents::describe::<SlotTypeBody>(cx),
        "UpdateSlotType" => contents::update::<SlotTypeBody>(cx),
        "DeleteSlotType" => contents::delete::<SlotTypeBody>(cx),
        "ListSlotTypes" => contents::list::<SlotTypeBody>(cx),
        "CreateBotVersion" => versions::create(cx),
        "DescribeBotVersion" => versions::describe(cx),
        "DeleteBotVersion" => versions::delete(cx),
        "ListBotVersions" => versions::list(cx),
        "CreateBotAlias" => aliases::create(cx),
        "DescribeBotAlias" => aliases::describe(cx),
        "UpdateBotAlias" => aliases::update(cx),
        "DeleteBotAlias" => aliases::delete(cx),
        "ListBotAliases" => aliases::list(cx),
        "CreateResourcePolicy" => policies::create(cx),
        "UpdateResourcePolicy" => policies::update(cx),
        "DescribeResourcePolicy" => policies::describe(cx),
        "DeleteResourcePolicy" => policies::delete(cx),
        "CreateResourcePolicyStatement" => policies::create_statement(cx),
        "DeleteResourcePolicyStatement" => policies::delete_statement(cx),
        "CreateBotReplica" => replicas::create(cx),
        "DescribeBotReplica" => replicas::describe(cx),
        "DeleteBotReplica" => replicas::delete(cx),
        "ListBotReplicas" => replicas::list(cx),
        "ListBotAliasReplicas" => replicas::list_aliases(cx),
        "ListBotVersionReplicas" => replicas::list_versions(cx),
        "TagResource" => tags::add(cx),
        "UntagResource" => tags::remove(cx),
        "ListTagsForResource" => tags::list(cx),
        operation => Err(ServiceError::not_implemented(
            Service::LexModelsV2,
            operation,
        )),
    }
}

/// Epoch seconds with milliseconds, as Lex writes dates.
fn timestamp(ms: i64) -> Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 fit a double's 53 bits"
    )]
    let seconds = ms as f64 / 1000.0;
    Value::from(seconds)
}
