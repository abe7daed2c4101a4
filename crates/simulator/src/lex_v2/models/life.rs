//! How long things take to come and to go.
//!
//! Lex answers before the work is done. How far it is follows from the clock alone: nothing runs in
//! the background. The times have the order of magnitude that people see; they are not measured.

/// Until a new bot can be used.
pub(super) const BOT_MS: i64 = 2_000;
/// Until a change of a bot's settings is done.
pub(super) const BOT_UPDATE_MS: i64 = 1_000;
/// Until a new locale can be filled.
pub(super) const LOCALE_MS: i64 = 1_000;
/// Until a locale is built. Real builds take up to minutes, with the number of utterances.
pub(super) const BUILD_MS: i64 = 8_000;
/// Until a new version can be used.
pub(super) const VERSION_MS: i64 = 3_000;
/// Until a new alias can be used.
pub(super) const ALIAS_MS: i64 = 2_000;
/// Until a new replica holds what its source holds.
pub(super) const REPLICA_MS: i64 = 5_000;
/// Until what is deleted is gone.
pub(super) const DELETION_MS: i64 = 2_000;

/// Where something stands between its creation and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Creating,
    There,
    Deleting,
    Gone,
}

/// When something comes to be and when it ceases.
#[derive(Debug, Clone, Copy)]
pub(super) struct Life {
    ready_ms: i64,
    gone_ms: Option<i64>,
}

impl Life {
    /// It begins now.
    pub(super) const fn begin(now_ms: i64, takes_ms: i64) -> Self {
        Self {
            ready_ms: now_ms + takes_ms,
            gone_ms: None,
        }
    }

    /// It ends now.
    pub(super) const fn end(&mut self, now_ms: i64) {
        self.gone_ms = Some(now_ms + DELETION_MS);
    }

    /// When it can be used.
    pub(super) const fn ready_ms(&self) -> i64 {
        self.ready_ms
    }

    /// What is under way is done now.
    pub(super) fn hurry(&mut self, now_ms: i64) {
        self.ready_ms = self.ready_ms.min(now_ms);
        self.gone_ms = self.gone_ms.map(|gone| gone.min(now_ms));
    }

    pub(super) fn stage(&self, now_ms: i64) -> Stage {
        match self.gone_ms {
            Some(gone) if gone <= now_ms => Stage::Gone,
            Some(_) => Stage::Deleting,
            None if now_ms < self.ready_ms => Stage::Creating,
            None => Stage::There,
        }
    }

    pub(super) fn is_gone(&self, now_ms: i64) -> bool {
        self.stage(now_ms) == Stage::Gone
    }

    /// As most resources show it, where `there` is what one that can be used shows.
    pub(super) fn status(&self, now_ms: i64, there: &'static str) -> &'static str {
        match self.stage(now_ms) {
            Stage::Creating => "Creating",
            Stage::There => there,
            Stage::Deleting | Stage::Gone => "Deleting",
        }
    }
}
