//! What the two production Lambdas share.
//!
//! The health check writes the route and lexDRGetRegion reads it, so the item, its table and the
//! way to AWS are one crate:
//!
//! - the item of table `lexDR` and the store that holds it ([`Item`], [`RouteStore`],
//!   [`DynamoDbRoutes`]);
//! - where AWS clients come from and how long their calls may take ([`Aws`], [`Limits`]), and what
//!   a failed call means ([`Failure`]);
//! - what is left of an invocation's time ([`Budget`]);
//! - settings read from the environment, with all problems told at once ([`Environment`]);
//! - JSON logs and CloudWatch metrics ([`logging`], [`Metrics`]);
//! - what a binary does before its first invocation ([`startup`]).
//!
//! Nothing here reads the system clock or the process environment by itself, [`startup`] excepted:
//! clock, HTTP client, environment and output are passed in.

mod alias_arn;
mod aws;
mod budget;
mod dynamodb;
mod failure;
mod item;
pub mod logging;
mod metrics;
mod settings;
mod sink;
#[cfg(feature = "startup")]
pub mod startup;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod timestamp;

pub use alias_arn::{bot_alias_arn, is_bot_alias_arn};
pub use aws::{Aws, Limits};
pub use budget::Budget;
pub use dynamodb::DynamoDbRoutes;
pub use failure::{Failure, Sent};
pub use item::{Item, Seen, Update};
pub use metrics::{Metric, Metrics, Unit};
pub use settings::{Environment, Problem, SettingsError, is_region_name};
pub use sink::Sink;
pub use store::{RouteStore, StoreError};
pub use timestamp::{iso8601, parse_iso8601, whole_millis};

/// The `lexRegion` that says: no region has a healthy bot.
pub const ERR: &str = "err";
