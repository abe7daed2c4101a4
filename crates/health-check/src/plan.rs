//! How the time of an invocation is divided.
//!
//! The parts are chosen for the published limit of 15 s and add up to less, so that a check in
//! which everything hangs still ends by itself. With less time every part shrinks in proportion;
//! with more it does not grow, because a bot that takes longer is down for its callers too.

use std::time::Duration;

use crate::CheckError;

/// The Lambda time limit of the published deployment.
const FULL: Duration = Duration::from_secs(15);

/// Below this the parts are too short for a call to another region.
const LEAST: Duration = Duration::from_millis(1_500);

/// The most time each part of a check may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Asking one region's bot, retries and all.
    pub probe: Duration,
    /// Reading the item, which happens while the primary is asked.
    pub read: Duration,
    /// Writing the item, retries, lost races and all.
    pub write: Duration,
    /// Ending the sessions, in both regions at once.
    pub clean_up: Duration,
}

impl Plan {
    /// A wait is cut off this much after the limit given to what is waited for, which should have
    /// ended by then.
    pub const GRACE: Duration = Duration::from_millis(50);

    /// Divides what is left of the invocation.
    ///
    /// # Errors
    /// When less than 1.5 s is left.
    pub fn within(remaining: Duration) -> Result<Self, CheckError> {
        if remaining < LEAST {
            return Err(CheckError::TooLittleTime {
                remaining,
                least: LEAST,
            });
        }
        let scale = (remaining.as_secs_f64() / FULL.as_secs_f64()).min(1.0);
        let part = |seconds: f64| Duration::from_secs_f64(seconds * scale);
        Ok(Self {
            probe: part(4.2),
            read: part(3.0),
            write: part(3.0),
            clean_up: part(1.2),
        })
    }

    /// The longest a check takes: both bots, the write, the clean-up.
    #[must_use]
    pub fn longest(&self) -> Duration {
        2 * self.probe + self.write + self.clean_up + 4 * Self::GRACE
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1_500)]
    #[case(3_000)]
    #[case(8_000)]
    #[case(15_000)]
    #[case(900_000)]
    fn every_part_fits_with_room_to_spare(#[case] millis: u64) {
        let remaining = Duration::from_millis(millis);
        let plan = Plan::within(remaining).unwrap();
        assert!(plan.longest() <= remaining.mul_f64(0.98), "{plan:?}");
        assert!(plan.read <= plan.probe);
    }

    #[test]
    fn the_published_limit_leaves_over_two_seconds_to_spare() {
        let plan = Plan::within(FULL).unwrap();
        assert_eq!(plan.longest(), Duration::from_millis(12_800));
        assert_eq!(Plan::within(Duration::from_secs(60)).unwrap(), plan);
    }

    #[test]
    fn too_little_time_is_an_error_that_says_so() {
        let error = Plan::within(Duration::from_millis(1_499)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "only 1.499s left for the check, at least 1.5s needed"
        );
    }
}
