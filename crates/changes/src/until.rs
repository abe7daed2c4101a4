//! Statements of policies that hold until a date: whatever becomes of the run, of its machine and of
//! the dead-man's switch, what they deny is denied no longer then.

use jiff::Timestamp;
use serde_json::{Value, json};

/// Limits a statement to the time before an instant in milliseconds since 1970: to the first whole
/// second from there on. Without an instant it stays as it is.
pub(crate) fn limit(statement: &mut Value, until_ms: Option<i64>) {
    let Some(until_ms) = until_ms else { return };
    let seconds = until_ms.div_euclid(1_000) + i64::from(until_ms.rem_euclid(1_000) > 0);
    // Beyond the year 9999 it is as good as unlimited.
    if let Ok(until) = Timestamp::from_second(seconds) {
        statement["Condition"]["DateLessThan"] = json!({ "aws:CurrentTime": until.to_string() });
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::whole(Some(1_767_225_615_000), json!({ "Condition": { "DateLessThan": { "aws:CurrentTime": "2026-01-01T00:00:15Z" } } }))]
    #[case::never_before(Some(1_767_225_615_001), json!({ "Condition": { "DateLessThan": { "aws:CurrentTime": "2026-01-01T00:00:16Z" } } }))]
    #[case::no_date_there_is(Some(i64::MAX), json!({}))]
    #[case::unlimited(None, json!({}))]
    fn a_statement_holds_no_shorter_than_it_should(
        #[case] until_ms: Option<i64>,
        #[case] expected: Value,
    ) {
        let mut statement = json!({});
        limit(&mut statement, until_ms);
        assert_eq!(statement, expected);
    }

    #[test]
    fn other_conditions_stay() {
        let region = json!({ "aws:RequestedRegion": ["us-east-1"] });
        let mut statement = json!({ "Condition": { "StringEquals": region } });
        limit(&mut statement, Some(0));
        assert_eq!(statement["Condition"]["StringEquals"], region);
        assert!(statement["Condition"]["DateLessThan"].is_object());
    }
}
