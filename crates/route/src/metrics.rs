//! CloudWatch metrics in the embedded metric format: JSON lines in the log that CloudWatch turns
//! into metrics, without a call and without a permission.
//! Format: Amazon CloudWatch User Guide, "Specification: Embedded metric format".

use std::time::UNIX_EPOCH;

use aws_smithy_async::time::SharedTimeSource;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::Sink;

/// The namespace of all metrics.
const NAMESPACE: &str = "LexDR";

/// A metric's unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// How many.
    Count,
    /// How long.
    Milliseconds,
}

/// A metric and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metric {
    /// `Check`, `Flip`, `ProbeLatency`, …
    pub name: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// How much.
    #[serde(skip)]
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
        let line = Line {
            directive: Directive {
                timestamp: u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX),
                definitions: [Definition {
                    namespace: NAMESPACE,
                    dimensions: [if region.is_some() {
                        &BY_REGION
                    } else {
                        &BY_FUNCTION
                    }],
                    metrics,
                }],
            },
            function: &self.function,
            region,
            metrics,
        };
        if let Ok(line) = serde_json::to_string(&line) {
            self.sink.line(&line);
        }
    }
}

const BY_FUNCTION: [&str; 1] = ["Function"];
const BY_REGION: [&str; 2] = ["Function", "Region"];

/// A line of the format: what is in it, then the dimensions' and the metrics' values. A call emits
/// one while somebody waits on the telephone, so it is written without a tree in between.
struct Line<'a> {
    directive: Directive<'a>,
    function: &'a str,
    region: Option<&'a str>,
    metrics: &'a [Metric],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("_aws", &self.directive)?;
        line.serialize_entry("Function", self.function)?;
        if let Some(region) = self.region {
            line.serialize_entry("Region", region)?;
        }
        for metric in self.metrics {
            line.serialize_entry(metric.name, &metric.value)?;
        }
        line.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive<'a> {
    timestamp: u64,
    #[serde(rename = "CloudWatchMetrics")]
    definitions: [Definition<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition<'a> {
    namespace: &'static str,
    dimensions: [&'a [&'static str]; 1],
    metrics: &'a [Metric],
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use aws_smithy_async::time::StaticTimeSource;

    use serde_json::json;

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
