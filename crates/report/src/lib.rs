//! Verdicts for people and programs.
//!
//! Every format is a pure function from [`Case`]s to text, without a clock: the same verdicts
//! give the same bytes.
//!
//! - [`terminal`]: for a person on call at three in the morning. The verdict first and why, then
//!   what happened when, then the figures.
//! - [`json`] and [`json_scenario`]: for programs.
//! - [`junit`]: for CI servers, a test case for each scenario.
//! - [`markdown`]: for a comment on a pull request, failures first.
//!
//! What services and other people's functions said ends up in these texts, so control characters
//! are taken out and each format escapes what would mean something in it.

mod case;
mod json;
mod junit;
mod markdown;
mod plain;
mod summary;
mod tell;
mod terminal;

pub use case::{Case, exit_code, overall};
pub use json::{json, json_scenario};
pub use junit::{JunitError, junit};
pub use markdown::markdown;
pub use tell::tell;
pub use terminal::{scenario, table, terminal};
