//! The conditions of a statement.
//!
//! Two keys are known, `aws:RequestedRegion` and `aws:SecureTransport`; both are in every request,
//! so `…IfExists` says no more than the plain operator. What is not evaluated here is told apart
//! from what AWS would refuse: [`Condition::Beyond`] and an error.

use serde_json::Value;

use super::pattern::Pattern;

/// What conditions are evaluated against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Circumstances<'c> {
    /// The region of the endpoint that was called.
    pub(super) region: &'c str,
}

/// The condition of a statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// All of these must hold; none at all always holds.
    All(Vec<Clause>),
    /// It uses an operator or key of AWS's that is not evaluated here.
    Beyond(String),
}

/// One operator on one key.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clause {
    key: Key,
    negated: bool,
    values: Vec<Pattern>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    RequestedRegion,
    SecureTransport,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compares {
    Exactly,
    IgnoringCase,
    Pattern,
}

/// The operators that are evaluated: how they compare, and whether they negate.
const EVALUATED: [(&str, Compares, bool); 7] = [
    ("StringEquals", Compares::Exactly, false),
    ("StringNotEquals", Compares::Exactly, true),
    ("StringEqualsIgnoreCase", Compares::IgnoringCase, false),
    ("StringNotEqualsIgnoreCase", Compares::IgnoringCase, true),
    ("StringLike", Compares::Pattern, false),
    ("StringNotLike", Compares::Pattern, true),
    ("Bool", Compares::IgnoringCase, false),
];

/// The other operators of the IAM JSON policy reference.
const OTHERS: [&str; 21] = [
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
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
    pub(super) fn parse(given: &Value, variables: bool) -> Result<Self, String> {
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
    pub(super) fn holds(&self, circumstances: &Circumstances<'_>) -> bool {
        let actual = match self.key {
            Key::RequestedRegion => circumstances.region,
            // The SDK speaks TLS to AWS; that requests cross no network here changes no policy.
            Key::SecureTransport => "true",
        };
        // More than one value: any of them; for negated operators none of them.
        self.values.iter().any(|value| value.matches(actual)) != self.negated
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
    let key = match name.to_ascii_lowercase().as_str() {
        "aws:requestedregion" => Key::RequestedRegion,
        "aws:securetransport" => Key::SecureTransport,
        _ => return Err(format!("condition key {name}")),
    };
    let value = |text: &String| {
        if variables && text.contains("${") && compares != Compares::Pattern {
            return None;
        }
        match compares {
            Compares::Exactly => Some(Pattern::literal(text)),
            Compares::IgnoringCase => Some(Pattern::literal(text).ignoring_case()),
            Compares::Pattern => Pattern::wild(text, variables),
        }
    };
    let values: Option<Vec<_>> = values.iter().map(value).collect();
    let values = values.ok_or_else(|| format!("the variables in condition key {name}"))?;
    Ok(Clause {
        key,
        negated,
        values,
    })
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
                .all(|clause| clause.holds(&Circumstances { region })),
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
