//! When a schedule fires.

use std::time::{Duration, SystemTime};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lexdr_wire::ServiceError;

use super::validation;
use crate::events::Schedule;

/// When a schedule fires, by its expression alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expression {
    /// `at(…)`.
    Once(SystemTime),
    /// `rate(…)`, `cron(…)`.
    Recurring(Schedule),
}

/// When a schedule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) expression: Expression,
    /// A recurring schedule fires within these; one that fires once ignores them.
    pub(super) start: Option<SystemTime>,
    pub(super) end: Option<SystemTime>,
    /// It fires somewhere in so much time from its tick on. Whole minutes.
    pub(super) window: Duration,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// If it is malformed, or a time that is past. AWS refuses both; the text is known of the first
    /// and taken for the second.
    pub(super) fn parse(text: &str, now: SystemTime) -> Result<Self, ServiceError> {
        let invalid = || validation(format!("Invalid Schedule Expression {text}."));
        let Some(time) = text.strip_prefix("at(") else {
            let schedule = text.parse().map_err(|_| invalid())?;
            return Ok(Self::Recurring(schedule));
        };
        let time = time.strip_suffix(')').and_then(once).ok_or_else(invalid)?;
        if time <= now {
            return Err(invalid());
        }
        Ok(Self::Once(time))
    }
}

/// `yyyy-mm-ddThh:mm:ss`, and nothing shorter or longer that dates may look like elsewhere.
fn once(text: &str) -> Option<SystemTime> {
    if text.len() != 19 || text.as_bytes().get(10) != Some(&b'T') {
        return None;
    }
    let time: DateTime = text.parse().ok()?;
    Some(TimeZone::UTC.to_timestamp(time).ok()?.into())
}

/// Refuses time zones whose rules are not in the simulator.
pub(super) fn check_zone(name: &str) -> Result<(), ServiceError> {
    if matches!(name, "UTC" | "Etc/UTC" | "GMT" | "Etc/GMT") {
        return Ok(());
    }
    Err(validation(format!(
        "Invalid Schedule Expression Timezone {name}. The lexdr simulator has UTC only."
    )))
}

impl Timing {
    /// From when on rates count: the creation or last change, or the start if that is later.
    pub(super) fn since(&self, changed: SystemTime) -> SystemTime {
        match (&self.expression, self.start) {
            (Expression::Recurring(_), Some(start)) => start.max(changed),
            _ => changed,
        }
    }

    /// The first tick after `after`; `None` if the schedule has completed.
    pub(super) fn next(&self, since: SystemTime, after: SystemTime) -> Option<SystemTime> {
        match &self.expression {
            Expression::Once(time) => (after < *time).then_some(*time),
            Expression::Recurring(schedule) => schedule
                .next(since, after)
                .filter(|next| self.end.is_none_or(|end| *next <= end)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[rstest]
    #[case("at(1970-01-01T00:01:40)", Some(100))]
    #[case("at(1970-01-01T00:00:10)", None)]
    #[case("at(1970-01-01T00:01:40Z)", None)]
    #[case("at(1970-01-01 00:01:40)", None)]
    #[case("at(1970-01-01T00:01)", None)]
    #[case("at(1970-02-30T00:01:40)", None)]
    #[case("at(1970-01-01T00:01:40", None)]
    #[case("1970-01-01T00:01:40", None)]
    fn a_time_is_written_in_one_way_and_lies_ahead(
        #[case] text: &str,
        #[case] seconds: Option<u64>,
    ) {
        let parsed = Expression::parse(text, at(10)).ok();
        assert_eq!(parsed, seconds.map(|s| Expression::Once(at(s))));
    }

    #[test]
    fn a_recurring_schedule_keeps_to_its_bounds_and_a_time_comes_once() {
        let mut timing = Timing {
            expression: Expression::parse("rate(1 minute)", at(0)).unwrap(),
            start: Some(at(100)),
            end: Some(at(250)),
            window: Duration::ZERO,
        };
        let since = timing.since(at(10));
        assert_eq!(timing.next(since, since), Some(at(160)));
        assert_eq!(timing.next(since, at(160)), Some(at(220)));
        assert_eq!(timing.next(since, at(220)), None);
        timing.expression = Expression::Once(at(500));
        assert_eq!(timing.since(at(10)), at(10));
        assert_eq!(timing.next(at(10), at(10)), Some(at(500)));
        assert_eq!(timing.next(at(10), at(500)), None);
    }
}
