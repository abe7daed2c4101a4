//! Logs: one JSON object a line.
//!
//! Only this product's own events go below level `WARN`: at `DEBUG` and `TRACE` the AWS SDK and
//! its HTTP stack would write signatures, session tokens and whole payloads.

use std::fmt;

use aws_smithy_async::time::SharedTimeSource;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt;

use crate::{Sink, iso8601};

/// The variable in which Lambda passes the level chosen for the function.
pub const LEVEL_VARIABLE: &str = "AWS_LAMBDA_LOG_LEVEL";

/// Where log events go, with times by `clock`. Set it for a process
/// (`tracing::dispatcher::set_global_default`) or for a future
/// (`tracing::instrument::WithSubscriber`).
#[must_use]
pub fn dispatch(sink: Sink, clock: SharedTimeSource, level: Level) -> tracing::Dispatch {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_timer(Clock(clock))
        .with_writer(sink);
    let ours = [
        "lexdr_route",
        "lexdr_lex",
        "lexdr_health_check",
        "lexdr_get_region",
    ];
    let levels = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_targets(ours.map(|target| (target, level)));
    tracing::Dispatch::new(tracing_subscriber::registry().with(lines).with(levels))
}

/// The level a value of [`LEVEL_VARIABLE`] asks for; `INFO` if it asks for none.
#[must_use]
pub fn level(value: Option<&str>) -> Level {
    match value.unwrap_or_default().to_ascii_uppercase().as_str() {
        "TRACE" => Level::TRACE,
        "DEBUG" => Level::DEBUG,
        "WARN" => Level::WARN,
        "ERROR" | "FATAL" => Level::ERROR,
        _ => Level::INFO,
    }
}

struct Clock(SharedTimeSource);

impl FormatTime for Clock {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        writer.write_str(&iso8601(self.0.now()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use aws_smithy_async::time::StaticTimeSource;
    use serde_json::json;

    use super::*;
    use crate::testing::Lines;

    #[test]
    fn a_line_is_json_with_the_time_of_the_given_clock() {
        let lines = Lines::default();
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_001);
        let clock = SharedTimeSource::new(StaticTimeSource::new(now));
        let dispatch = dispatch(lines.sink(), clock, Level::INFO);
        tracing::dispatcher::with_default(&dispatch, || {
            tracing::info!(region = "us-east-1", "asked");
            tracing::debug!("not asked for");
            tracing::info!(target: "aws_smithy_runtime", "not ours");
            tracing::warn!(target: "aws_smithy_runtime", "worth a line");
        });
        let written = lines.json();
        assert_eq!(
            written[0],
            json!({"timestamp": "2023-11-14T22:13:20.001Z", "level": "INFO", "message": "asked",
                "region": "us-east-1", "target": "lexdr_route::logging::tests"})
        );
        assert_eq!(written[1]["message"], "worth a line");
        assert_eq!(written.len(), 2);
    }

    #[test]
    fn the_sdk_stays_quiet_even_at_trace() {
        let lines = Lines::default();
        let clock = SharedTimeSource::default();
        let dispatch = dispatch(lines.sink(), clock, level(Some("trace")));
        tracing::dispatcher::with_default(&dispatch, || {
            tracing::trace!(target: "aws_sigv4::http_request", "signature");
            tracing::trace!("ours");
        });
        assert_eq!(lines.json().len(), 1);
    }
}
