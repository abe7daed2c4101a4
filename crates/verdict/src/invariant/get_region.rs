//! That callers are told what the table holds.

use lexdr_history::CallerProbe;

use super::procedure::with_measured;
use crate::reach::shown;
use crate::route::Route;
use crate::run::{Run, Seen};
use crate::{Bounds, Judged, Outcome, clock};

/// What GetRegion says comes from the table, so it must have stood there at some instant between
/// the call's arrival and the answer. An answer that says it is not from the table is honest.
/// Answers are not compared while a fault touches the table or GetRegion, nor for an interval after
/// it, as long as an answer that was kept may be given.
pub(super) fn truthful(run: &Run<'_>, route: &Route<'_>) -> Judged {
    let expected = "an answer that was in the table between the question and the answer";
    let suspended = run.spans(run.interval_ms(), |touch| touch.answers);
    let mut judged_answers = 0_usize;
    let mut left_out = 0_usize;
    let mut untold = Vec::new();
    let mut wrong = Vec::new();
    for caller in &run.callers {
        let Some(region) = caller.what.region.as_deref() else {
            continue;
        };
        if caller
            .what
            .source
            .as_deref()
            .is_some_and(|source| source != "table")
        {
            continue;
        }
        let asked = asking(caller);
        if suspended.iter().any(|span| span.overlaps(asked)) {
            left_out += 1;
            continue;
        }
        match route.may_be(Some(region), asked) {
            None => continue,
            Some(true) => {}
            // Between two sightings this far apart the route may have been anything.
            Some(false)
                if route
                    .hole(run.interval_ms(), around(route, asked))
                    .is_some() =>
            {
                untold.push((caller.line, region, asked));
            }
            Some(false) => wrong.push((caller.line, region, asked)),
        }
        judged_answers += 1;
    }
    let judged = Judged::passed(
        "get-region-truthful",
        "GetRegion answers what the table holds",
        match left_out {
            0 => format!("{judged_answers} answers compared"),
            left_out => {
                format!("{judged_answers} answers compared, {left_out} left out during a fault")
            }
        },
    );
    let (outcome, found, what) = if wrong.is_empty() {
        (Outcome::Unknown, untold, "may not have been")
    } else {
        (Outcome::Failed, wrong, "were not")
    };
    let Some((_, region, asked)) = found.first().copied() else {
        return judged;
    };
    let happened = format!(
        "{} of {judged_answers} {what}; the first is {} at {}, when the table held {}",
        found.len(),
        shown(Some(region)),
        clock(asked.hi_ms),
        route
            .before(asked.lo_ms)
            .map_or_else(|| "nothing known".to_owned(), |s| shown(s.value)),
    );
    with_measured(
        judged,
        format!("{} of {judged_answers} answers {what}", found.len()),
    )
    .evidence(found.iter().map(|(line, ..)| *line))
    .because(outcome, expected, happened)
}

/// From the question to the answer.
fn asking(caller: &Seen<'_, CallerProbe>) -> Bounds {
    Bounds::new(
        caller.at.lo_ms,
        caller.what.answered_ms.unwrap_or(caller.at.hi_ms),
    )
}

/// From the last sighting before a span to the first after it.
fn around(route: &Route<'_>, span: Bounds) -> Bounds {
    let after = route
        .sightings
        .partition_point(|sighting| sighting.at.lo_ms <= span.hi_ms);
    let before = route
        .sightings
        .partition_point(|sighting| sighting.at.lo_ms <= span.lo_ms);
    let lo = before
        .checked_sub(1)
        .and_then(|index| route.sightings.get(index));
    let hi = route.sightings.get(after);
    Bounds::new(
        lo.map_or(span.lo_ms, |sighting| sighting.at.lo_ms),
        hi.map_or(span.hi_ms, |sighting| sighting.at.lo_ms),
    )
}
