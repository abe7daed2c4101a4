//! What the scenario asks of the run.

use lexdr_scenario::{Expectation, RouteRef};

use crate::Judged;
use crate::caller::CallerTotals;
use crate::edge::Edges;
use crate::phase::Phase;
use crate::route::Route;
use crate::run::Run;

mod callers;
mod change;
mod checker;
mod detection;
mod limits;
mod phase;
mod route;

/// Judges every expectation of the scenario, in its order; one with several limits is judged
/// limit by limit.
pub(crate) fn expectations(
    run: &Run<'_>,
    route: &Route<'_>,
    edges: &Edges<'_, '_>,
    callers: &CallerTotals,
    phases: &[Phase],
) -> Vec<Judged> {
    let judge = |expectation: &Expectation| match expectation {
        Expectation::Flips(asked) => vec![change::flips(run, route, asked)],
        Expectation::Recovers(asked) => vec![change::recovers(run, route, asked)],
        Expectation::Callers(limits) => callers::judge(run, callers, limits),
        Expectation::Route(rule) => vec![route::rule(run, route, rule)],
        Expectation::Checker(limits) => checker::judge(run, limits),
        Expectation::FlapsAtMost(most) => vec![route::flaps(run, route, *most)],
        Expectation::WritesAtMost(most) => vec![route::writes(run, *most)],
        Expectation::DetectsWithin(asked) => vec![detection::judge(run, route, edges, asked)],
        Expectation::Phase(limit) => vec![phase::judge(run, phases, limit)],
        Expectation::SessionsLeft(most) => vec![checker::sessions(run, *most)],
    };
    run.header.scenario.expect.iter().flat_map(judge).collect()
}

fn resolved<'a>(run: &Run<'a>, route: &'a RouteRef) -> &'a str {
    match route {
        RouteRef::Primary => &run.header.primary,
        RouteRef::Secondary => &run.header.secondary,
        RouteRef::Err => crate::edge::ERR,
        RouteRef::Named(name) => name,
    }
}

fn spelled(route: &RouteRef) -> &str {
    match route {
        RouteRef::Primary => "primary",
        RouteRef::Secondary => "secondary",
        RouteRef::Err => crate::edge::ERR,
        RouteRef::Named(name) => name,
    }
}
