//! What a caller hears, and for how long nothing.

use std::time::Duration;

use tokio::time::Instant;

use crate::call::{Branch, Saying, Speaker, Step};
use crate::flow::Action;

/// The record of a call while it lasts.
pub(super) struct Record {
    pub(super) began: Instant,
    pub(super) path: Vec<Step>,
    pub(super) said: Vec<Saying>,
    pub(super) longest_silence: Duration,
    silent_since: Instant,
}

impl Record {
    pub(super) fn new() -> Self {
        let began = Instant::now();
        Self {
            began,
            path: Vec::new(),
            said: Vec::new(),
            longest_silence: Duration::ZERO,
            silent_since: began,
        }
    }

    pub(super) fn after(&self) -> Duration {
        self.began.elapsed()
    }

    /// The caller hears something: a silence ends and the next begins.
    pub(super) fn heard(&mut self, by: Speaker, text: String) {
        self.silence_ends();
        self.said(by, text);
    }

    /// Nobody hears this in the sense of [`Record::heard`]: the caller speaks.
    pub(super) fn said(&mut self, by: Speaker, text: String) {
        self.said.push(Saying {
            after: self.after(),
            by,
            text,
        });
    }

    pub(super) fn silence_ends(&mut self) {
        self.longest_silence = self.longest_silence.max(self.silent_since.elapsed());
        self.silent_since = Instant::now();
    }

    /// The flow is waiting for the caller: that is not dead air.
    pub(super) fn silence_is_the_callers(&mut self) {
        self.silent_since = Instant::now();
    }

    pub(super) fn enter(&mut self, action: &Action) {
        self.path.push(Step {
            block: action.identifier.clone(),
            kind: action.block.kind(),
            after: self.after(),
            took: Duration::ZERO,
            notes: Vec::new(),
            left_by: Branch::End,
        });
    }

    pub(super) fn note(&mut self, note: String) {
        if let Some(step) = self.path.last_mut() {
            step.notes.push(note);
        }
    }

    pub(super) fn leave(&mut self, by: Branch) {
        let after = self.after();
        if let Some(step) = self.path.last_mut() {
            step.took = after.saturating_sub(step.after);
            step.left_by = by;
        }
    }
}
