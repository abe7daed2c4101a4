//! What became of the callers.

use lexdr_history::{CallerProbe, Ending};
use serde::Serialize;

use crate::Bounds;
use crate::edge::Edges;
use crate::run::{Run, Seen};

/// What became of the callers of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CallerTotals {
    /// All of them.
    pub calls: usize,
    /// Heard what they should.
    pub served: usize,
    /// Heard an apology.
    pub apologised: usize,
    /// Neither: wrong region, dead air and dropped together.
    pub failed: usize,
    /// Reached the bot of a region that was not the route.
    pub wrong_region: usize,
    /// Heard nothing for longer than a caller stays on the line.
    pub dead_air: usize,
    /// Broke off, or heard something else than they should.
    pub dropped: usize,
    /// It cannot be told.
    pub unknown: usize,
    /// The longest that any caller heard nothing.
    pub longest_silence_ms: u64,
    /// How long callers went unserved, all outages taken together.
    pub lost: Bounds,
    /// The longest outage.
    pub worst_outage: Option<Bounds>,
    /// Every outage, in order of time.
    pub outages: Vec<Outage>,
}

/// A stretch in which no caller is known to have been served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outage {
    /// How long it lasted: at least from the end of the first call that failed to the start of
    /// the last one, at most from the start of the last served call before it to the end of the
    /// first served one after it.
    #[serde(flatten)]
    pub lasted: Bounds,
    /// Label of the fault whose inject or undo came last before it.
    pub edge: Option<String>,
    /// False if no call in it is known to have failed: then it may be none at all.
    pub certain: bool,
    /// Whether the run ended before a caller was served again; then it lasted longer than known.
    pub open: bool,
    /// Calls in it.
    pub calls: usize,
    /// From the start of the last served call before it, or of the run.
    #[serde(skip)]
    pub(crate) window: Bounds,
    /// When the first call in it failed: during the first known to have, or during one before it
    /// of which nothing is known.
    #[serde(skip)]
    pub(crate) first_failed: Option<Bounds>,
    /// Line of the step that came last before it.
    #[serde(skip)]
    pub(crate) edge_line: Option<usize>,
    /// Line of the first call in it that was not served.
    pub first_line: usize,
    /// Line of the last one.
    pub last_line: usize,
    /// Line of the first call served after it.
    pub over_line: Option<usize>,
}

impl CallerTotals {
    pub(crate) fn new(run: &Run<'_>, edges: &Edges<'_, '_>) -> Self {
        let count = |is: fn(&Ending) -> bool| {
            run.callers
                .iter()
                .filter(|caller| is(&caller.what.ending))
                .count()
        };
        let outages = outages(run, edges);
        let wrong_region = count(|ending| matches!(ending, Ending::WrongRegion { .. }));
        let dead_air = count(|ending| matches!(ending, Ending::DeadAir { .. }));
        let dropped = count(|ending| matches!(ending, Ending::Dropped { .. }));
        let silences = run.callers.iter().map(|caller| caller.what.silence_ms);
        Self {
            calls: run.callers.len(),
            served: count(|ending| matches!(ending, Ending::Served)),
            apologised: count(|ending| matches!(ending, Ending::Apologised)),
            failed: wrong_region + dead_air + dropped,
            wrong_region,
            dead_air,
            dropped,
            unknown: count(|ending| matches!(ending, Ending::Unknown { .. })),
            longest_silence_ms: silences.max().unwrap_or(0),
            lost: lost(&outages),
            worst_outage: outages
                .iter()
                .map(|outage| outage.lasted)
                .max_by_key(|lasted| (lasted.hi_ms, lasted.lo_ms)),
            outages,
        }
    }
}

/// Groups of neighbouring calls, in order of their starts, none of which was served.
fn outages(run: &Run<'_>, edges: &Edges<'_, '_>) -> Vec<Outage> {
    let served = |caller: &Seen<'_, CallerProbe>| matches!(caller.what.ending, Ending::Served);
    let callers = &run.callers;
    let mut outages = Vec::new();
    let mut index = 0;
    while index < callers.len() {
        if served(&callers[index]) {
            index += 1;
            continue;
        }
        let length = callers[index..]
            .iter()
            .take_while(|caller| !served(caller))
            .count();
        let before = index.checked_sub(1).map(|previous| &callers[previous]);
        let group = &callers[index..index + length];
        index += length;
        outages.push(outage(run, edges, before, group, callers.get(index)));
    }
    outages
}

fn outage(
    run: &Run<'_>,
    edges: &Edges<'_, '_>,
    before: Option<&Seen<'_, CallerProbe>>,
    group: &[Seen<'_, CallerProbe>],
    after: Option<&Seen<'_, CallerProbe>>,
) -> Outage {
    let known =
        |caller: &&Seen<'_, CallerProbe>| !matches!(caller.what.ending, Ending::Unknown { .. });
    let first_known = group.iter().find(known);
    let last_known = group.iter().rev().find(known);
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let from = before.map_or(first.at.lo_ms.min(0), |caller| caller.at.lo_ms);
    let to = after.map_or(last.at.hi_ms.max(run.end_ms), |caller| caller.at.hi_ms);
    let window = Bounds::new(from, to);
    let lo = first_known.zip(last_known).map_or(0, |(first, last)| {
        last.at.lo_ms.saturating_sub(first.at.hi_ms).max(0)
    });
    let edge = edges.at(first_known.unwrap_or(first).at.hi_ms);
    Outage {
        lasted: Bounds::new(lo, to.saturating_sub(from)),
        edge: edge.map(|edge| edge.step.what.label.clone()),
        edge_line: edge.map(|edge| edge.step.line),
        first_failed: first_known.map(|known| Bounds::new(first.at.lo_ms, known.at.hi_ms)),
        certain: first_known.is_some(),
        open: after.is_none(),
        calls: group.len(),
        window,
        first_line: first_known.unwrap_or(first).line,
        last_line: last_known.unwrap_or(last).line,
        over_line: after.map(|caller| caller.line),
    }
}

/// All outages together: the sum of what is certain, and at most the time that their windows
/// cover, which overlap where a single served call lies between two of them.
fn lost(outages: &[Outage]) -> Bounds {
    let lo = outages
        .iter()
        .fold(0_i64, |sum, outage| sum.saturating_add(outage.lasted.lo_ms));
    let mut hi = 0_i64;
    let mut covered_ms = i64::MIN;
    for outage in outages {
        let from = outage.window.lo_ms.max(covered_ms);
        hi = hi.saturating_add(outage.window.hi_ms.saturating_sub(from).max(0));
        covered_ms = covered_ms.max(outage.window.hi_ms);
    }
    Bounds::new(lo, hi)
}
