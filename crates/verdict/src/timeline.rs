//! What happened, in order of time, without what was uneventful.

use std::collections::BTreeSet;

use lexdr_history::{CheckResult, Ending, StepAction};
use serde::Serialize;

use crate::Bounds;
use crate::caller::CallerTotals;
use crate::edge::Edges;
use crate::phase::{HEALTHY, Points};
use crate::route::Route;
use crate::run::Run;

/// Something worth telling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// From its start to its end.
    #[serde(flatten)]
    pub at: Bounds,
    /// Its line in the history; the first one of those that are folded.
    pub line: usize,
    /// What happened.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the fields are those of the events they are taken from"
)]
pub enum Happening {
    /// A fault was injected or undone.
    Step {
        action: StepAction,
        label: String,
        fault: String,
        regions: Vec<String>,
        calls: Vec<String>,
        error: Option<String>,
    },
    /// The steady state was verified.
    SteadyState { problem: Option<String> },
    /// The route became another one.
    Route {
        from: Option<String>,
        to: Option<String>,
        reason: Option<String>,
    },
    /// A check found something else than the one before, or changed the route.
    Check { result: CheckResult },
    /// Checks that found what the one before had found.
    Checks { count: usize },
    /// The first caller of an outage who was not served.
    Unserved {
        region: Option<String>,
        ending: Ending,
    },
    /// The first caller who was served after an outage or a change of the route.
    Served { region: Option<String> },
    /// Outages left out of the list, because there were so many.
    MoreOutages { count: usize },
    /// The run was over.
    End,
}

/// Outages told one by one; of more, only these first ones and the last.
const OUTAGES_TOLD: usize = 5;

pub(crate) fn timeline(
    run: &Run<'_>,
    route: &Route<'_>,
    edges: &Edges<'_, '_>,
    callers: &CallerTotals,
) -> Vec<Moment> {
    let mut moments = Vec::new();
    let mut push = |at, line, what| moments.push(Moment { at, line, what });
    for step in &run.steps {
        push(
            step.at,
            step.line,
            Happening::Step {
                action: step.what.action,
                label: step.what.label.clone(),
                fault: step.what.fault.clone(),
                regions: step.what.regions.clone(),
                calls: step.what.calls.clone(),
                error: step.what.error.clone(),
            },
        );
    }
    for steady in &run.steady {
        let problem = steady.what.problem.clone();
        push(steady.at, steady.line, Happening::SteadyState { problem });
    }
    for change in &route.changes {
        let (from, to) = (change.from.map(str::to_owned), change.to.map(str::to_owned));
        let write = run.writes.iter().find(|write| write.line == change.line);
        let told = run.told.iter().find(|told| told.line == change.line);
        let reason = match write {
            Some(write) => write.what.reason.clone(),
            None => told.and_then(|told| told.changed_because.clone()),
        };
        push(
            change.at,
            change.line,
            Happening::Route { from, to, reason },
        );
    }
    if let Some(line) = run.end_line {
        push(Bounds::at(run.end_ms), line, Happening::End);
    }
    let points: Vec<_> = edges
        .edges
        .iter()
        .filter_map(|edge| Points::new(run, route, edge))
        .collect();
    let deciding = points
        .iter()
        .flat_map(|p| [p.seen, p.decided])
        .flatten()
        .map(|(line, _)| line);
    moments.extend(checks(run, &deciding.collect()));
    let serving = points.iter().filter_map(|p| p.served).map(|(line, _)| line);
    moments.extend(calls(run, callers, serving.collect()));
    moments.sort_by_key(|moment| (moment.at.lo_ms, moment.at.hi_ms, moment.line));
    moments
}

/// Checks that mattered one by one, the others counted.
fn checks(run: &Run<'_>, deciding: &BTreeSet<usize>) -> Vec<Moment> {
    let mut moments: Vec<Moment> = Vec::new();
    let mut before: Option<&CheckResult> = None;
    let mut folded: Option<Moment> = None;
    for check in &run.checks {
        let result = &check.what.result;
        let news = before.map_or_else(|| !is_ordinary(result), |before| before != result);
        before = Some(result);
        if news || deciding.contains(&check.line) {
            moments.extend(folded.take());
            let what = Happening::Check {
                result: result.clone(),
            };
            moments.push(Moment {
                at: check.at,
                line: check.line,
                what,
            });
            continue;
        }
        match &mut folded {
            Some(Moment {
                at,
                what: Happening::Checks { count },
                ..
            }) => {
                at.hi_ms = at.hi_ms.max(check.at.hi_ms);
                *count += 1;
            }
            _ => {
                let what = Happening::Checks { count: 1 };
                folded = Some(Moment {
                    at: check.at,
                    line: check.line,
                    what,
                });
            }
        }
    }
    moments.extend(folded);
    moments
}

fn is_ordinary(result: &CheckResult) -> bool {
    match result {
        CheckResult::Returned { primary, .. } => {
            primary.as_deref().is_none_or(|said| said == HEALTHY)
        }
        _ => false,
    }
}

/// Where outages begin and end, and the calls in `lines`.
fn calls(run: &Run<'_>, callers: &CallerTotals, mut lines: BTreeSet<usize>) -> Vec<Moment> {
    let outages = &callers.outages;
    let mut moments = Vec::new();
    let left_out = outages.len().saturating_sub(OUTAGES_TOLD + 1);
    for (index, outage) in outages.iter().enumerate() {
        if index < OUTAGES_TOLD || index + 1 == outages.len() {
            lines.insert(outage.first_line);
            lines.extend(outage.over_line);
        } else if index == OUTAGES_TOLD && left_out > 0 {
            let what = Happening::MoreOutages { count: left_out };
            moments.push(Moment {
                at: outage.window,
                line: outage.first_line,
                what,
            });
        }
    }
    for caller in run
        .callers
        .iter()
        .filter(|caller| lines.contains(&caller.line))
    {
        let region = caller.what.region.clone();
        let what = match &caller.what.ending {
            Ending::Served => Happening::Served { region },
            ending => Happening::Unserved {
                region,
                ending: ending.clone(),
            },
        };
        moments.push(Moment {
            at: caller.at,
            line: caller.line,
            what,
        });
    }
    moments
}
