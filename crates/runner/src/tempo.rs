//! How time passes in a simulated world.

use std::time::{Duration, SystemTime};

use lexdr_simulator::Latency;

/// 2026-01-01T00:00:00Z.
const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// How late a check may come in real time: the machine has other things to do as well. A check is
/// due within a millisecond or two on an idle machine; this leaves room for a busy one.
const REAL_SLACK: Duration = Duration::from_secs(1);

/// How time passes in a simulated world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tempo {
    /// It jumps to the next thing that happens.
    Virtual,
    /// As on the wall: for processes, which live in no other time.
    Real,
}

impl Tempo {
    /// The date on which the world begins. Processes have the host's clock, and sign with it.
    pub(crate) fn epoch(self) -> SystemTime {
        match self {
            Self::Virtual => SystemTime::UNIX_EPOCH + EPOCH,
            Self::Real => SystemTime::now(),
        }
    }

    /// How long calls take, beside what they really take.
    pub(crate) fn latency(self) -> Latency {
        match self {
            Self::Virtual => Latency::default(),
            Self::Real => Latency::none(),
        }
    }

    /// How long a function takes to become usable after a change.
    pub(crate) const fn settling(self) -> Duration {
        match self {
            Self::Virtual => Duration::from_secs(1),
            Self::Real => Duration::ZERO,
        }
    }

    /// How late the schedule may fire.
    pub(crate) const fn schedule_slack(self) -> Duration {
        match self {
            Self::Virtual => Duration::ZERO,
            Self::Real => REAL_SLACK,
        }
    }
}
