//! Runs of the health check, as CloudWatch counts them.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat, StatusCode};
use aws_smithy_types::DateTime;
use lexdr_deploy::Clients;
use lexdr_history::{Counts, During, Minute};
use lexdr_runner::Counting;
use lexdr_wire::BoxFuture;
use tokio::time::sleep;

use crate::clock::{ms, now_ms, to_ms};
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
    /// How long it takes until the last minute is counted; if no time at all, not even its end is
    /// waited for.
    pub(crate) after: Duration,
}

/// A value of a minute, as the SDK has it.
type Minutes = BTreeMap<i64, [f64; METRICS.len()]>;

impl Counting for Metrics {
    fn runs(&self, zero: SystemTime, end: SystemTime) -> BoxFuture<'_, Result<Counts, String>> {
        Box::pin(async move {
            let zero = to_ms(zero);
            let first = zero.saturating_sub(SKEW_MS).div_euclid(MINUTE_MS);
            let last = to_ms(end).saturating_add(SKEW_MS).div_euclid(MINUTE_MS);
            let (from, until) = (first * MINUTE_MS, (last + 1) * MINUTE_MS);
            if !self.after.is_zero() {
                // The last minute has to be over before it can be counted.
                let ready = until.saturating_add(ms(self.after));
                let left = ready.saturating_sub(now_ms(&self.clients));
                sleep(Duration::from_millis(u64::try_from(left).unwrap_or(0))).await;
            }
            let minutes = self.read(from, until).await?.into_iter();
            Ok(Counts {
                during: During {
                    start_ms: from - zero,
                    end_ms: until - zero,
                },
                minutes: minutes
                    .map(|(start, of)| minute(start - zero, of))
                    .collect(),
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

fn minute(start_ms: i64, [runs, failed, throttled, longest]: [f64; METRICS.len()]) -> Minute {
    Minute {
        start_ms,
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
