//! Which change of the route answers which step.
//!
//! A step is an edge: a fault begins or ends. It calls for at most one change of the route for
//! each region it acts in: an inject for leaving that region (or for giving up with `err`), an
//! undo for coming to it. A change that no step calls for is a flap, with these exceptions:
//!
//! - what a step itself writes into the item, and the change that puts that right;
//! - a change away from a value that is no route;
//! - changes while a fault comes and goes by itself, and until the checks after it have judged:
//!   how many there may be is the scenario's to say (`flaps-at-most`).

use lexdr_history::{Step, StepAction};

use crate::Bounds;
use crate::bounds::millis;
use crate::faulty::over_ms;
use crate::route::{Change, Route};
use crate::run::{Run, Seen};
use crate::touch::Judgement;

/// `lexRegion` when no region is healthy.
pub(crate) const ERR: &str = "err";

/// A step and the change that answers it.
#[derive(Debug)]
pub(crate) struct Edge<'r, 'a> {
    pub(crate) step: &'r Seen<'a, Step>,
    /// When the step took effect.
    pub(crate) effective: Bounds,
    /// Index into the changes of the route.
    pub(crate) answer: Option<usize>,
}

/// All steps of a run against all changes of its route.
#[derive(Debug)]
pub(crate) struct Edges<'r, 'a> {
    /// In order of time.
    pub(crate) edges: Vec<Edge<'r, 'a>>,
    /// Indices of the changes that no step calls for.
    pub(crate) unexplained: Vec<usize>,
}

/// A change that a step calls for in one region, once.
struct Call<'a> {
    edge: usize,
    action: StepAction,
    /// `None`: any region.
    region: Option<&'a str>,
    from_ms: i64,
    until_ms: i64,
    answered: bool,
}

impl<'r, 'a> Edges<'r, 'a> {
    pub(crate) fn new(run: &'r Run<'a>, route: &Route<'a>) -> Self {
        let mut edges: Vec<_> = run
            .steps
            .iter()
            .map(|step| Edge {
                step,
                effective: run.effective(step),
                answer: None,
            })
            .collect();
        let mut calls = Vec::new();
        for (index, edge) in edges.iter().enumerate() {
            let step = edge.step.what;
            let until_ms = match step.action {
                StepAction::Inject => still_calls_until(run, edge.step),
                StepAction::Undo => i64::MAX,
            };
            let mut call = |region| {
                calls.push(Call {
                    edge: index,
                    action: step.action,
                    region,
                    from_ms: edge.effective.lo_ms,
                    until_ms,
                    answered: false,
                });
            };
            let may_move = |judgement| run.touches(edge.step, |touch| touch.judgement == judgement);
            if may_move(Judgement::Anywhere)
                || (may_move(Judgement::ItsRegions) && step.regions.is_empty())
            {
                call(None);
            } else if may_move(Judgement::ItsRegions) {
                step.regions
                    .iter()
                    .for_each(|region| call(Some(region.as_str())));
            }
        }
        let recovery_ms = run.checks_ms(run.header.scenario.check.recovery_threshold);
        let restless = run.spans(millis(recovery_ms), |touch| touch.intermittent);
        let mut unexplained = Vec::new();
        let mut put_there = false;
        for (index, change) in route.changes.iter().enumerate() {
            let by_a_step = run.by_a_step(change.at);
            let puts_right = std::mem::replace(&mut put_there, by_a_step);
            if by_a_step || puts_right {
                continue;
            }
            match calling_for(&calls, change) {
                Some(found) => {
                    calls[found].answered = true;
                    edges[calls[found].edge].answer.get_or_insert(index);
                }
                // A route that is no route may be put right at any time.
                None if !is_route(run, change.from) => {}
                None if restless.iter().any(|span| span.overlaps(change.at)) => {}
                None => unexplained.push(index),
            }
        }
        Self { edges, unexplained }
    }

    /// The latest step of a kind that began no later than an instant.
    pub(crate) fn latest_at(
        &self,
        ms: i64,
        is: impl Fn(&Edge<'r, 'a>) -> bool,
    ) -> Option<&Edge<'r, 'a>> {
        let before = |edge: &&Edge<'r, 'a>| edge.step.at.lo_ms <= ms && is(edge);
        self.edges.iter().rev().find(before)
    }
}

/// Whether the item's value is one of the two regions or `err`.
pub(crate) fn is_route(run: &Run<'_>, value: Option<&str>) -> bool {
    value.is_some_and(|value| {
        value == ERR || value == run.header.primary || value == run.header.secondary
    })
}

/// After its undo a fault can only be answered by a check that had already begun.
fn still_calls_until(run: &Run<'_>, inject: &Seen<'_, Step>) -> i64 {
    over_ms(run, inject).saturating_add(millis(run.header.check_timeout_ms.0))
}

/// The latest step that calls for a change and came before it; with bounds that overlap, the
/// earliest that may have come before it.
fn calling_for(calls: &[Call<'_>], change: &Change<'_>) -> Option<usize> {
    let fits = |call: &Call<'_>| {
        let meant = |region: Option<&str>| call.region.is_none() || call.region == region;
        !call.answered
            && change.at.lo_ms <= call.until_ms
            && match call.action {
                StepAction::Inject => meant(change.from) || change.to == Some(ERR),
                StepAction::Undo => change.to != Some(ERR) && meant(change.to),
            }
    };
    calls
        .iter()
        .rposition(|call| fits(call) && call.from_ms <= change.at.lo_ms)
        .or_else(|| {
            calls
                .iter()
                .position(|call| fits(call) && call.from_ms <= change.at.hi_ms)
        })
}
