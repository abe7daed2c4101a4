//! Model building: bots, intents, slot types, their versions, aliases and tags.
//!
//! Bots, intents and slot types live on a [`shelf`] each: a `$LATEST` revision that can be replaced,
//! and numbered ones that cannot. [`build`] turns a bot revision into a program; [`aliases`] keeps
//! two views of an alias, one for this API and one, delayed, for the runtime; [`references`] says
//! what stands in the way of a deletion.

mod aliases;
mod bots;
mod build;
mod checksum;
mod intents;
mod paging;
mod references;
mod shelf;
mod slot_types;
mod tags;

use std::collections::BTreeMap;

use lexdr_wire::{Call, Request, Service, ServiceError};
use serde_json::Value;

use super::LexError;
use super::answer::Outcome;
use super::definition::intent::IntentBody;
use super::definition::slot_type::SlotTypeBody;
use super::ids::Ids;
use aliases::Aliases;
use bots::BotRevision;
use shelf::Shelf;

pub(super) use build::Build;

/// Everything that clients have defined.
#[derive(Debug)]
pub(super) struct Models {
    bots: Shelf<BotRevision>,
    intents: Shelf<IntentBody>,
    slot_types: Shelf<SlotTypeBody>,
    aliases: Aliases,
    /// By resource: `Bot` or `Bot:Alias`.
    tags: BTreeMap<String, BTreeMap<String, String>>,
}

impl Models {
    pub(super) fn new(alias_delay_ms: i64) -> Self {
        Self {
            bots: Shelf::default(),
            intents: Shelf::default(),
            slot_types: Shelf::default(),
            aliases: Aliases::new(alias_delay_ms),
            tags: BTreeMap::new(),
        }
    }

    /// The version of `bot` that `alias` stands for at the runtime at `now_ms`.
    pub(super) fn version_behind(
        &mut self,
        bot: &str,
        alias: &str,
        now_ms: i64,
    ) -> Result<String, ServiceError> {
        if self.bots.get(bot).is_none() {
            return Err(LexError::NotFound.with(format!("There is no bot named {bot}.")));
        }
        if alias == super::LATEST {
            return Ok(alias.to_owned());
        }
        self.aliases.at_runtime(bot, alias, now_ms).ok_or_else(|| {
            LexError::NotFound.with(format!("There is no alias named {alias} for bot {bot}."))
        })
    }

    /// Whether there is a bot of this name.
    pub(super) fn has_bot(&self, name: &str) -> bool {
        self.bots.get(name).is_some()
    }

    /// How the build of a version stands; nothing if there is no such version.
    pub(super) fn build_of(&self, bot: &str, version: &str) -> Option<&Build> {
        Some(&self.bots.get(bot)?.revision(version)?.definition.build)
    }
}

/// What an operation works on.
struct Context<'c> {
    models: &'c mut Models,
    ids: &'c mut Ids,
    now_ms: i64,
    call: &'c Call,
    request: &'c Request,
}

/// Answers a model-building call.
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
    let cx = &mut context;
    match call.operation.as_str() {
        "PutBot" => bots::put(cx),
        "GetBot" => bots::get(cx),
        "GetBots" => bots::list(cx),
        "CreateBotVersion" => bots::create_version(cx),
        "GetBotVersions" => bots::versions(cx),
        "DeleteBot" => bots::delete(cx),
        "DeleteBotVersion" => bots::delete_version(cx),
        "PutBotAlias" => aliases::put(cx),
        "GetBotAlias" => aliases::get(cx),
        "GetBotAliases" => aliases::list(cx),
        "DeleteBotAlias" => aliases::delete(cx),
        "PutIntent" => intents::put(cx),
        "GetIntent" => intents::get(cx),
        "GetIntents" => intents::list(cx),
        "CreateIntentVersion" => intents::create_version(cx),
        "GetIntentVersions" => intents::versions(cx),
        "DeleteIntent" => intents::delete(cx),
        "DeleteIntentVersion" => intents::delete_version(cx),
        "PutSlotType" => slot_types::put(cx),
        "GetSlotType" => slot_types::get(cx),
        "GetSlotTypes" => slot_types::list(cx),
        "CreateSlotTypeVersion" => slot_types::create_version(cx),
        "GetSlotTypeVersions" => slot_types::versions(cx),
        "DeleteSlotType" => slot_types::delete(cx),
        "DeleteSlotTypeVersion" => slot_types::delete_version(cx),
        "TagResource" => tags::add(cx),
        "UntagResource" => tags::remove(cx),
        "ListTagsForResource" => tags::list(cx),
        operation => Err(ServiceError::not_implemented(Service::LexModels, operation)),
    }
}

/// The answer for a resource that does not exist.
fn missing(resource: &str) -> ServiceError {
    LexError::NotFound.with(format!(
        "The specified resource '{resource}' does not exist. Choose another resource."
    ))
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
