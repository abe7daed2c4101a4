//! What requests say: members that several operations have.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::Value;

use super::metric::{Metric, UNITS};
use crate::input::{Input, invalid};

/// Dimensions of one metric at most.
const MOST_DIMENSIONS: usize = 30;

/// A bad or missing value, in one of the names that the query protocol had for it.
pub(super) fn wrong(code: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::new(code, 400, message)
}

pub(super) fn bad_value(message: impl Into<String>) -> ServiceError {
    wrong("InvalidParameterValue", message)
}

/// What AWS has and the simulator would have to ignore.
pub(super) fn beyond(operation: &str, what: &str) -> ServiceError {
    let message = format!("the lexdr simulator does not implement {operation} with {what}");
    ServiceError::new("NotImplementedException", 501, message)
}

/// The metric that `Namespace`, `MetricName` and `Dimensions` name.
pub(super) fn metric(input: &Input) -> Result<Metric, ServiceError> {
    Ok(Metric {
        namespace: name(input, "Namespace")?,
        name: name(input, "MetricName")?,
        dimensions: dimensions(input)?,
    })
}

/// A required text of 1 to 255 characters.
pub(super) fn name(input: &Input, member: &'static str) -> Result<String, ServiceError> {
    let given = input.text(member)?.ok_or_else(|| {
        wrong(
            "MissingParameter",
            format!("The parameter {member} is required."),
        )
    })?;
    if given.is_empty() || given.chars().count() > 255 {
        let message = format!("The parameter {member} must be between 1 and 255 characters long.");
        return Err(bad_value(message));
    }
    if member == "Namespace" && given.starts_with(':') {
        return Err(bad_value(
            "The value for parameter Namespace is invalid: it begins with ':'.",
        ));
    }
    Ok(given.to_owned())
}

pub(super) fn dimensions(input: &Input) -> Result<BTreeMap<String, String>, ServiceError> {
    let given = input.list("Dimensions")?;
    if given.len() > MOST_DIMENSIONS {
        return Err(bad_value(format!(
            "The collection Dimensions must not have a size greater than {MOST_DIMENSIONS}."
        )));
    }
    let mut dimensions = BTreeMap::new();
    for one in given {
        let text = |part: &str| one[part].as_str().filter(|text| !text.is_empty());
        let (Some(name), Some(value)) = (text("Name"), text("Value")) else {
            return Err(wrong(
                "MissingParameter",
                "A dimension needs a Name and a Value.",
            ));
        };
        if dimensions
            .insert(name.to_owned(), value.to_owned())
            .is_some()
        {
            return Err(bad_value(format!(
                "No metric may have the same dimension name twice: {name}."
            )));
        }
    }
    Ok(dimensions)
}

/// The unit, if one is given.
pub(super) fn unit(input: &Input) -> Result<Option<&'static str>, ServiceError> {
    let Some(given) = input.text("Unit")? else {
        return Ok(None);
    };
    let known = UNITS.into_iter().find(|unit| *unit == given);
    known.map(Some).ok_or_else(|| {
        bad_value(format!(
            "The parameter Unit must be a value in the set [ {} ].",
            UNITS.join(", ")
        ))
    })
}

/// A number that can be measured: CloudWatch takes neither NaN nor infinity, nor what is beyond
/// 2 to the power of 360.
pub(super) fn number(value: &Value, member: &str) -> Result<f64, ServiceError> {
    let most = 2_f64.powi(360);
    value
        .as_f64()
        .filter(|number| number.abs() <= most)
        .ok_or_else(|| {
            bad_value(format!(
                "The value {value} for parameter {member} is invalid."
            ))
        })
}

/// A required date, in milliseconds since 1970.
pub(super) fn date(input: &Input, member: &'static str) -> Result<i64, ServiceError> {
    let given = input.get(member).ok_or_else(|| {
        wrong(
            "MissingParameter",
            format!("The parameter {member} is required."),
        )
    })?;
    date_ms(given, member)
}

/// A date: seconds since 1970, or the text that the query protocol has.
pub(super) fn date_ms(value: &Value, member: &str) -> Result<i64, ServiceError> {
    let text = || value.as_str()?.parse::<jiff::Timestamp>().ok();
    value
        .as_f64()
        .map(|seconds| (seconds * 1000.0).round() as i64)
        .or_else(|| text().map(|date| date.as_millisecond()))
        .ok_or_else(|| {
            bad_value(format!(
                "The value {value} for parameter {member} is invalid."
            ))
        })
}

/// One of several words.
pub(super) fn word<'i>(
    input: &'i Input,
    member: &'static str,
    words: &[&str],
) -> Result<Option<&'i str>, ServiceError> {
    match input.text(member)? {
        Some(given) if !words.contains(&given) => {
            let set = words.join(", ");
            let constraint = format!("Member must satisfy enum value set: [{set}]");
            Err(invalid(member, given, &constraint))
        }
        given => Ok(given),
    }
}

/// Whole minutes, in milliseconds. Shorter periods are for data of high resolution.
pub(super) fn period_ms(input: &Input, operation: &str) -> Result<i64, ServiceError> {
    let seconds = input
        .integer("Period")?
        .ok_or_else(|| wrong("MissingParameter", "The parameter Period is required."))?;
    match seconds {
        1 | 5 | 10 | 20 | 30 => Err(beyond(operation, &format!("a Period of {seconds} seconds"))),
        _ if seconds < 1 || seconds % 60 != 0 => Err(bad_value(
            "The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.",
        )),
        // A hundred years, so that sums stay within bounds.
        _ => Ok(seconds.min(3_155_760_000) * 1000),
    }
}

/// A member that is itself a structure.
pub(super) fn inner(value: &Value, member: &str) -> Result<Input, ServiceError> {
    match value {
        Value::Object(members) => Ok(Input::from(members.clone())),
        _ => Err(wrong(
            "MissingParameter",
            format!("The parameter {member} is required."),
        )),
    }
}
