//! A bot with everything that is its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::aliases::Alias;
use super::life::{Life, Stage};
use super::locale::Locale;
use super::replicas::Replica;
use super::stored::Stored;
use super::versions::Version;
use crate::lex_v2::DRAFT;
use crate::lex_v2::definition::bot::BotBody;

/// A bot.
#[derive(Debug, Clone)]
pub(in crate::lex_v2) struct Bot {
    pub(super) stored: Stored<BotBody>,
    pub(super) life: Life,
    /// What is being done to it, and until when.
    pub(super) busy: Option<(i64, &'static str)>,
    /// The locales of the draft.
    pub(super) draft: BTreeMap<String, Locale>,
    pub(super) versions: BTreeMap<u32, Version>,
    /// The highest number ever given; numbers are not given twice.
    pub(super) last_version: u32,
    pub(super) aliases: BTreeMap<String, Alias>,
    /// By region.
    pub(super) replicas: BTreeMap<String, Replica>,
    /// The region it is a replica of.
    pub(super) source: Option<String>,
}

/// A bot on its way to the region that has its replica.
#[derive(Debug)]
pub(in crate::lex_v2) struct Parcel {
    /// When it arrives.
    pub(in crate::lex_v2) from_ms: i64,
    pub(super) bot_id: String,
    /// The bot as it shall be; nothing if the replica ends.
    pub(super) bot: Option<Box<Bot>>,
}

impl Bot {
    pub(super) fn status(&self, now_ms: i64) -> &'static str {
        let there = match self.busy {
            Some((until, doing)) if now_ms < until => doing,
            _ => "Available",
        };
        self.life.status(now_ms, there)
    }

    /// The locales of a version.
    pub(super) fn locales(&self, version: &str) -> Option<&BTreeMap<String, Locale>> {
        if version == DRAFT {
            return Some(&self.draft);
        }
        Some(&self.versions.get(&version.parse().ok()?)?.locales)
    }

    /// Forgets what is gone.
    pub(super) fn settle(&mut self, now_ms: i64) {
        self.draft.retain(|_, locale| !locale.life.is_gone(now_ms));
        self.versions
            .retain(|_, version| !version.life.is_gone(now_ms));
        self.aliases.retain(|_, alias| !alias.life.is_gone(now_ms));
        self.replicas
            .retain(|_, replica| !replica.life.is_gone(now_ms));
    }

    /// What is under way is done now. Replicas keep their time: another region has a part in it.
    pub(super) fn hurry(&mut self, now_ms: i64) {
        self.life.hurry(now_ms);
        self.busy = None;
        for locale in self.draft.values_mut() {
            locale.hurry(now_ms);
        }
        for version in self.versions.values_mut() {
            version.life.hurry(now_ms);
        }
        for alias in self.aliases.values_mut() {
            alias.life.hurry(now_ms);
        }
    }

    /// Some alias that stands for this version, or for any; not Lex's own.
    pub(super) fn alias_of(&self, version: Option<&str>, now_ms: i64) -> Option<&Alias> {
        self.aliases.values().find(|alias| {
            alias.life.stage(now_ms) != Stage::Deleting
                && !alias.is_test()
                && version.is_none_or(|version| alias.version() == Some(version))
        })
    }

    pub(super) fn describe(&self, now_ms: i64) -> Map<String, Value> {
        let mut out = self.stored.describe("botId");
        out.entry("botType").or_insert_with(|| "Bot".into());
        out.insert("botStatus".to_owned(), self.status(now_ms).into());
        out
    }
}
