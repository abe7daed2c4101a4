//! The date, by the clock that signs the calls: a simulated account has its own.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lexdr_deploy::Clients;

/// Milliseconds since the epoch.
pub(crate) fn now_ms(clients: &Clients) -> i64 {
    let source = clients.config().time_source().unwrap_or_default();
    to_ms(source.now())
}

/// A date as a journal holds it.
pub(crate) fn to_ms(date: SystemTime) -> i64 {
    let since = date.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A length of time in the journal's unit.
pub(crate) fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
