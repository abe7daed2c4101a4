//! What became of the callers.

use lexdr_history::{CallerProbe, Ending};
use serde::Serialize;

use crate::Bounds;
use crate::edge::{Edge, Edges};
use crate::faulty::acts_in;
use crate::run::{Run, Seen};
use crate::touch::Touch;

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
    /// the last one, without what lies about a call served meanwhile; at most from the start of
    /// the last served call before it to the end of the first served one after it.
    #[serde(flatten)]
    pub lasted: Bounds,
    /// Label of the fault whose inject or undo came last before it, of those that can have lost
    /// its first call.
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
    /// Line of that step.
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

type Call<'a> = Seen<'a, CallerProbe>;

fn served(call: &Call<'_>) -> bool {
    matches!(call.what.ending, Ending::Served)
}

fn lost_for_sure(call: &Call<'_>) -> bool {
    !served(call) && !matches!(call.what.ending, Ending::Unknown { .. })
}

/// From when on a call can have learnt nothing more of the path: one that asks a single question
/// has asked it as soon as it knew where, however long it then hears nothing.
fn asked_by_ms(call: &Call<'_>) -> i64 {
    match call.what.answered_ms {
        Some(ms) if !call.what.order && lost_for_sure(call) => {
            ms.clamp(call.at.lo_ms, call.at.hi_ms)
        }
        _ => call.at.hi_ms,
    }
}

/// Groups of calls, in order of their starts, that were not served. Between two groups lies a
/// served call that overlaps neither: calls that overlap may have met the path in any order, so a
/// call served meanwhile does not show that there were two outages.
fn outages(run: &Run<'_>, edges: &Edges<'_, '_>) -> Vec<Outage> {
    let mut groups: Vec<Vec<&Call<'_>>> = Vec::new();
    let mut group_end_ms = i64::MIN;
    let mut whole_by_ms = None;
    for call in &run.callers {
        if served(call) {
            if call.at.lo_ms >= group_end_ms {
                let by_ms = whole_by_ms.unwrap_or(i64::MAX).min(call.at.hi_ms);
                whole_by_ms = Some(by_ms);
            }
            continue;
        }
        match groups.last_mut() {
            Some(group) if whole_by_ms.is_none_or(|by_ms| by_ms > call.at.lo_ms) => {
                group.push(call);
                group_end_ms = group_end_ms.max(call.at.hi_ms);
            }
            _ => {
                groups.push(vec![call]);
                group_end_ms = call.at.hi_ms;
            }
        }
        whole_by_ms = None;
    }
    groups
        .iter()
        .map(|group| outage(run, edges, group))
        .collect()
}

fn outage(run: &Run<'_>, edges: &Edges<'_, '_>, group: &[&Call<'_>]) -> Outage {
    let known = || group.iter().filter(|call| lost_for_sure(call));
    let (first, last) = (group[0], group[group.len() - 1]);
    let first_known = known().next();
    let first_end_ms = known().map(|call| call.at.hi_ms).min();
    let asked_ms = group.iter().map(|call| asked_by_ms(call)).max();
    let served = || run.callers.iter().filter(|call| served(call));
    let before = served()
        .filter(|call| call.at.hi_ms <= first.at.lo_ms)
        .map(|call| call.at.lo_ms)
        .max();
    let after = served()
        .filter(|call| Some(call.at.lo_ms) >= asked_ms)
        .min_by_key(|call| call.at.hi_ms);
    let end_ms = group.iter().map(|call| call.at.hi_ms).max();
    let from = before.unwrap_or_else(|| first.at.lo_ms.min(0));
    let to = after.map_or_else(
        || end_ms.unwrap_or(run.end_ms).max(run.end_ms),
        |call| call.at.hi_ms,
    );
    let window = Bounds::new(from, to);
    let edge = cause(run, edges, first_known.unwrap_or(&first));
    Outage {
        lasted: Bounds::new(unserved_ms(run, first, last), to.saturating_sub(from)),
        edge: edge.map(|edge| edge.step.what.label.clone()),
        edge_line: edge.map(|edge| edge.step.line),
        first_failed: first_end_ms.map(|end_ms| Bounds::new(first.at.lo_ms, end_ms)),
        certain: first_known.is_some(),
        open: after.is_none(),
        calls: group.len(),
        window,
        first_line: first_known.unwrap_or(&first).line,
        last_line: known().next_back().unwrap_or(&last).line,
        over_line: after.map(|call| call.line),
    }
}

/// The time within a group that is certain: from the end of a lost call to the start of a later
/// one, with no served call that may have come between.
fn unserved_ms(run: &Run<'_>, first: &Call<'_>, last: &Call<'_>) -> i64 {
    let from = run
        .callers
        .partition_point(|call| call.at.lo_ms < first.at.lo_ms);
    let mut sum_ms = 0_i64;
    let mut stretch: Option<Bounds> = None;
    let mut served_until_ms = i64::MIN;
    let mut add = |stretch: Option<Bounds>| {
        sum_ms = sum_ms.saturating_add(stretch.map_or(0, |it| it.hi_ms.saturating_sub(it.lo_ms)));
    };
    for (at, call) in run.callers.iter().enumerate().skip(from) {
        if call.at.lo_ms > last.at.lo_ms {
            break;
        }
        if served(call) {
            add(stretch.take());
            served_until_ms = served_until_ms.max(call.at.hi_ms);
            continue;
        }
        let asked_ms = asked_by_ms(call);
        let mut next = run.callers[at..].iter();
        let meanwhile = next
            .by_ref()
            .take_while(|next| next.at.lo_ms < asked_ms)
            .any(served);
        if lost_for_sure(call) && served_until_ms <= call.at.lo_ms && !meanwhile {
            let began_ms = stretch.map_or(call.at.hi_ms, |it| it.lo_ms.min(call.at.hi_ms));
            stretch = Some(Bounds::new(began_ms, call.at.lo_ms));
        }
    }
    add(stretch);
    sum_ms
}

/// The step that came last before a call was lost and may have to do with it: a fault of another
/// region's bot than the one that the caller was sent to has not.
fn cause<'e, 'r, 'a>(
    run: &Run<'_>,
    edges: &'e Edges<'r, 'a>,
    lost: &Seen<'_, CallerProbe>,
) -> Option<&'e Edge<'r, 'a>> {
    let regions = [&run.header.primary, &run.header.secondary];
    let told = lost
        .what
        .region
        .as_ref()
        .filter(|told| regions.contains(told));
    edges.latest_at(lost.at.hi_ms, |edge| {
        let elsewhere = told.is_some_and(|told| !acts_in(edge.step.what, told));
        let only_bots = |touch: &Touch| touch.bots && !touch.checker && !touch.answers;
        !(elsewhere && run.touches(edge.step, only_bots))
    })
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
