//! What a check leaves in the logs and metrics.

use std::time::Duration;

use lexdr_lex::{Evidence, Probe};
use lexdr_route::{ERR, Metric, Metrics};

use crate::{CheckError, Outcome};

/// A bot was asked.
pub(crate) fn probe(metrics: &Metrics, region: &str, probe: &Probe, took: Duration) {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (evidence, detail) = (probe.evidence.to_string(), probe.detail.as_deref());
    match probe.evidence {
        Evidence::Healthy => tracing::info!(region, evidence, millis, "bot asked"),
        Evidence::Down(_) => tracing::warn!(region, evidence, detail, millis, "bot is down"),
        Evidence::NoEvidence(_) => {
            tracing::error!(region, evidence, detail, millis, "bot could not be judged");
        }
    }
    metrics.emit(
        Some(region),
        &[
            Metric::duration("ProbeLatency", took),
            Metric::flag("Healthy", probe.evidence.is_healthy()),
            Metric::flag(
                "NoEvidence",
                matches!(probe.evidence, Evidence::NoEvidence(_)),
            ),
        ],
    );
}

/// The check is over.
pub(crate) fn result(metrics: &Metrics, result: &Result<Outcome, CheckError>) {
    let (flip, err) = match result {
        Ok(outcome) => (outcome.changed, outcome.lex_region == ERR),
        Err(_) => (false, false),
    };
    match result {
        Ok(Outcome {
            lex_region,
            reason,
            changed,
            superseded,
            ..
        }) => {
            if err {
                tracing::error!(lex_region, reason, changed, "no region has a healthy bot");
            } else {
                tracing::info!(lex_region, reason, changed, superseded, "checked");
            }
        }
        Err(error) => {
            tracing::error!(kind = error.kind(), error = %error, "check failed");
        }
    }
    metrics.emit(
        None,
        &[
            Metric::count("Check", 1),
            Metric::flag("Flip", flip),
            Metric::flag("Err", err),
            Metric::flag("Held", result.is_err()),
        ],
    );
}
