//! The phases of a failover and of a failback.
//!
//! Five instants: the step takes effect, the first check sees it, that check (or, with
//! thresholds, a later one) decides, the route is written, the first caller is served from the
//! new region. Between each two lies a phase. `failover.*` answers an inject, `failback.*` an
//! undo. `failover.first-failed` tells how soon after the inject the first caller was lost; it is
//! there even if the route does not answer.

use lexdr_history::{CallerProbe, CheckResult, CheckRun, Ending, Step, StepAction};
use serde::Serialize;

use crate::Bounds;
use crate::caller::Outage;
use crate::edge::{ERR, Edge, Edges};
use crate::faulty::acts_in;
use crate::route::{Change, Route};
use crate::run::{Run, Seen};

/// How long a part of a failover, of a failback or an outage took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// `failover.first-failed`; `failover.detect`, `.decide`, `.write`, `.switch`, `.total`; the
    /// same five with `failback`; `outage`.
    pub name: String,
    /// Label of the fault that was injected or undone.
    pub edge: Option<String>,
    /// How long it took.
    #[serde(flatten)]
    pub took: Bounds,
}

/// The instants of an answered edge, as far as they were observed.
#[derive(Debug)]
pub(crate) struct Points {
    /// When the route changed.
    pub(crate) written: Bounds,
    /// The first check that sees the edge: line, and when.
    pub(crate) seen: Option<(usize, Bounds)>,
    /// The check that decides on the new route.
    pub(crate) decided: Option<(usize, Bounds)>,
    /// The first caller served from the new region.
    pub(crate) served: Option<(usize, Bounds)>,
}

/// `primary` and `secondary` of a check's answer when the bot is well.
pub(crate) const HEALTHY: &str = "healthy";

impl Points {
    /// `None` if no change of the route answers the edge.
    pub(crate) fn new(run: &Run<'_>, route: &Route<'_>, edge: &Edge<'_, '_>) -> Option<Self> {
        let answer = edge.answer?;
        let change = route.changes.get(answer)?;
        let from_ms = edge.effective.lo_ms;
        let seen = run
            .runs
            .iter()
            .filter(|check| check.at.hi_ms >= from_ms && check.at.lo_ms <= change.at.hi_ms)
            .find(|check| {
                shows(run, edge.step.what, check.what)
                    || (is_silent(check.what) && covers(check, change))
            })
            .map(|check| {
                // It saw the edge no sooner than there was one, and no later than it was answered.
                let at = Bounds::new(
                    check.at.lo_ms.max(from_ms),
                    check.at.hi_ms.min(change.at.hi_ms),
                );
                (check.line, at)
            });
        let decided = run
            .runs
            .iter()
            .filter(|check| covers(check, change))
            .find(|check| match &check.what.result {
                CheckResult::Returned {
                    lex_region: Some(region),
                    ..
                } => Some(region.as_str()) == change.to,
                _ => is_silent(check.what),
            })
            .map(|check| {
                (
                    check.line,
                    Bounds::new(check.at.lo_ms, check.at.hi_ms.min(change.at.hi_ms)),
                )
            });
        let next = route.changes.get(answer + 1);
        Some(Self {
            written: change.at,
            seen,
            decided,
            served: served(run, route, change, next),
        })
    }
}

/// The phases of every answered edge, then the outages.
pub(crate) fn phases(
    run: &Run<'_>,
    route: &Route<'_>,
    edges: &Edges<'_, '_>,
    outages: &[Outage],
) -> Vec<Phase> {
    let mut phases = Vec::new();
    for edge in &edges.edges {
        let kind = match edge.step.what.action {
            StepAction::Inject => "failover",
            StepAction::Undo => "failback",
        };
        let mut push = |name: &str, took| {
            let edge = Some(edge.step.what.label.clone());
            phases.push(Phase {
                name: format!("{kind}.{name}"),
                edge,
                took,
            });
        };
        if edge.step.what.action == StepAction::Inject
            && let Some(failed) = first_failed(edge, outages)
        {
            push("first-failed", edge.effective.until(failed));
        }
        let Some(points) = Points::new(run, route, edge) else {
            continue;
        };
        if let Some((_, seen)) = points.seen {
            push("detect", edge.effective.until(seen));
            if let Some((_, decided)) = points.decided {
                push("decide", seen.until(decided));
            }
        }
        if let Some((_, decided)) = points.decided {
            push("write", decided.until(points.written));
        }
        if let Some((_, served)) = points.served {
            push("switch", points.written.until(served));
            push("total", edge.effective.until(served));
        }
    }
    phases.extend(
        outages
            .iter()
            .filter(|outage| outage.certain)
            .map(|outage| Phase {
                name: "outage".to_owned(),
                edge: outage.edge.clone(),
                took: outage.lasted,
            }),
    );
    phases
}

