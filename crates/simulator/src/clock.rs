//! The simulator's clock: tokio's, anchored to a date.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;

/// A clock that reads tokio's time as a date. Under tokio's paused clock it is virtual; in a
/// server it is the wall clock that the process started with.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    origin: tokio::time::Instant,
    epoch: SystemTime,
}

impl Clock {
    /// A clock that shows `epoch` now.
    #[must_use]
    pub fn starting_at(epoch: SystemTime) -> Self {
        Self {
            origin: tokio::time::Instant::now(),
            epoch,
        }
    }

    /// The date now.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.epoch + self.origin.elapsed()
    }

    /// Milliseconds since 1970, the unit of AWS timestamps and deadlines.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        let since = self
            .now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    /// The tokio instant at which this clock shows `date`; now, if that is past.
    #[must_use]
    pub fn instant_of(&self, date: SystemTime) -> tokio::time::Instant {
        self.origin + date.duration_since(self.epoch).unwrap_or(Duration::ZERO)
    }
}

impl TimeSource for Clock {
    fn now(&self) -> SystemTime {
        Clock::now(self)
    }
}
