//! PutMetricData.

use lexdr_wire::ServiceError;
use serde_json::Value;

use super::asked::{bad_value, beyond, date_ms, dimensions, inner, name, number, unit, wrong};
use super::metric::{MINUTE_MS, Metric, Statistics};
use crate::input::Input;

/// Quotas of the API.
const MOST_METRICS: usize = 1000;
const MOST_VALUES: usize = 150;
const OLDEST_MS: i64 = 14 * 24 * 60 * MINUTE_MS;
const NEWEST_MS: i64 = 2 * 60 * MINUTE_MS;

/// What one entry says.
pub(super) struct Measured {
    pub(super) metric: Metric,
    pub(super) at_ms: i64,
    pub(super) unit: &'static str,
    pub(super) statistics: Statistics,
}

/// Reads a request: all of it is good, or none is taken.
pub(super) fn measured(input: &Input, now_ms: i64) -> Result<Vec<Measured>, ServiceError> {
    input.refuse(
        "PutMetricData",
        &["EntityMetricData", "StrictEntityValidation"],
    )?;
    let namespace = name(input, "Namespace")?;
    if namespace.starts_with("AWS/") {
        let message = format!("The value {namespace} for parameter Namespace is invalid.");
        return Err(bad_value(message));
    }
    let data = input.list("MetricData")?;
    if data.is_empty() {
        return Err(wrong(
            "MissingParameter",
            "The parameter MetricData is required.",
        ));
    }
    if data.len() > MOST_METRICS {
        return Err(bad_value(format!(
            "The collection MetricData must not have a size greater than {MOST_METRICS}."
        )));
    }
    let entries = data.iter().zip(1..);
    entries
        .map(|(one, nth)| entry(&namespace, one, &format!("MetricData.member.{nth}"), now_ms))
        .collect()
}

fn entry(namespace: &str, one: &Value, at: &str, now_ms: i64) -> Result<Measured, ServiceError> {
    let datum = inner(one, at)?;
    if datum
        .integer("StorageResolution")?
        .is_some_and(|of| of != 60)
    {
        return Err(beyond("PutMetricData", "a StorageResolution below 60"));
    }
    let at_ms = match datum.get("Timestamp") {
        Some(date) => date_ms(date, &format!("{at}.Timestamp"))?,
        None => now_ms,
    };
    if !(now_ms - OLDEST_MS..=now_ms + NEWEST_MS).contains(&at_ms) {
        return Err(bad_value(format!(
            "The parameter {at}.Timestamp must specify a time no more than two weeks in the past \
             and no more than two hours in the future."
        )));
    }
    Ok(Measured {
        metric: Metric {
            namespace: namespace.to_owned(),
            name: name(&datum, "MetricName")?,
            dimensions: dimensions(&datum)?,
        },
        at_ms,
        unit: unit(&datum)?.unwrap_or("None"),
        statistics: statistics(&datum, at)?,
    })
}

/// A value, or values with how often each was seen, or what somebody has summed up already.
fn statistics(datum: &Input, at: &str) -> Result<Statistics, ServiceError> {
    const WAYS: [&str; 3] = ["Value", "Values", "StatisticValues"];
    let given: Vec<&str> = WAYS
        .into_iter()
        .filter(|way| datum.get(way).is_some())
        .collect();
    if let [one, other, ..] = given.as_slice() {
        return Err(wrong(
            "InvalidParameterCombination",
            format!(
                "The parameters {at}.{one} and {at}.{other} are mutually exclusive and you have \
                 specified both."
            ),
        ));
    }
    if let Some(value) = datum.get("Value") {
        return Ok(Statistics::of(number(value, &format!("{at}.Value"))?));
    }
    if let Some(set) = datum.get("StatisticValues") {
        return summed(set, at);
    }
    if given.is_empty() {
        let ways = "Value, Values or StatisticValues";
        let message = format!("One of the parameters {ways} of {at} is required.");
        return Err(wrong("MissingParameter", message));
    }
    values(datum, at)
}

fn values(datum: &Input, at: &str) -> Result<Statistics, ServiceError> {
    let (values, counts) = (datum.list("Values")?, datum.list("Counts")?);
    if values.is_empty() || values.len() > MOST_VALUES {
        return Err(bad_value(format!(
            "The collection {at}.Values must have between 1 and {MOST_VALUES} members."
        )));
    }
    if !counts.is_empty() && counts.len() != values.len() {
        return Err(bad_value(format!(
            "The parameters {at}.Values and {at}.Counts must have the same number of members."
        )));
    }
    let mut all: Option<Statistics> = None;
    for (nth, value) in values.iter().enumerate() {
        let value = number(value, &format!("{at}.Values"))?;
        let count = match counts.get(nth) {
            Some(count) => positive(count, &format!("{at}.Counts"))?,
            None => 1.0,
        };
        let one = Statistics::repeated(value, count);
        all = Some(all.map_or(one, |all| all.and(one)));
    }
    all.ok_or_else(|| bad_value(format!("The collection {at}.Values is empty.")))
}

fn summed(given: &Value, at: &str) -> Result<Statistics, ServiceError> {
    let part = |name: &str| number(&given[name], &format!("{at}.StatisticValues.{name}"));
    let of = format!("{at}.StatisticValues.SampleCount");
    let statistics = Statistics {
        count: positive(&given["SampleCount"], &of)?,
        sum: part("Sum")?,
        minimum: part("Minimum")?,
        maximum: part("Maximum")?,
    };
    if statistics.minimum > statistics.maximum {
        return Err(bad_value(format!(
            "The parameter {at}.StatisticValues.Maximum must be greater than {at}.StatisticValues.Minimum."
        )));
    }
    Ok(statistics)
}

fn positive(value: &Value, member: &str) -> Result<f64, ServiceError> {
    let count = number(value, member)?;
    if count > 0.0 {
        return Ok(count);
    }
    Err(bad_value(format!(
        "The parameter {member} must be greater than 0."
    )))
}