/// When the first caller after an edge was lost, not before it took effect.
fn first_failed(edge: &Edge<'_, '_>, outages: &[Outage]) -> Option<Bounds> {
    let failed = outages
        .iter()
        .filter(|outage| outage.edge_line == Some(edge.step.line))
        .find_map(|outage| outage.first_failed)?;
    Some(Bounds::new(
        failed.lo_ms.max(edge.effective.lo_ms),
        failed.hi_ms,
    ))
}

/// Whether what a check says about the regions of a step shows that step.
pub(crate) fn shows(run: &Run<'_>, step: &Step, check: &CheckRun) -> bool {
    let CheckResult::Returned {
        primary, secondary, ..
    } = &check.result
    else {
        return false;
    };
    [
        (&run.header.primary, primary),
        (&run.header.secondary, secondary),
    ]
    .into_iter()
    .any(|(region, said)| {
        acts_in(step, region)
            && said.as_deref().is_some_and(|said| match step.action {
                StepAction::Inject => said != HEALTHY,
                StepAction::Undo => said == HEALTHY,
            })
    })
}

/// Whether a check that ended keeps to itself what it found, as other people's checks do.
pub(crate) fn is_silent(check: &CheckRun) -> bool {
    match &check.result {
        CheckResult::Returned {
            primary, secondary, ..
        } => primary.is_none() && secondary.is_none(),
        CheckResult::Failed { .. } | CheckResult::TimedOut => true,
        CheckResult::Refused { .. } => false,
    }
}

fn covers(check: &Seen<'_, CheckRun>, change: &Change<'_>) -> bool {
    check.at.overlaps(change.at)
}

/// When callers began to be served from the new region: not before it was the route nor before the
/// start of the last call that was still told another one, and before the end of the first that was
/// served there. A call that was told the new region and lost all the same shows no such thing: the
/// region may have served callers before, and nobody called. Nor does a call after nobody has looked
/// at the route for so long that it may have left and returned: it may be served because of that.
fn served(
    run: &Run<'_>,
    route: &Route<'_>,
    change: &Change<'_>,
    next: Option<&Change<'_>>,
) -> Option<(usize, Bounds)> {
    let region = change.to.filter(|region| *region != ERR)?;
    let end_ms = next.map_or(run.end_ms, |next| next.at.hi_ms);
    let since = Bounds::new(change.at.lo_ms, end_ms.max(change.at.lo_ms));
    let until_ms = match route.hole(run.interval_ms(), since) {
        Some(hole) => hole.lo_ms,
        None => end_ms,
    };
    let is_served = |caller: &Seen<'_, CallerProbe>| {
        caller.what.ending == Ending::Served && caller.what.region.as_deref() == Some(region)
    };
    let first = run
        .callers
        .iter()
        .filter(|caller| caller.at.hi_ms >= change.at.lo_ms && caller.at.lo_ms <= until_ms)
        .filter(|caller| is_served(caller))
        .min_by_key(|caller| caller.at.hi_ms)?;
    // What GetRegion remembers or falls back on is not what the table holds.
    let told_another = |caller: &Seen<'_, CallerProbe>| {
        let told = caller.what.region.as_deref();
        caller.what.source.is_none() && told.is_some_and(|told| told != region)
    };
    let last_told = run.callers.iter().rev().find(|caller| {
        caller.at.lo_ms <= first.at.lo_ms.min(change.at.hi_ms) && told_another(caller)
    });
    let from_ms = last_told.map_or(i64::MIN, |caller| caller.at.lo_ms);
    Some((
        first.line,
        Bounds::new(from_ms.max(change.at.lo_ms), first.at.hi_ms),
    ))
}
