//! From a history to its verdict.

use lexdr_history::{Event, Header};

use crate::blame::findings;
use crate::caller::CallerTotals;
use crate::edge::Edges;
use crate::expectation::expectations;
use crate::invariant::invariants;
use crate::phase::phases;
use crate::route::Route;
use crate::run::Run;
use crate::timeline::timeline;
use crate::told::Told;
use crate::{About, Judged, Outcome, Verdict, range};

/// Judges a run. Any list of events has a verdict: what is missing makes it unknown, and the
/// order of the events does not matter.
#[must_use]
pub fn judge(header: &Header, events: &[Event]) -> Verdict {
    let told = Told::all(header, events);
    let run = Run::new(header, events, &told);
    let route = Route::new(&run);
    let edges = Edges::new(&run, &route);
    let callers = CallerTotals::new(&run, &edges);
    let phases = phases(&run, &route, &edges, &callers.outages);
    let expectations = expectations(&run, &route, &edges, &callers, &phases);
    let invariants = invariants(&run, &route, &edges);
    let outcome = Outcome::of(
        expectations
            .iter()
            .chain(&invariants)
            .map(|judged| judged.outcome),
    );
    let findings = match outcome {
        Outcome::Passed => Vec::new(),
        Outcome::Failed | Outcome::Unknown => findings(&run, &route),
    };
    Verdict {
        findings,
        about: About::new(header, run.end_ms),
        outcome,
        reason: reason(outcome, &expectations, &invariants, &callers),
        timeline: timeline(&run, &route, &edges, &callers),
        phases,
        expectations,
        invariants,
        callers,
    }
}

fn reason(
    outcome: Outcome,
    expectations: &[Judged],
    invariants: &[Judged],
    callers: &CallerTotals,
) -> String {
    let mut same = expectations
        .iter()
        .chain(invariants)
        .filter(|judged| judged.outcome == outcome);
    if let (Some(first), true) = (same.next(), outcome != Outcome::Passed) {
        let happened = first
            .why
            .as_ref()
            .map_or(first.measured.as_str(), |why| &why.happened);
        let more = match same.count() {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        return format!("{}: {happened}{more}", first.text);
    }
    let unserved = match callers.outages.len() {
        0 => "no caller was lost".to_owned(),
        _ => format!("callers were unserved for {}", range(callers.lost)),
    };
    let asked = match expectations.len() {
        0 => "nothing was asked".to_owned(),
        1 => "the expectation holds".to_owned(),
        n => format!("all {n} expectations hold"),
    };
    format!(
        "{asked}, and so do all {} invariants; {unserved}",
        invariants.len()
    )
}
