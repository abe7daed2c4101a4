//! What the scenario asks of the run.

use lexdr_history::{Step, StepAction};
use lexdr_scenario::{CallerLimits, Expectation, RouteChange, RouteRef, RouteRule};

use crate::caller::CallerTotals;
use crate::reach::{against_limit, shown};
use crate::route::{Reach, Route};
use crate::run::{Run, Seen};
use crate::{Bounds, Judged, Outcome, clock, duration_exact, range};

/// Judges every expectation of the scenario, in its order.
pub(crate) fn expectations(
    run: &Run<'_>,
    route: &Route<'_>,
    callers: &CallerTotals,
) -> Vec<Judged> {
    let judge = |expectation: &Expectation| match expectation {
        Expectation::Flips(change) => route_change(run, route, change, Direction::Flips),
        Expectation::Recovers(change) => route_change(run, route, change, Direction::Recovers),
        Expectation::Callers(limits) => lost_callers(run, callers, limits),
        Expectation::Route(rule) => route_rule(run, route, rule),
    };
    run.header.scenario.expect.iter().map(judge).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Flips,
    Recovers,
}

fn route_change(
    run: &Run<'_>,
    route: &Route<'_>,
    change: &RouteChange,
    direction: Direction,
) -> Judged {
    let (rule, action) = match direction {
        Direction::Flips => ("flips", StepAction::Inject),
        Direction::Recovers => ("recovers", StepAction::Undo),
    };
    let mut text = format!("{rule} to {} within {}", spelled(&change.to), change.within);
    if let Some(label) = &change.after {
        text.push_str(&format!(" after {label}"));
    }
    let limit_ms = run.limit_ms(change.within);
    let judged = Judged::passed(rule, text, "nothing").limit(limit_ms);
    let to = resolved(run, &change.to);
    let asked = |step: &&Seen<'_, Step>| {
        change
            .after
            .as_ref()
            .is_none_or(|label| *label == step.what.label)
    };
    let step = match direction {
        Direction::Flips => run.steps_that(action).find(asked),
        Direction::Recovers => run.steps_that(action).filter(asked).last(),
    };
    let within = duration_exact(crate::bounds::millis(limit_ms));
    let Some(step) = step else {
        return judged.because(
            Outcome::Unknown,
            format!("the route {to} within {within} of a step"),
            "the history has no such step",
        );
    };
    let since = run.effective(step);
    let expected = format!(
        "the route {to} within {within} of the {} of {} at {}",
        if direction == Direction::Flips {
            "inject"
        } else {
            "undo"
        },
        step.what.label,
        clock(since.lo_ms),
    );
    if let Some(error) = &step.what.error {
        return judged.evidence([step.line]).because(
            Outcome::Unknown,
            expected,
            format!("the step itself failed: {error}"),
        );
    }
    let reach = route.reach(to, since.lo_ms);
    if let (Direction::Flips, Reach::Already { line }) = (direction, reach) {
        let mut judged = judged.evidence([step.line, line]);
        judged.measured = "was there before".to_owned();
        return judged.because(
            Outcome::Failed,
            expected,
            format!("the route was {to} before the fault"),
        );
    }
    against_limit(
        judged.evidence([step.line]),
        since,
        reach,
        limit_ms,
        expected,
    )
}

fn lost_callers(run: &Run<'_>, callers: &CallerTotals, limits: &CallerLimits) -> Judged {
    let limit_ms = run.limit_ms(limits.lost_at_most);
    let text = format!("callers lose at most {}", limits.lost_at_most);
    let judged = Judged::passed("callers", text, range(callers.lost)).limit(limit_ms);
    let expected = format!(
        "callers unserved for at most {} of the run",
        duration_exact(crate::bounds::millis(limit_ms))
    );
    if callers.calls == 0 {
        let mut judged = judged;
        judged.measured = "no caller".to_owned();
        return judged.because(Outcome::Unknown, expected, "nobody called");
    }
    let mut judged = judged.evidence(callers.outages.iter().flat_map(|outage| {
        [outage.first_line, outage.last_line]
            .into_iter()
            .chain(outage.over_line)
    }));
    judged.measured_ms = Some(callers.lost);
    let open = callers.outages.iter().any(|outage| outage.open);
    let outcome = match callers.lost.against(limit_ms) {
        Outcome::Passed if open => Outcome::Unknown,
        outcome => outcome,
    };
    if outcome == Outcome::Passed {
        return judged;
    }
    let outages = callers.outages.len();
    let happened = format!(
        "they were unserved for {} in {outages} {}{}",
        range(callers.lost),
        if outages == 1 { "outage" } else { "outages" },
        if open {
            ", the last of which was not over at the end of the run"
        } else {
            ""
        },
    );
    judged.because(outcome, expected, happened)
}

fn route_rule(run: &Run<'_>, route: &Route<'_>, rule: &RouteRule) -> Judged {
    let (text, wanted, stays) = match rule {
        RouteRule::Stays(to) => (
            format!("route stays {}", spelled(to)),
            resolved(run, to),
            true,
        ),
        RouteRule::Never(to) => (
            format!("route never {}", spelled(to)),
            resolved(run, to),
            false,
        ),
    };
    let judged = Judged::passed("route", text, "held");
    let expected = if stays {
        format!("the route {wanted} all the time")
    } else {
        format!("the route {wanted} at no time")
    };
    let against: Vec<_> = route
        .sightings
        .iter()
        .filter(|sighting| (sighting.value == Some(wanted)) != stays)
        .collect();
    if let Some(first) = against.first() {
        let mut judged = judged.evidence(against.iter().map(|sighting| sighting.line));
        judged.measured = "broken".to_owned();
        return judged.because(
            Outcome::Failed,
            expected,
            format!("it was {} at {}", shown(first.value), clock(first.at.lo_ms)),
        );
    }
    let mut judged = judged;
    if route.sightings.is_empty() {
        judged.measured = "never observed".to_owned();
        return judged.because(Outcome::Unknown, expected, "the route was never observed");
    }
    match route.hole(run.interval_ms(), Bounds::new(0, run.end_ms)) {
        None => judged,
        Some(hole) => {
            judged.measured = "not always observed".to_owned();
            let happened = format!(
                "nobody saw the route from {} to {}, long enough for it to leave and return",
                clock(hole.lo_ms),
                clock(hole.hi_ms),
            );
            judged.because(Outcome::Unknown, expected, happened)
        }
    }
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
