//! Waiting for a state, with what is seen meanwhile told to the caller.

use std::time::Duration;

use crate::{DeployError, Progress};

/// Seconds. A bot of this size builds in less than one minute; five without that are a problem
/// to tell.
const LIMIT: u32 = 300;

/// A wait: between two looks it pauses for a second, and it ends in an error when it lasts too
/// long. The SDK's own waiters look every ten seconds and tell nothing.
pub(super) struct Wait<'w> {
    what: String,
    progress: Progress<'w>,
    seen: Option<String>,
    pauses: u32,
}

impl<'w> Wait<'w> {
    pub(super) fn new(what: impl Into<String>, progress: Progress<'w>) -> Self {
        Self {
            what: what.into(),
            progress,
            seen: None,
            pauses: 0,
        }
    }

    /// Not yet: `state` is what was seen instead.
    pub(super) async fn pause(&mut self, state: &str) -> Result<(), DeployError> {
        if self.pauses == LIMIT {
            let cause = format!("still {state} after {LIMIT} s; look at it in the console of Lex");
            return Err(DeployError::new(&self.what, cause));
        }
        self.tell(state);
        self.pauses += 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }

    /// What was waited for is there.
    pub(super) fn over(&mut self, state: &str) {
        // Nothing to tell if there was no need to wait.
        if self.seen.is_some() {
            self.tell(state);
        }
    }

    fn tell(&mut self, state: &str) {
        if self.seen.as_deref() != Some(state) {
            (self.progress)(&format!("{}: {state}", self.what));
            self.seen = Some(state.to_owned());
        }
    }
}

/// What Lex says of something that has failed.
pub(super) fn failed(step: &str, reasons: &[String]) -> DeployError {
    let reasons = match reasons {
        [] => "no reason given".to_owned(),
        reasons => reasons.join("; "),
    };
    DeployError::new(step, format!("failed: {reasons}"))
}
