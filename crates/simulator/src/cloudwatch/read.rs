//! What was measured: GetMetricStatistics, GetMetricData, ListMetrics.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

use super::asked::{bad_value, beyond, date, inner, metric, period_ms, unit, word, wrong};
use super::metric::{MINUTE_MS, Metric, Statistic, Statistics, floor, seconds};
use super::state::State;
use crate::input::{Input, missing};

type Answered = Result<Value, ServiceError>;

/// Quotas of the API.
const MOST_DATAPOINTS: i64 = 1440;
const MOST_QUERIES: usize = 500;
const MOST_OF_QUERIES: i64 = 100_800;
const PAGE: usize = 500;

/// What `RecentlyActive` means by `PT3H`.
const RECENTLY_MS: i64 = 3 * 60 * MINUTE_MS;

pub(super) fn statistics(state: &State, input: &Input) -> Answered {
    let metric = metric(input)?;
    let (start_ms, end_ms) = span(input)?;
    let period_ms = period_ms(input, "GetMetricStatistics")?;
    let unit = unit(input)?;
    let asked = input.list("Statistics")?;
    if !input.list("ExtendedStatistics")?.is_empty() {
        return Err(beyond("GetMetricStatistics", "ExtendedStatistics"));
    }
    if asked.is_empty() {
        let message =
            "At least one of the parameters Statistics and ExtendedStatistics must be specified.";
        return Err(wrong("MissingParameter", message));
    }
    let asked: Vec<(&str, Statistic)> = asked.iter().map(statistic).collect::<Result<_, _>>()?;
    let points = (end_ms - start_ms + period_ms - 1) / period_ms;
    if points > MOST_DATAPOINTS {
        return Err(wrong(
            "InvalidParameterCombination",
            format!(
                "You have requested up to {points} datapoints, which exceeds the limit of \
                 {MOST_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, \
                 or decreasing the time range."
            ),
        ));
    }
    // Periods begin with the start time, in whole minutes.
    let start_ms = floor(start_ms, MINUTE_MS);
    let mut found: BTreeMap<(i64, &str), Statistics> = BTreeMap::new();
    let series = state.metrics.get(&metric).into_iter();
    for (minute, unit, one) in series.flat_map(|series| series.within(start_ms, end_ms, unit)) {
        let begin = start_ms + floor(minute - start_ms, period_ms);
        let sum = found.entry((begin, unit));
        sum.and_modify(|sum| *sum = sum.and(one)).or_insert(one);
    }
    let datapoints: Vec<Value> = found
        .iter()
        .map(|((begin, unit), sum)| {
            let mut point = json!({ "Timestamp": seconds(*begin), "Unit": unit });
            for (name, statistic) in &asked {
                point[*name] = json!(statistic.of(sum));
            }
            point
        })
        .collect();
    Ok(json!({ "Label": metric.name, "Datapoints": datapoints }))
}

fn statistic(name: &Value) -> Result<(&str, Statistic), ServiceError> {
    let name = name.as_str().unwrap_or_default();
    let known = Statistic::named(name).map(|statistic| (name, statistic));
    known.ok_or_else(|| {
        let all = Statistic::ALL.map(|(name, _)| name).join(", ");
        bad_value(format!(
            "The parameter Statistics must be a value in the set [ {all} ]."
        ))
    })
}

