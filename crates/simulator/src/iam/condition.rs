//! The conditions of a statement.
//!
//! Three keys are known, `aws:RequestedRegion`, `aws:SecureTransport` and `aws:CurrentTime`; all are
//! in every request, so `…IfExists` says no more than the plain operator. What is not evaluated here
//! is told apart from what AWS would refuse: [`Condition::Beyond`] and an error.

mod date;

use serde_json::Value;

use super::pattern::Pattern;
use date::Relation;

/// What conditions are evaluated against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circumstances<'c> {
    /// The region of the endpoint that was called.
    pub(crate) region: &'c str,
    /// When, in milliseconds since 1970.
    pub(crate) now_ms: i64,
}

/// The condition of a statement.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// All of these must hold; none at all always holds.
    All(Vec<Clause>),
    /// It uses an operator or key of AWS's that is not evaluated here.
    Beyond(String),
}

/// One operator on one key.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    test: Test,
    negated: bool,
}

/// What is compared with what. More than one value: any of them; for negated operators none of
/// them.
#[derive(Debug, PartialEq, Eq)]
enum Test {
    RequestedRegion(Vec<Pattern>),
    SecureTransport(Vec<Pattern>),
    /// Dates in milliseconds since 1970.
    CurrentTime(Relation, Vec<i64>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compares {
    Exactly,
    IgnoringCase,
    Pattern,
    Date(Relation),
}

/// The operators that are evaluated: how they compare, and whether they negate.
const EVALUATED: [(&str, Compares, bool); 13] = [
    ("StringEquals", Compares::Exactly, false),
    ("StringNotEquals", Compares::Exactly, true),
    ("StringEqualsIgnoreCase", Compares::IgnoringCase, false),
    ("StringNotEqualsIgnoreCase", Compares::IgnoringCase, true),
    ("StringLike", Compares::Pattern, false),
    ("StringNotLike", Compares::Pattern, true),
    ("Bool", Compares::IgnoringCase, false),
    ("DateEquals", Compares::Date(Relation::At), false),
    ("DateNotEquals", Compares::Date(Relation::At), true),
    ("DateLessThan", Compares::Date(Relation::Before), false),
    (
        "DateLessThanEquals",
        Compares::Date(Relation::NotAfter),
        false,
    ),
    ("DateGreaterThan", Compares::Date(Relation::After), false),
    (
        "DateGreaterThanEquals",
        Compares::Date(Relation::NotBefore),
        false,
    ),
];

/// The other operators of the IAM JSON policy reference.
const OTHERS: [&str; 15] = [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "BinaryNotEquals",
    "Null",
];

impl Condition {
    /// Reads the `Condition` of a statement. `variables` as for [`Pattern::wild`].
    ///
    /// # Errors
    /// What AWS would refuse, in its words.
    pub(crate) fn parse(given: &Value, variables: bool) -> Result<Self, String> {
        let operators = given.as_object().ok_or_else(syntax)?;
        let mut clauses = Vec::new();
        let mut beyond = None;
        for (operator, keys) in operators {
            let compares = evaluated(operator)?;
            for (name, values) in keys.as_object().ok_or_else(syntax)? {
                let values = texts(values)?;
                match clause(operator, compares, name, &values, variables) {
                    Ok(clause) => clauses.push(clause),
                    Err(what) => beyond = beyond.or(Some(what)),
                }
            }
        }
        Ok(beyond.map_or(Self::All(clauses), Self::Beyond))
    }
}

impl Clause {
    pub(crate) fn holds(&self, circumstances: &Circumstances<'_>) -> bool {
        let any = |values: &[Pattern], actual: &str| values.iter().any(|one| one.matches(actual));
        let holds = match &self.test {
            Test::RequestedRegion(values) => any(values, circumstances.region),
            // The SDK speaks TLS to AWS; that requests cross no network here changes no policy.
            Test::SecureTransport(values) => any(values, "true"),
            Test::CurrentTime(relation, dates) => {
                let now_ms = circumstances.now_ms;
                dates.iter().any(|date_ms| relation.holds(now_ms, *date_ms))
            }
        };
        holds != self.negated
    }
}

/// How an operator compares; `None` if it is one of AWS's that is not evaluated.
fn evaluated(operator: &str) -> Result<Option<(Compares, bool)>, String> {
    let (set, bare) = match operator.split_once(':') {
        Some(("ForAllValues" | "ForAnyValue", bare)) => (true, bare),
        _ => (false, operator),
    };
    let plain = bare.strip_suffix("IfExists").unwrap_or(bare);
    let found = EVALUATED.iter().find(|(name, ..)| *name == plain);
    match found {
        Some((_, compares, negated)) if !set => Ok(Some((*compares, *negated))),
        Some(_) => Ok(None),
        None if OTHERS.contains(&plain) => Ok(None),
        None => Err(format!("Invalid Condition type : {operator}.")),
    }
}

fn clause(
    operator: &str,
    compares: Option<(Compares, bool)>,
    name: &str,
    values: &[String],
    variables: bool,
) -> Result<Clause, String> {
    let (compares, negated) = compares.ok_or_else(|| format!("condition operator {operator}"))?;
    let unknown = || format!("condition key {name} with {operator}");
    let value = |text: &String| {
        if variables && text.contains("${") && compares != Compares::Pattern {
            return None;
        }
        match compares {
            Compares::Exactly => Some(Pattern::literal(text)),
            Compares::IgnoringCase => Some(Pattern::literal(text).ignoring_case()),
            Compares::Pattern => Pattern::wild(text, variables),
            Compares::Date(_) => None,
        }
    };
    let patterns = || -> Result<Vec<Pattern>, String> {
        let values: Option<_> = values.iter().map(value).collect();
        values.ok_or_else(|| format!("the variables in condition key {name}"))
    };
    let test = match (name.to_ascii_lowercase().as_str(), compares) {
        ("aws:currenttime", Compares::Date(relation)) => {
            let dates: Option<_> = values.iter().map(|text| date::ms(text)).collect();
            let dates = dates.ok_or_else(|| format!("the date in condition key {name}"))?;
            Test::CurrentTime(relation, dates)
        }
        (_, Compares::Date(_)) => return Err(unknown()),
        ("aws:requestedregion", _) => Test::RequestedRegion(patterns()?),
        ("aws:securetransport", _) => Test::SecureTransport(patterns()?),
        _ => return Err(unknown()),
    };
    Ok(Clause { test, negated })
}

/// One text or a list of them; booleans may be written as such.
fn texts(values: &Value) -> Result<Vec<String>, String> {
    let one = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(syntax()),
    };
    match values {
        Value::Array(list) => list.iter().map(one).collect(),
        value => Ok(vec![one(value)?]),
    }
}

fn syntax() -> String {
    "Syntax errors in policy.".to_owned()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn holds(condition: &Value, region: &str) -> bool {
        match Condition::parse(condition, true) {
            Ok(Condition::All(clauses)) => clauses
                .iter()
                .all(|clause| clause.holds(&Circumstances { region, now_ms: 0 })),
            other => panic!("{condition}: {other:?}"),
        }
    }

    #[rstest]
    #[case(json!({}), true, true)]
    #[case(json!({ "StringEquals": { "aws:RequestedRegion": "us-east-1" } }), true, false)]
    #[case(json!({ "StringEquals": { "AWS:requestedregion": "us-east-1" } }), true, false)]
    #[case(json!({ "StringEquals": { "aws:RequestedRegion": "us-*" } }), false, false)]
    #[case(json!({ "StringEquals": { "aws:RequestedRegion": ["us-east-1", "us-west-2"] } }), true, true)]
    #[case(json!({ "StringNotEquals": { "aws:RequestedRegion": "us-east-1" } }), false, true)]
    #[case(json!({ "StringNotEquals": { "aws:RequestedRegion": ["us-east-1", "us-west-2"] } }), false, false)]
    #[case(json!({ "StringLike": { "aws:RequestedRegion": "us-e*" } }), true, false)]
    #[case(json!({ "StringNotLike": { "aws:RequestedRegion": "us-e*" } }), false, true)]
    #[case(json!({ "StringEqualsIfExists": { "aws:RequestedRegion": "us-west-2" } }), false, true)]
    #[case(json!({ "StringEqualsIgnoreCase": { "aws:RequestedRegion": "US-WEST-2" } }), false, true)]
    #[case(json!({ "Bool": { "aws:SecureTransport": "true" } }), true, true)]
    #[case(json!({ "Bool": { "aws:SecureTransport": false } }), false, false)]
    #[case(json!({ "Bool": { "aws:SecureTransport": true },
                   "StringEquals": { "aws:RequestedRegion": "us-west-2" } }), false, true)]
    fn a_condition_holds_where_it_should(
        #[case] condition: Value,
        #[case] east: bool,
        #[case] west: bool,
    ) {
        assert_eq!(
            holds(&condition, "us-east-1"),
            east,
            "{condition} in the east"
        );
        assert_eq!(
            holds(&condition, "us-west-2"),
            west,
            "{condition} in the west"
        );
    }

    #[rstest]
    #[case(json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }))]
    #[case(json!({ "StringEquals": { "aws:PrincipalTag/team": "x" } }))]
    #[case(json!({ "ForAnyValue:StringLike": { "aws:RequestedRegion": "us-*" } }))]
    #[case(json!({ "StringEquals": { "aws:RequestedRegion": "${aws:username}" } }))]
    #[case(json!({ "StringEquals": { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }))]
    #[case(json!({ "DateLessThan": { "aws:RequestedRegion": "2026-01-01T00:00:00Z" } }))]
    #[case(json!({ "DateLessThan": { "aws:CurrentTime": "tomorrow" } }))]
    fn what_is_not_evaluated_is_known_as_such(#[case] condition: Value) {
        let parsed = Condition::parse(&condition, true);
        assert!(matches!(parsed, Ok(Condition::Beyond(_))), "{parsed:?}");
    }

    #[rstest]
    #[case(json!({ "StringIs": { "aws:RequestedRegion": "x" } }))]
    #[case(json!({ "StringEquals": "us-east-1" }))]
    #[case(json!({ "StringEquals": { "aws:RequestedRegion": {} } }))]
    #[case(json!([]))]
    fn what_aws_would_refuse_is_refused(#[case] condition: Value) {
        assert!(Condition::parse(&condition, true).is_err());
    }
}
