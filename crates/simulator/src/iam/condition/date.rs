//! Conditions on when a call is made.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How a date stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    At,
    Before,
    NotAfter,
    After,
    NotBefore,
}

impl Relation {
    pub(super) fn holds(self, one_ms: i64, other_ms: i64) -> bool {
        match self {
            Self::At => one_ms == other_ms,
            Self::Before => one_ms < other_ms,
            Self::NotAfter => one_ms <= other_ms,
            Self::After => one_ms > other_ms,
            Self::NotBefore => one_ms >= other_ms,
        }
    }
}

/// A date as ISO 8601 has it, in milliseconds since 1970: a day may go without the time at which it
/// begins.
pub(super) fn ms(text: &str) -> Option<i64> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let day: Date = text.parse().ok()?;
    let begins = day.to_zoned(TimeZone::UTC).ok()?;
    Some(begins.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use super::super::{Circumstances, Condition};
    use super::*;

    #[rstest]
    #[case("2026-01-01T00:00:15Z", Some(1_767_225_615_000))]
    #[case("2026-01-01T01:00:15.007+01:00", Some(1_767_225_615_007))]
    #[case("2026-01-01", Some(1_767_225_600_000))]
    #[case("soon", None)]
    #[case("", None)]
    fn dates_are_read(#[case] text: &str, #[case] expected: Option<i64>) {
        assert_eq!(ms(text), expected);
    }

    /// Before the date, at it, and after it.
    #[rstest]
    #[case("DateEquals", [false, true, false])]
    #[case("DateNotEquals", [true, false, true])]
    #[case("DateLessThan", [true, false, false])]
    #[case("DateLessThanEquals", [true, true, false])]
    #[case("DateGreaterThan", [false, false, true])]
    #[case("DateGreaterThanEquals", [false, true, true])]
    #[case("DateLessThanIfExists", [true, false, false])]
    fn a_condition_on_the_time_comes_and_goes(#[case] operator: &str, #[case] expected: [bool; 3]) {
        let given = json!({ operator: { "aws:currentTime": "2026-01-01T00:00:15Z" } });
        let dates = [1_767_225_614_999, 1_767_225_615_000, 1_767_225_615_001];
        assert_eq!(dates.map(|now_ms| holds(&given, now_ms)), expected);
    }

    fn holds(condition: &Value, now_ms: i64) -> bool {
        let Ok(Condition::All(clauses)) = Condition::parse(condition, true) else {
            panic!("{condition} is not evaluated");
        };
        let region = "us-east-1";
        let circumstances = Circumstances { region, now_ms };
        clauses.iter().all(|clause| clause.holds(&circumstances))
    }

    /// As ever, any of several values is enough; for a negated operator it must be none of them.
    #[rstest]
    #[case("DateLessThanEquals", true)]
    #[case("DateGreaterThanEquals", true)]
    #[case("DateLessThan", true)]
    #[case("DateEquals", false)]
    #[case("DateNotEquals", true)]
    fn any_of_several_dates_is_enough(#[case] operator: &str, #[case] expected: bool) {
        let dates = ["2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"];
        let given = json!({ operator: { "aws:CurrentTime": dates } });
        assert_eq!(holds(&given, 1_767_225_630_000), expected);
    }
}
