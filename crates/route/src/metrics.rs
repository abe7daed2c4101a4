//! CloudWatch metrics in the embedded metric format: JSON lines in the log that CloudWatch turns
//! into metrics, without a call and without a permission.
//! Format: Amazon CloudWatch User Guide, "Specification: Embedded metric format".

use std::time::UNIX_EPOCH;

use aws_smithy_async::time::SharedTimeSource;
use serde_json::{Map, Value, json};

use crate::Sink;

/// The namespace of all metrics.
const NAMESPACE: &str = "LexDR";

/// A metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// How long.
    Milliseconds,
}

/// A metric and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// `Check`, `Flip`, `ProbeLatency`, …
    pub name: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// How much.
    pub value: u64,
}

impl Metric {
    /// A count.
    #[must_use]
    pub const fn count(name: &'static str, value: u64) -> Self {
        Self {
            name,
            unit: Unit::Count,
            value,
        }
    }

    /// A one or a zero.
    #[must_use]
    pub fn flag(name: &'static str, value: bool) -> Self {
        Self::count(name, u64::from(value))
    }

    /// A duration in milliseconds.
    #[must_use]
    pub fn duration(name: &'static str, value: std::time::Duration) -> Self {
        let value = u64::try_from(value.as_millis()).unwrap_or(u64::MAX);
        Self {
            name,
            unit: Unit::Milliseconds,
            value,
        }
    }
}

/// Writes metrics.
#[derive(Debug, Clone)]
pub struct Metrics {
    sink: Sink,
    clock: SharedTimeSource,
    function: String,
}

impl Metrics {
    /// Writes to `sink` with times by `clock`, for the Lambda function of this name.
    #[must_use]
    pub fn new(sink: Sink, clock: SharedTimeSource, function: impl Into<String>) -> Self {
        Self {
            sink,
            clock,
            function: function.into(),
        }
    }

    /// Writes nothing.
    #[must_use]
    pub fn discard() -> Self {
        Self::new(Sink::discard(), SharedTimeSource::default(), String::new())
    }

    /// Writes `metrics` as one line, by function, and by region if one is given.
    pub fn emit(&self, region: Option<&str>, metrics: &[Metric]) {
        let since_epoch = self
            .clock
            .now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let mut dimensions = vec!["Function"];
        let mut line = Map::new();
        line.insert("Function".into(), Value::from(self.function.as_str()));
        if let Some(region) = region {
            dimensions.push("Region");
            line.insert("Region".into(), Value::from(region));
        }
        let mut definitions = Vec::new();
        for metric in metrics {
            let unit = match metric.unit {
                Unit::Count => "Count",
                Unit::Milliseconds => "Milliseconds",
            };
            definitions.push(json!({"Name": metric.name, "Unit": unit}));
            line.insert(metric.name.into(), Value::from(metric.value));
        }
        let directive = json!({
            "Timestamp": u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX),
            "CloudWatchMetrics": [
                {"Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": definitions}
            ],
        });
        line.insert("_aws".into(), directive);
        self.sink.line(&Value::Object(line).to_string());
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_smithy_async::time::StaticTimeSource;

    use super::*;
    use crate::testing::Lines;

    #[test]
    fn a_line_follows_the_embedded_metric_format() {
        let lines = Lines::default();
        let clock = SharedTimeSource::new(StaticTimeSource::from_secs(1_700_000_000));
        let metrics = Metrics::new(lines.sink(), clock, "lexDRTest");
        metrics.emit(
            Some("us-east-1"),
            &[
                Metric::duration("ProbeLatency", Duration::from_micros(41_900)),
                Metric::flag("Healthy", true),
            ],
        );
        assert_eq!(
            lines.json(),
            [json!({
                "_aws": {
                    "Timestamp": 1_700_000_000_000_u64,
                    "CloudWatchMetrics": [{
                        "Namespace": "LexDR",
                        "Dimensions": [["Function", "Region"]],
                        "Metrics": [
                            {"Name": "ProbeLatency", "Unit": "Milliseconds"},
                            {"Name": "Healthy", "Unit": "Count"},
                        ],
                    }],
                },
                "Function": "lexDRTest", "Region": "us-east-1", "ProbeLatency": 41, "Healthy": 1,
            })]
        );
    }
}
