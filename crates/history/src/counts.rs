//! Runs of the health check that were counted, where nobody sees them.

use serde::{Deserialize, Serialize};

use crate::During;

/// What CloudWatch counted of the health check's runs, minute by minute. A run counts in the minute
/// in which it began, by the clock of AWS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The whole minutes that were counted.
    #[serde(flatten)]
    pub during: During,
    /// Those of them that have a run, in order.
    pub minutes: Vec<Minute>,
}

/// The runs of a minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minute {
    /// When it begins.
    pub start_ms: i64,
    /// Runs that began in it.
    pub runs: u64,
    /// Those of them that failed, by an error or at their time limit.
    pub failed: u64,
    /// Runs that were refused before they began.
    pub throttled: u64,
    /// The longest of them, without cold start, rounded up.
    pub longest_ms: u64,
}
