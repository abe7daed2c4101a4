//! What the functions did wrong, in words, where a run did not pass.
//!
//! A verdict says that a promise was not kept; this says whose fault it was, as far as the history
//! shows it. Runs of the health check that a fault may have kept from working are not held against
//! it.

use std::collections::BTreeMap;

use lexdr_history::{CheckResult, CheckRun, CheckTrace};
use serde::Serialize;

use crate::bounds::millis;
use crate::route::Route;
use crate::run::{Run, Seen};
use crate::{clock, duration_exact};

mod route;

/// Something that a function did wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing: `not-started`, `cut-off`, `crashed`, `raised`, `false-failover`,
    /// `never-wrote`, `never-wrote-back`.
    pub kind: &'static str,
    /// What it did, with times.
    pub text: String,
    /// The last lines that the function wrote to its log, where they were kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
    /// Lines of the history that show it; the header is line 1. The first few, if there are many.
    pub evidence: Vec<usize>,
}

/// More lines than this help nobody.
const EVIDENCE_LINES: usize = 4;

/// Lex as its runtime endpoint is called.
const LEX: [&str; 2] = ["runtime.lex", "runtime-v2-lex"];

/// What Lambda says of a process that is gone.
const CRASHED: &str = "Runtime.ExitError";

type Check<'r, 'a> = &'r Seen<'a, CheckRun>;

/// What the functions did wrong, the gravest first.
pub(crate) fn findings(run: &Run<'_>, route: &Route<'_>) -> Vec<Finding> {
    // After a fault of its own the health check has an interval to come back to itself.
    let excused = run.spans(run.interval_ms(), |touch| touch.checker);
    let answerable: Vec<Check<'_, '_>> = run
        .checks
        .iter()
        .filter(|check| !matches!(check.what.result, CheckResult::Refused { .. }))
        .filter(|check| !excused.iter().any(|span| span.overlaps(check.at)))
        .collect();
    let mut findings = broken_off(run, &answerable);
    findings.extend(route::false_failovers(run, route));
    findings.extend(route::never_wrote(run, route, &answerable));
    findings
}

/// Runs that did not return, those of one kind together.
fn broken_off(run: &Run<'_>, checks: &[Check<'_, '_>]) -> Vec<Finding> {
    let mut kinds: BTreeMap<(u8, String), Vec<Check<'_, '_>>> = BTreeMap::new();
    for check in checks {
        let starting = check
            .what
            .trace
            .as_ref()
            .is_some_and(|trace| trace.starting);
        let kind = match &check.what.result {
            // The message may differ each time: a time, an id.
            CheckResult::Failed { error } if starting => (0, kind_of(error)),
            CheckResult::TimedOut => (1, how_far(run, check.what.trace.as_ref())),
            CheckResult::Failed { error } => (2, kind_of(error)),
            CheckResult::Returned { .. } | CheckResult::Refused { .. } => continue,
        };
        kinds.entry(kind).or_default().push(check);
    }
    let of_all = |some: &[Check<'_, '_>]| format!("{} of {} runs", some.len(), checks.len());
    let found = kinds.into_iter().map(|((order, what), some)| {
        let (of_all, limit) = (of_all(&some), duration_exact(run.check_timeout_ms()));
        let error = some.iter().find_map(|check| match &check.what.result {
            CheckResult::Failed { error } => Some(error.as_str()),
            _ => None,
        });
        let error = error.unwrap_or_default();
        let (kind, text) = match order {
            0 => ("not-started", format!("did not start in {of_all}: {error}")),
            1 => (
                "cut-off",
                format!("was cut off at its time limit of {limit} in {of_all}{what}"),
            ),
            _ if what == CRASHED => ("crashed", format!("crashed in {of_all}: {error}")),
            _ => ("raised", format!("raised an error in {of_all}: {error}")),
        };
        let first = some.first().map_or(0, |check| check.at.lo_ms);
        let log = some
            .iter()
            .find_map(|check| check.what.trace.as_ref()?.log.as_deref());
        Finding {
            kind,
            text: format!("the health check {text} (first at {})", clock(first)),
            log: log.unwrap_or_default().lines().map(str::to_owned).collect(),
            evidence: lines(&some),
        }
    });
    found.collect()
}

/// The error's type, without its message.
fn kind_of(error: &str) -> String {
    let (kind, _) = error.split_once(": ").unwrap_or((error, ""));
    kind.to_owned()
}

fn lines(checks: &[Check<'_, '_>]) -> Vec<usize> {
    let lines = checks.iter().map(|check| check.line);
    lines.take(EVIDENCE_LINES).collect()
}

/// How far a run had come when it was cut off.
fn how_far(run: &Run<'_>, trace: Option<&CheckTrace>) -> String {
    let Some(trace) = trace else {
        return String::new();
    };
    if trace.starting {
        return ", while it was still starting".to_owned();
    }
    let asked = |region: &str| {
        let mut calls = trace.calls.iter();
        calls.any(|call| LEX.contains(&call.service.as_str()) && call.region == region)
    };
    let (primary, secondary) = (&run.header.primary, &run.header.secondary);
    let waiting = trace.calls.iter().rev().find(|call| call.answer.is_none());
    let waiting = waiting.map_or_else(String::new, |call| {
        format!(", waiting for {} in {}", call.operation, call.region)
    });
    let wrote = trace
        .calls
        .iter()
        .any(|call| call.operation == "UpdateItem");
    match (asked(primary), asked(secondary)) {
        _ if trace.calls.is_empty() => ", without having made any call".to_owned(),
        _ if wrote => format!(", after it had tried to write the route{waiting}"),
        (true, false) => format!(", before it had tried {secondary}{waiting}"),
        (true, true) => format!(", before it had written what it knew of both regions{waiting}"),
        _ => waiting,
    }
}

impl Run<'_> {
    fn check_timeout_ms(&self) -> i64 {
        millis(self.header.check_timeout_ms.0)
    }
}
