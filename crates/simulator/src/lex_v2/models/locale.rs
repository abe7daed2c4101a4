//! A locale: what it holds, and how far it is built.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::life::{BUILD_MS, LOCALE_MS, Life, Stage};
use super::stored::Stored;
use super::timestamp;
use crate::dialogue::Program;
use crate::lex_v2::definition::compile::{Parts, compile};
use crate::lex_v2::definition::intent::{FALLBACK, IntentBody};
use crate::lex_v2::definition::slot::SlotBody;
use crate::lex_v2::definition::slot_type::SlotTypeBody;

/// The id of the intent that every locale has from the start.
pub(super) const FALLBACK_ID: &str = "FALLBCKINT";

/// Things of one kind by id, as they were made.
pub(super) type Shelf<B> = IndexMap<String, Stored<B>>;

/// A language of a bot: in its draft, or in a version, where it does not change.
#[derive(Debug, Clone)]
pub(super) struct Locale {
    pub(super) members: Map<String, Value>,
    pub(super) name: &'static str,
    pub(super) created_ms: i64,
    pub(super) updated_ms: i64,
    pub(super) life: Life,
    pub(super) intents: Shelf<IntentBody>,
    pub(super) slots: Shelf<SlotBody>,
    pub(super) slot_types: Shelf<SlotTypeBody>,
    /// Something has changed since the last build.
    is_changed: bool,
    last: Option<Build>,
    /// What answered before the last build.
    before: Option<Arc<Program>>,
}

#[derive(Debug, Clone)]
struct Build {
    submitted_ms: i64,
    done_ms: i64,
    result: Result<Arc<Program>, Vec<String>>,
}

impl Locale {
    /// A locale with nothing but the fallback intent.
    pub(super) fn new(name: &'static str, members: Map<String, Value>, now_ms: i64) -> Self {
        let mut intents = Shelf::default();
        let fallback = json!({
            "intentName": "FallbackIntent",
            "description": "Default intent when no other intent matches",
            "parentIntentSignature": FALLBACK,
        });
        let Value::Object(fallback) = fallback else {
            unreachable!("written as an object");
        };
        let fallback = Stored::new(FALLBACK_ID.to_owned(), fallback, now_ms);
        intents.extend(fallback.ok().map(|one| (one.id.clone(), one)));
        Self {
            members,
            name,
            created_ms: now_ms,
            updated_ms: now_ms,
            life: Life::begin(now_ms, LOCALE_MS),
            intents,
            slots: Shelf::default(),
            slot_types: Shelf::default(),
            is_changed: false,
            last: None,
            before: None,
        }
    }

    /// Something in it has changed: what is built is not what is there.
    pub(super) const fn touch(&mut self, now_ms: i64) {
        self.updated_ms = now_ms;
        self.is_changed = true;
    }

    pub(super) fn status(&self, now_ms: i64) -> &'static str {
        let build = match &self.last {
            Some(build) if now_ms < build.done_ms => "Building",
            Some(_) if self.is_changed => "NotBuilt",
            Some(Build { result: Ok(_), .. }) => "Built",
            Some(Build { result: Err(_), .. }) => "Failed",
            None => "NotBuilt",
        };
        self.life.status(now_ms, build)
    }

    /// Whether it is on its way from one state to another.
    pub(super) fn is_changing(&self, now_ms: i64) -> bool {
        self.life.stage(now_ms) != Stage::There || self.status(now_ms) == "Building"
    }

    /// Begins a build of what is there now.
    pub(super) fn build(&mut self, idle_ttl_ms: i64, now_ms: i64) {
        self.before = self.program(now_ms);
        self.is_changed = false;
        self.last = Some(Build {
            submitted_ms: now_ms,
            done_ms: now_ms + BUILD_MS,
            result: compile(&self.parts(), idle_ttl_ms).map(Arc::new),
        });
    }

    /// What is under way is done now.
    pub(super) fn hurry(&mut self, now_ms: i64) {
        self.life.hurry(now_ms);
        if let Some(build) = &mut self.last {
            build.done_ms = build.done_ms.min(now_ms);
        }
    }

    /// What answers: the last build that is done and did not fail.
    pub(super) fn program(&self, now_ms: i64) -> Option<Arc<Program>> {
        let last = self.last.as_ref().filter(|build| build.done_ms <= now_ms);
        last.and_then(|build| build.result.as_ref().ok())
            .or(self.before.as_ref())
            .cloned()
    }

    pub(super) fn describe(&self, now_ms: i64) -> Map<String, Value> {
        let mut out = self.summarize(now_ms);
        out.extend(self.members.clone());
        out.insert("creationDateTime".to_owned(), timestamp(self.created_ms));
        out.insert("intentsCount".to_owned(), self.intents.len().into());
        out.insert("slotTypesCount".to_owned(), self.slot_types.len().into());
        if let Some(Build {
            result: Err(reasons),
            ..
        }) = &self.last
            && self.status(now_ms) == "Failed"
        {
            out.insert("failureReasons".to_owned(), json!(reasons));
        }
        out
    }

    /// What lists show.
    pub(super) fn summarize(&self, now_ms: i64) -> Map<String, Value> {
        let mut out = Map::new();
        if let Some(description) = self.members.get("description") {
            out.insert("description".to_owned(), description.clone());
        }
        out.insert("localeName".to_owned(), self.name.into());
        out.insert("botLocaleStatus".to_owned(), self.status(now_ms).into());
        out.insert("lastUpdatedDateTime".to_owned(), timestamp(self.updated_ms));
        if let Some(build) = &self.last {
            let submitted = timestamp(build.submitted_ms);
            out.insert("lastBuildSubmittedDateTime".to_owned(), submitted);
        }
        out
    }

    fn parts(&self) -> Parts<'_> {
        let slots_of = |intent: &str| {
            let own = self.slots.values().filter(|slot| slot.owner == intent);
            own.map(|slot| (slot.id.as_str(), &slot.body)).collect()
        };
        Parts {
            intents: self
                .intents
                .values()
                .map(|intent| (&intent.body, slots_of(&intent.id)))
                .collect(),
            slot_types: self
                .slot_types
                .values()
                .map(|one| (one.id.as_str(), &one.body))
                .collect(),
        }
    }
}
