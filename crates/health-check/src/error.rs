//! Why a check failed. A failed check has written nothing false: the route stands as it was.

use std::time::Duration;

use lexdr_route::StoreError;

/// Why a check failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// A bot could not be judged, and the route depends on it.
    #[error("no evidence about the bot in {region}: {reason}; the route is held")]
    NoEvidence {
        /// The bot's region.
        region: String,
        /// Short and stable: `AccessDeniedException`.
        reason: String,
    },
    /// The item could not be read or written.
    #[error("{0}; the route is held")]
    Table(#[from] StoreError),
    /// Other checks kept writing the item.
    #[error("lost the race to write the item {rounds} times; the route is held")]
    Contention {
        /// How often.
        rounds: u32,
    },
    /// The invocation began too close to its deadline.
    #[error("only {remaining:?} left for the check, at least {least:?} needed")]
    TooLittleTime {
        /// What was left.
        remaining: Duration,
        /// What is needed.
        least: Duration,
    },
}

impl CheckError {
    /// The error's type, as Lambda reports it beside the message.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoEvidence { .. } => "NoEvidence",
            Self::Table(_) => "TableError",
            Self::Contention { .. } => "Contention",
            Self::TooLittleTime { .. } => "TooLittleTime",
        }
    }
}
