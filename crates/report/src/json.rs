//! JSON for programs. Fields may be added to schema 1, none renamed or removed.

use lexdr_verdict::{Bounds, CallerTotals, Finding, Judged, Outcome, Phase};
use serde::Serialize;

use crate::{Case, overall};

/// Version of the document.
const SCHEMA: u32 = 1;

/// One document on all scenarios.
#[must_use]
pub fn json(cases: &[Case<'_>]) -> String {
    let scenarios = cases.iter().map(Scenario::new).collect();
    written(&Document {
        schema: SCHEMA,
        verdict: overall(cases),
        scenarios,
    })
}

/// The object that stands for one scenario in the document, alone.
#[must_use]
pub fn json_scenario(case: &Case<'_>) -> String {
    written(&Scenario::new(case))
}

fn written(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value)
        .expect("structs of strings, numbers and lists have a JSON form");
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    verdict: Outcome,
    scenarios: Vec<Scenario<'a>>,
}

#[derive(Serialize)]
struct Scenario<'a> {
    name: &'a str,
    verdict: Outcome,
    reason: &'a str,
    seed: u64,
    target: &'a str,
    lex: &'a str,
    duration_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Finding]>::is_empty")]
    findings: &'a [Finding],
    phases: &'a [Phase],
    expectations: Vec<Item<'a>>,
    invariants: Vec<Item<'a>>,
    callers: &'a CallerTotals,
}

#[derive(Serialize)]
struct Item<'a> {
    rule: &'a str,
    text: &'a str,
    verdict: Outcome,
    limit: Option<&'a str>,
    limit_ms: Option<u64>,
    measured: &'a str,
    measured_ms: Option<Bounds>,
    /// Lines of the history.
    evidence: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened: Option<&'a str>,
}

impl<'a> Scenario<'a> {
    fn new(case: &Case<'a>) -> Self {
        let (verdict, about) = (case.verdict, &case.verdict.about);
        Self {
            name: &about.scenario,
            verdict: verdict.outcome,
            reason: &verdict.reason,
            seed: about.seed,
            target: &about.target,
            lex: &about.lex,
            duration_ms: about.duration_ms,
            history: case.history,
            findings: &verdict.findings,
            phases: &verdict.phases,
            expectations: verdict.expectations.iter().map(Item::new).collect(),
            invariants: verdict.invariants.iter().map(Item::new).collect(),
            callers: &verdict.callers,
        }
    }
}

impl<'a> Item<'a> {
    fn new(judged: &'a Judged) -> Self {
        Self {
            rule: judged.rule,
            text: &judged.text,
            verdict: judged.outcome,
            limit: judged.limit.as_deref(),
            limit_ms: judged.limit_ms,
            measured: &judged.measured,
            measured_ms: judged.measured_ms,
            evidence: &judged.evidence,
            expected: judged.why.as_ref().map(|why| why.expected.as_str()),
            happened: judged.why.as_ref().map(|why| why.happened.as_str()),
        }
    }
}
