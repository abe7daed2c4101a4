//! EventBridge Scheduler: calls that are made later, in the schedule's region and with the
//! permissions of a role, whether or not anybody is still there.
//!
//! A schedule says when ([`timing`]) and what ([`target`]): a function, or any operation that the
//! simulator has, as a universal target ([`universal`]). When its time has come the call is made,
//! and made again while the target is out of order ([`delivery`]).
//!
//! AWS promises a precision of 60 seconds: a schedule for 1:00 fires between 1:00:00 and 1:00:59
//! (EventBridge Scheduler user guide, "Schedule types"). Here it fires at the second that it names,
//! so whoever depends on it has to allow for the rest of the minute.
//!
//! Not here: schedule groups but `default`, tags, time zones but UTC, templated targets but
//! functions, customer managed keys, and the dead-letter queue, which is stored and gets nothing.

mod api;
mod definition;
mod delivery;
mod naming;
mod schedules;
mod target;
mod ticking;
mod timing;
mod universal;

use lexdr_wire::ServiceError;

pub(crate) use api::handle;
pub(crate) use schedules::Scheduler;

/// The only schedule group.
const GROUP: &str = "default";

fn validation(message: impl Into<String>) -> ServiceError {
    ServiceError::new("ValidationException", 400, message)
}
