//! What is left of an invocation's time.

use std::time::{Duration, SystemTime};

use aws_smithy_async::time::SharedTimeSource;

/// Counts down to the instant at which Lambda cuts the invocation off.
#[derive(Debug, Clone)]
pub struct Budget {
    deadline: SystemTime,
    clock: SharedTimeSource,
}

impl Budget {
    /// Until `deadline`, by `clock`.
    #[must_use]
    pub const fn until(deadline: SystemTime, clock: SharedTimeSource) -> Self {
        Self { deadline, clock }
    }

    /// What is left; zero once the deadline has passed.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline
            .duration_since(self.clock.now())
            .unwrap_or_default()
    }

    /// What is left beyond `kept_back`, at most `most`.
    #[must_use]
    pub fn at_most(&self, most: Duration, kept_back: Duration) -> Duration {
        self.remaining().saturating_sub(kept_back).min(most)
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_async::time::StaticTimeSource;

    use super::*;

    #[test]
    fn a_budget_never_exceeds_the_deadline() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let clock = SharedTimeSource::new(StaticTimeSource::new(now));
        let ahead = Budget::until(now + Duration::from_secs(3), clock.clone());
        assert_eq!(ahead.remaining(), Duration::from_secs(3));
        let [short, long] = [Duration::from_secs(2), Duration::from_secs(9)];
        let kept = Duration::from_millis(500);
        assert_eq!(ahead.at_most(short, kept), short);
        assert_eq!(ahead.at_most(long, kept), Duration::from_millis(2_500));
        let past = Budget::until(now - Duration::from_secs(1), clock);
        assert_eq!(past.at_most(long, kept), Duration::ZERO);
    }
}
