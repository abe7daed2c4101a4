//! A clock for paused time.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::TimeSource;

/// A clock that starts at a fixed time and follows tokio's.
#[derive(Debug, Clone, Copy)]
pub struct VirtualClock(tokio::time::Instant);

impl VirtualClock {
    /// 14 November 2023, 22:13:20 UTC.
    pub const START: u64 = 1_700_000_000;

    /// Starts now, which must be inside a tokio runtime.
    #[must_use]
    pub fn start() -> Self {
        Self(tokio::time::Instant::now())
    }

    /// What it shows.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(Self::START) + self.0.elapsed()
    }
}

impl TimeSource for VirtualClock {
    fn now(&self) -> SystemTime {
        self.time()
    }
}
