//! The production Lambda `lexDRTest`.
//!
//! On every tick of the schedule it asks the bot of the primary region whether it is well, the
//! secondary region's if need be, and writes to the item of table `lexDR` which region calls
//! should use: the primary's name, the secondary's, or `err` if neither has a healthy bot.
//!
//! [`HealthCheck`] is one check from start to end; [`decide`] is the rule it follows, without any
//! I/O; [`Settings`] is what the environment may say; [`Plan`] divides the invocation's time.
//!
//! Three rules stand above all others:
//!
//! - Only evidence moves callers. A failure that may be our own (permissions, credentials, the
//!   table) holds the route as it is and fails the invocation, for an alarm to see and Lambda's
//!   retries to mend.
//! - An older check never overwrites a newer one. Writes are conditional on what was read.
//! - Every check ends before Lambda ends it, whatever hangs.

mod bots;
mod check;
mod decide;
mod error;
mod outcome;
mod plan;
mod report;
mod run;
mod session;
mod settings;

pub use check::{HealthCheck, Invocation};
pub use decide::{Current, Decision, Next, Place, Side, Thresholds, decide};
pub use error::CheckError;
pub use outcome::Outcome;
pub use plan::Plan;
pub use settings::{Method, Settings};
