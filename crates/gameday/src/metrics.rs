//! What a run came to, as metrics of CloudWatch: an alarm on them tells when a failover has become
//! slower, or has stopped working.

use aws_sdk_cloudwatch::types::{Dimension, MetricDatum, StandardUnit};
use aws_smithy_types::DateTime;
use lexdr_deploy::Clients;
use lexdr_verdict::{Outcome, Verdict};
use lexdr_wire::BoxFuture;

use crate::clock::now_ms;
use crate::cloudwatch::client;
use crate::said::said;

/// Where the metrics are.
pub const NAMESPACE: &str = "LexDR";

/// Puts the metrics of a run, in one call:
///
/// | metric | dimensions | unit | |
/// |---|---|---|---|
/// | `Passed` | Scenario | count | 1 if the run passed, else 0 |
/// | `Unknown` | Scenario | count | 1 if it cannot be told, else 0 |
/// | `DowntimeLow`, `DowntimeHigh` | Scenario, Phase | milliseconds | the bounds of each phase |
///
/// # Errors
/// When CloudWatch does not take them.
pub fn put<'a>(
    clients: &'a Clients,
    region: &'a str,
    verdict: &'a Verdict,
) -> BoxFuture<'a, Result<(), String>> {
    Box::pin(async move {
        let call = client(clients, region).put_metric_data();
        let data = data(verdict, DateTime::from_millis(now_ms(clients)));
        let put = call.namespace(NAMESPACE).set_metric_data(Some(data)).send();
        let put = put.await;
        put.map(drop)
            .map_err(|error| said(&format!("PutMetricData in {region}"), error))
    })
}

fn data(verdict: &Verdict, at: DateTime) -> Vec<MetricDatum> {
    let scenario = dimension("Scenario", &verdict.about.scenario);
    let datum = |name: &str| {
        let datum = MetricDatum::builder().metric_name(name).timestamp(at);
        datum.dimensions(scenario.clone())
    };
    let counted = |name: &str, counts: bool| {
        let datum = datum(name).unit(StandardUnit::Count);
        datum.value(if counts { 1.0 } else { 0.0 }).build()
    };
    let mut data = vec![
        counted("Passed", verdict.outcome == Outcome::Passed),
        counted("Unknown", verdict.outcome == Outcome::Unknown),
    ];
    for phase in &verdict.phases {
        let bounds = [
            ("DowntimeLow", phase.took.lo_ms),
            ("DowntimeHigh", phase.took.hi_ms),
        ];
        data.extend(bounds.map(|(name, ms)| {
            let datum = datum(name).unit(StandardUnit::Milliseconds);
            let datum = datum.dimensions(dimension("Phase", &phase.name));
            #[expect(clippy::cast_precision_loss, reason = "no run lasts 2^53 ms")]
            datum.value(ms as f64).build()
        }));
    }
    data
}

fn dimension(name: &str, value: &str) -> Dimension {
    Dimension::builder().name(name).value(value).build()
}
