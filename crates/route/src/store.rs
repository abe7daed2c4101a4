//! Where the item is kept.

use std::future::Future;
use std::time::Duration;

use crate::{Item, Seen, Update};

/// Reads and writes the item. Every call is over within its limit.
pub trait RouteStore: Send + Sync {
    /// The item of `key` as of now (a consistent read), or nothing if there is none.
    fn read(
        &self,
        key: &str,
        limit: Duration,
    ) -> impl Future<Output = Result<Option<Item>, StoreError>> + Send;

    /// Writes `update` to the item of `key` if `checkedAt` and `lexRegion` are still as `seen`,
    /// and creates the item if there is none.
    fn write(
        &self,
        key: &str,
        update: &Update,
        seen: &Seen,
        limit: Duration,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Why the item could not be read or written. None of it says anything about a bot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote the item in between.
    #[error("the item {key:?} changed since it was read")]
    ConditionFailed {
        /// Its key.
        key: String,
    },
    /// Anything else.
    #[error("{operation} on table {table:?} failed: {reason}")]
    Failed {
        /// `GetItem` or `UpdateItem`.
        operation: &'static str,
        /// The table's name.
        table: String,
        /// Short and stable: `ResourceNotFoundException`, `timeout`.
        reason: String,
    },
}

impl StoreError {
    /// The short and stable part of it.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::ConditionFailed { .. } => "ConditionalCheckFailedException",
            Self::Failed { reason, .. } => reason,
        }
    }
}
