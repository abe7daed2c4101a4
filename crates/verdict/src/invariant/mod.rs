//! What must hold in every run, without being asked.
//!
//! An invariant with nothing to judge holds: a run without checks has none that took too long.
//! Where nothing could be seen though it should have been, it is unknown: a run whose route was
//! never observed proves nothing about the route.

mod get_region;
mod procedure;
mod route;

use crate::Judged;
use crate::edge::Edges;
use crate::route::Route;
use crate::run::Run;

/// Judges every invariant, in a fixed order.
pub(crate) fn invariants(run: &Run<'_>, route: &Route<'_>, edges: &Edges<'_, '_>) -> Vec<Judged> {
    let mut all = vec![procedure::complete(run), procedure::steps_succeeded(run)];
    all.extend(procedure::steady_states(run));
    all.extend([
        route::known(run, route),
        route::no_needless_err(run, route),
        route::one_change_per_edge(run, route, edges),
        route::returns_to_primary(run, route),
        get_region::truthful(run, route),
        procedure::checks_in_time(run),
    ]);
    all
}
