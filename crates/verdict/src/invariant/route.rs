//! What the route may be and do.

use lexdr_history::StepAction;

use super::procedure::with_measured;
use crate::bounds::millis;
use crate::edge::{ERR, Edges, is_route};
use crate::faulty::{Faulty, one_is_left};
use crate::reach::{against_limit, shown};
use crate::route::{Route, Sighting};
use crate::run::Run;
use crate::touch::Item;
use crate::{Bounds, Judged, Outcome, clock, duration_exact};

/// The route is one of the two regions or `err`. What a fault itself puts into the item does not
/// count, nor what a check makes of settings in which the regions are wrong, until a check after
/// the undo has put it right.
pub(super) fn known(run: &Run<'_>, route: &Route<'_>) -> Judged {
    let expected = format!("{}, {} or {ERR}", run.header.primary, run.header.secondary);
    let text = format!("the route is always {expected}");
    let measured = match run.blind_probes() {
        0 => format!("{} observations", route.sightings.len()),
        blind => format!(
            "{} observations, {blind} more did not tell",
            route.sightings.len()
        ),
    };
    let judged = Judged::passed("route-known", text, measured);
    if route.sightings.is_empty() {
        return unobserved(judged, expected);
    }
    let excused = run.spans(millis(run.checks_ms(1)), |_| true);
    let injects: Vec<_> = run.steps_that(StepAction::Inject).collect();
    let by_a_fault = |sighting: &Sighting<'_>| {
        injects.iter().zip(&excused).any(|(inject, span)| {
            let puts = run.touches(inject, |touch| match &touch.item {
                Item::Untouched => false,
                Item::Written(value) => sighting.value == value.as_deref(),
                Item::Anything => true,
            });
            puts && span.overlaps(sighting.at)
        })
    };
    let wrong: Vec<_> = route
        .sightings
        .iter()
        .filter(|sighting| !is_route(run, sighting.value) && !by_a_fault(sighting))
        .collect();
    let Some(first) = wrong.first() else {
        return judged;
    };
    let happened = format!("it was {} at {}", shown(first.value), clock(first.at.lo_ms));
    judged
        .evidence(wrong.iter().map(|sighting| sighting.line))
        .because(Outcome::Failed, expected, happened)
}

/// The route is not `err` while a region is well. Well is a region in which no fault has been
/// active for longer than a check may need to notice: interval, check timeout and schedule slack.
/// One undone a moment ago may still be counted as down. A fault that keeps checks from running,
/// writing or judging counts for both regions: then nobody could have changed the route.
pub(super) fn no_needless_err(run: &Run<'_>, route: &Route<'_>) -> Judged {
    let notice_ms = run.checks_ms(1);
    let notice = duration_exact(millis(notice_ms));
    let text = format!("the route is never {ERR} while a region has been healthy for {notice}");
    let periods: Vec<_> = route
        .periods()
        .filter(|period| period.value == Some(ERR))
        .collect();
    let judged = Judged::passed(
        "no-needless-err",
        text,
        format!(
            "{ERR} {} {}",
            periods.len(),
            if periods.len() == 1 { "time" } else { "times" }
        ),
    );
    let expected = "a healthy region as the route";
    if route.sightings.is_empty() {
        return unobserved(judged, expected);
    }
    let regions = [&run.header.primary, &run.header.secondary];
    let faulty = regions.map(|region| (region, Faulty::new(run, region)));
    for period in &periods {
        // Only here it is certain that the route was err.
        if period.start.hi_ms > period.end.lo_ms {
            continue;
        }
        let certain = Bounds::new(period.start.hi_ms, period.end.lo_ms);
        for (region, faulty) in &faulty {
            if let Some(at_ms) = faulty.healthy_for(millis(notice_ms), certain) {
                let happened = format!(
                    "it was {ERR} at {} though {region} had no fault for more than {notice}",
                    clock(at_ms)
                );
                return judged
                    .evidence([period.line])
                    .because(Outcome::Failed, expected, happened);
            }
        }
    }
    judged
}

/// Every change of the route answers a step, and no step is answered twice; the exceptions stand
/// in the documentation of `edge`.
pub(super) fn one_change_per_edge(
    run: &Run<'_>,
    route: &Route<'_>,
    edges: &Edges<'_, '_>,
) -> Judged {
    let (changes, steps) = (route.changes.len(), run.steps.len());
    let judged = Judged::passed(
        "one-change-per-edge",
        "the route changes at most once for each fault and each undo",
        format!("{changes} changes, {steps} steps"),
    );
    let expected = "no change that no fault and no undo calls for";
    if route.sightings.is_empty() {
        return unobserved(judged, expected);
    }
    let flaps: Vec<_> = edges
        .unexplained
        .iter()
        .filter_map(|index| route.changes.get(*index))
        .collect();
    let Some(first) = flaps.first() else {
        return judged;
    };
    let happened = format!(
        "{} of {changes} are such; the first is from {} to {} at {}",
        flaps.len(),
        shown(first.from),
        shown(first.to),
        clock(first.at.hi_ms),
    );
    judged
        .evidence(flaps.iter().map(|change| change.line))
        .because(Outcome::Failed, expected, happened)
}

/// After the last undo, with no fault left, the route comes back to the primary region for good,
/// within as many checks as the recovery threshold asks for. With a fault left, whichever it is,
/// nothing is asked: a check that does not run brings nothing back.
pub(super) fn returns_to_primary(run: &Run<'_>, route: &Route<'_>) -> Judged {
    let primary = run.header.primary.as_str();
    // An alias comes back to the runtime some time within the propagation after its undo; when
    // exactly is not seen, so the invariant, which asks of every run, allows for all of it.
    let limit_ms = run
        .checks_ms(run.header.scenario.check.recovery_threshold)
        .saturating_add(run.header.scenario.simulator.alias_propagation.0);
    let within = duration_exact(millis(limit_ms));
    let text = format!("the route is back at {primary} within {within} of the last undo");
    let judged = Judged::passed("returns-to-primary", text, "no fault was undone").limit(limit_ms);
    if one_is_left(run) {
        return with_measured(judged, "a fault is left at the end");
    }
    let Some(undo) = run.steps_that(StepAction::Undo).last() else {
        return judged;
    };
    let since = run.effective(undo);
    let expected = format!(
        "the route {primary} within {within} of the undo of {} at {}",
        undo.what.label,
        clock(since.lo_ms)
    );
    let reach = route.settle(primary, since.lo_ms);
    against_limit(
        judged.evidence([undo.line]),
        since,
        reach,
        limit_ms,
        expected,
    )
}

fn unobserved(judged: Judged, expected: impl Into<String>) -> Judged {
    with_measured(judged, "never observed").because(
        Outcome::Unknown,
        expected,
        "the route was never observed",
    )
}
