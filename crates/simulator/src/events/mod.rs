//! EventBridge: rules with schedules on the default event bus, with functions as targets.

mod api;
mod cron;
mod field;
mod rules;
mod schedule;
mod targets;

pub(crate) use api::handle;
pub(crate) use rules::Events;
pub(crate) use schedule::Schedule;