/// Start and end of what is asked for.
fn span(input: &Input) -> Result<(i64, i64), ServiceError> {
    let (start_ms, end_ms) = (date(input, "StartTime")?, date(input, "EndTime")?);
    if start_ms >= end_ms {
        return Err(bad_value(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    Ok((start_ms, end_ms))
}

pub(super) fn data(state: &State, input: &Input) -> Answered {
    let (start_ms, end_ms) = span(input)?;
    let words = ["TimestampDescending", "TimestampAscending"];
    let ascending = word(input, "ScanBy", &words)? == Some("TimestampAscending");
    input.refuse("GetMetricData", &["LabelOptions", "NextToken"])?;
    let most = input
        .bounded("MaxDatapoints", 1..=MOST_OF_QUERIES)?
        .unwrap_or(MOST_OF_QUERIES);
    let queries = input.list("MetricDataQueries")?;
    if queries.is_empty() || queries.len() > MOST_QUERIES {
        return Err(wrong(
            "ValidationError",
            format!(
                "The collection MetricDataQueries must have between 1 and {MOST_QUERIES} members."
            ),
        ));
    }
    let mut results = Vec::new();
    let mut points = 0;
    for query in queries {
        let query = inner(query, "MetricDataQueries")?;
        let (id, answer) = one(state, &query, (start_ms, end_ms), ascending)?;
        if results.iter().any(|(other, _): &(String, _)| *other == id) {
            let message =
                format!("The values for parameter id in MetricDataQueries are not unique: {id}.");
            return Err(wrong("ValidationError", message));
        }
        points += answer["Values"].as_array().map_or(0, Vec::len);
        results.push((id, answer));
    }
    if i64::try_from(points).is_ok_and(|points| points > most) {
        let what = format!("{points} data points, more than MaxDatapoints: ask for less at once");
        return Err(beyond("GetMetricData", &what));
    }
    let shown = results.into_iter().map(|(_, answer)| answer);
    let shown: Vec<Value> = shown.filter(|answer| !answer.is_null()).collect();
    Ok(json!({ "MetricDataResults": shown, "Messages": [] }))
}

/// The id and the answer of one query; null if its data is not to be returned.
fn one(
    state: &State,
    query: &Input,
    (start_ms, end_ms): (i64, i64),
    ascending: bool,
) -> Result<(String, Value), ServiceError> {
    query.refuse("GetMetricData", &["AccountId", "Expression", "Period"])?;
    let id = query.required("Id")?.to_owned();
    let stat = query
        .get("MetricStat")
        .ok_or_else(|| missing("MetricStat"))?;
    let stat = inner(stat, "MetricStat")?;
    let of = stat.get("Metric").ok_or_else(|| missing("Metric"))?;
    let metric = metric(&inner(of, "Metric")?)?;
    let period_ms = period_ms(&stat, "GetMetricData")?;
    let unit = unit(&stat)?;
    let name = stat.required("Stat")?;
    let statistic = Statistic::named(name)
        .ok_or_else(|| beyond("GetMetricData", &format!("the statistic {name}")))?;
    if query.get("ReturnData") == Some(&Value::Bool(false)) {
        return Ok((id, Value::Null));
    }
    // Periods begin at their own multiples here.
    let mut found: BTreeMap<i64, Statistics> = BTreeMap::new();
    let series = state.metrics.get(&metric).into_iter();
    for (minute, _, one) in series.flat_map(|series| series.within(start_ms, end_ms, unit)) {
        let sum = found.entry(floor(minute, period_ms));
        sum.and_modify(|sum| *sum = sum.and(one)).or_insert(one);
    }
    let mut points: Vec<(f64, f64)> = found
        .iter()
        .map(|(begin, sum)| (seconds(*begin), statistic.of(sum)))
        .collect();
    if !ascending {
        points.reverse();
    }
    let (timestamps, values): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
    let label = query.text("Label")?.unwrap_or(&metric.name);
    let answer = json!({
        "Id": id,
        "Label": label,
        "Timestamps": timestamps,
        "Values": values,
        "StatusCode": "Complete",
    });
    Ok((id, answer))
}

pub(super) fn list(state: &State, input: &Input, now_ms: i64) -> Answered {
    input.refuse("ListMetrics", &["IncludeLinkedAccounts", "OwningAccount"])?;
    let namespace = input.text("Namespace")?;
    let name = input.text("MetricName")?;
    let wanted = input.list("Dimensions")?;
    let recently = word(input, "RecentlyActive", &["PT3H"])?.is_some();
    let from: usize = match input.text("NextToken")? {
        None => 0,
        Some(token) => token.parse().map_err(|_| {
            bad_value(format!(
                "The value {token} for parameter NextToken is invalid."
            ))
        })?,
    };
    let has = |metric: &Metric, filter: &Value| {
        let own = metric
            .dimensions
            .get(filter["Name"].as_str().unwrap_or_default());
        own.is_some_and(|own| filter["Value"].as_str().is_none_or(|value| value == own))
    };
    let found = state.metrics.iter().filter(|(metric, series)| {
        // A metric without data is none.
        series
            .last_ms()
            .is_some_and(|last| !recently || last > now_ms - RECENTLY_MS)
            && namespace.is_none_or(|namespace| metric.namespace == namespace)
            && name.is_none_or(|name| metric.name == name)
            && wanted.iter().all(|filter| has(metric, filter))
    });
    let mut rest = found.skip(from);
    let page: Vec<Value> = rest
        .by_ref()
        .take(PAGE)
        .map(|(metric, _)| {
            json!({
                "Namespace": metric.namespace,
                "MetricName": metric.name,
                "Dimensions": metric.dimensions_json(),
            })
        })
        .collect();
    let mut answer = json!({ "Metrics": page });
    if rest.next().is_some() {
        answer["NextToken"] = json!((from + PAGE).to_string());
    }
    Ok(answer)
}
