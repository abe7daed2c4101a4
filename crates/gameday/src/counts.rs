//! Runs of the health check, as CloudWatch counts them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat, StatusCode};
use aws_smithy_types::DateTime;
use lexdr_deploy::Clients;
use lexdr_runner::{Counted, CountedMinute, Counting};
use lexdr_wire::BoxFuture;
use tokio::time::sleep;

use crate::clock::now_ms;
use crate::cloudwatch::client;
use crate::said::said;

/// The minutes of a metric.
const MINUTE_S: i32 = 60;
const MINUTE_MS: i64 = 60_000;

/// How far the clocks of this machine and of AWS may be apart: more than `lexdr doctor` accepts is a
/// problem of its own.
const SKEW_MS: i64 = 10_000;

/// What Lambda measures of a function, under the name in the answer, and how a minute of it is told.
pub(crate) const METRICS: [(&str, &str, &str); 4] = [
    ("runs", "Invocations", "Sum"),
    ("failed", "Errors", "Sum"),
    ("throttled", "Throttles", "Sum"),
    ("longest", "Duration", "Maximum"),
];

/// A function whose runs are counted.
pub(crate) struct Metrics {
    pub(crate) clients: Clients,
    pub(crate) region: String,
    pub(crate) function: String,
    /// How long it takes until the last minute is counted.
    pub(crate) after: Duration,
}

/// A value of a minute, as the SDK has it.
type Minutes = BTreeMap<i64, [f64; METRICS.len()]>;

impl Counting for Metrics {
    fn runs(&self, from: SystemTime, until: SystemTime) -> BoxFuture<'_, Result<Counted, String>> {
        Box::pin(async move {
            let first = ms(from).saturating_sub(SKEW_MS).div_euclid(MINUTE_MS);
            let last = ms(until).saturating_add(SKEW_MS).div_euclid(MINUTE_MS);
            let from = first * MINUTE_MS;
            let until = (last + 1) * MINUTE_MS;
            // The last minute has to be over before it can be counted.
            let ready = until.saturating_add(millis(self.after));
            let left = match self.after.is_zero() {
                true => 0,
                false => ready.saturating_sub(now_ms(&self.clients)),
            };
            sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
            let minutes = self.read(from, until).await?;
            let minutes = minutes.into_iter();
            Ok(Counted {
                from: date(from),
                until: date(until),
                minutes: minutes.map(|(start, of)| minute(start, of)).collect(),
            })
        })
    }
}

impl Metrics {
    async fn read(&self, from: i64, until: i64) -> Result<Minutes, String> {
        let cloudwatch = client(&self.clients, &self.region);
        let mut minutes = Minutes::new();
        let mut token = None;
        loop {
            let answer = cloudwatch
                .get_metric_data()
                .start_time(DateTime::from_millis(from))
                .end_time(DateTime::from_millis(until))
                .set_metric_data_queries(Some(METRICS.map(|one| self.query(one)).to_vec()))
                .set_next_token(token)
                .send()
                .await;
            let answer = answer
                .map_err(|error| said(&format!("GetMetricData in {}", self.region), error))?;
            token = answer.next_token;
            for result in answer.metric_data_results.unwrap_or_default() {
                let is_whole = match result.status_code() {
                    None | Some(StatusCode::Complete) => true,
                    Some(StatusCode::PartialData) => token.is_some(),
                    Some(_) => false,
                };
                if !is_whole {
                    let id = result.id().unwrap_or_default();
                    return Err(format!("GetMetricData in {} left out {id}", self.region));
                }
                let known = METRICS.iter().position(|(id, ..)| result.id() == Some(*id));
                let at = known.ok_or("GetMetricData answers what was not asked")?;
                for (when, value) in result.timestamps().iter().zip(result.values()) {
                    let when = when.to_millis().map_err(|error| error.to_string())?;
                    minutes.entry(when).or_default()[at] = *value;
                }
            }
            if token.is_none() {
                return Ok(minutes);
            }
        }
    }

    fn query(&self, (id, metric, statistic): (&str, &str, &str)) -> MetricDataQuery {
        let function = Dimension::builder().name("FunctionName");
        let metric = Metric::builder()
            .namespace("AWS/Lambda")
            .metric_name(metric)
            .dimensions(function.value(&self.function).build())
            .build();
        let metric = MetricStat::builder()
            .metric(metric)
            .period(MINUTE_S)
            .stat(statistic)
            .build();
        MetricDataQuery::builder()
            .id(id)
            .metric_stat(metric)
            .build()
    }
}

fn minute(start: i64, [runs, failed, throttled, longest]: [f64; METRICS.len()]) -> CountedMinute {
    CountedMinute {
        start: date(start),
        runs: whole(runs),
        failed: whole(failed),
        throttled: whole(throttled),
        longest_ms: whole(longest.ceil()),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts and milliseconds; the cast saturates"
)]
const fn whole(value: f64) -> u64 {
    value as u64
}

fn ms(date: SystemTime) -> i64 {
    let since = date.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, millis)
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

fn date(ms: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(ms).unwrap_or(0))
}
