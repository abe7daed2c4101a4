//! What became of a game day.

use std::path::PathBuf;

use lexdr_runner::RunError;

/// What a game day came to. What it measured is in the history.
#[derive(Debug, Default)]
pub struct Ended {
    /// What was not put back, or is not known to be.
    pub problems: Vec<String>,
    /// The calls that a person can make instead.
    pub by_hand: Vec<String>,
    /// Why it was stopped before its time, if it was.
    pub stopped: Option<String>,
    /// The journal on this machine.
    pub journal: PathBuf,
}

/// Why a game day did not begin or could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum DayError {
    /// Somebody else is at it.
    #[error("another run has taken the lock; wait until it is over")]
    Locked,
    /// The lock or the journal cannot be written. Nothing was changed.
    #[error("{0}; nothing was changed")]
    Journal(String),
    /// The run could not be carried out. What was in effect was undone, as far as `ended` says.
    #[error("{why}")]
    Run {
        /// Why.
        #[source]
        why: RunError,
        /// What became of the changes.
        ended: Box<Ended>,
    },
}
