//! What the route must or must not be, and how often it may change.

use lexdr_scenario::{RouteRef, RouteRule};

use super::limits::at_most;
use super::{resolved, spelled};
use crate::reach::shown;
use crate::route::Route;
use crate::run::Run;
use crate::told::Told;
use crate::{Bounds, Judged, Outcome, clock};

/// What the route must or must not be. What a fault writes into the item counts: then the route is
/// that, whoever made it so.
pub(super) fn rule(run: &Run<'_>, route: &Route<'_>, rule: &RouteRule) -> Judged {
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
        RouteRule::Is(to) => return at_the_end(run, route, to),
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

/// The route at the end, as it was written or seen last; a sighting older than an interval does
/// not tell.
fn at_the_end(run: &Run<'_>, route: &Route<'_>, to: &RouteRef) -> Judged {
    let wanted = resolved(run, to);
    let judged = Judged::passed(
        "route",
        format!("route is {} at the end", spelled(to)),
        "held",
    );
    let expected = format!("the route {wanted} at {}", clock(run.end_ms));
    let Some(last) = route.periods().last() else {
        return judged.measured("never observed").because(
            Outcome::Unknown,
            expected,
            "the route was never observed",
        );
    };
    let judged = judged.evidence([last.line]);
    let seen_ms = last.end.hi_ms;
    if run.end_ms.saturating_sub(seen_ms) > run.interval_ms() {
        return judged.measured("not observed at the end").because(
            Outcome::Unknown,
            expected,
            format!("it was seen last at {}", clock(seen_ms)),
        );
    }
    if last.value == Some(wanted) {
        return judged;
    }
    let happened = format!("it was {}", shown(last.value));
    judged
        .measured(shown(last.value))
        .because(Outcome::Failed, expected, happened)
}

/// How often the route changed; what a fault itself wrote does not count.
pub(super) fn flaps(run: &Run<'_>, route: &Route<'_>, most: u32) -> Judged {
    let judged = Judged::passed(
        "flaps-at-most",
        format!("the route changes at most {}", times(most)),
        "nothing",
    );
    let changes: Vec<_> = route
        .changes
        .iter()
        .filter(|change| !run.by_a_step(change.at))
        .collect();
    let judged = judged.evidence(changes.iter().map(|change| change.line));
    if route.sightings.is_empty() {
        return judged.measured("never observed").because(
            Outcome::Unknown,
            format!("at most {most} changes"),
            "the route was never observed",
        );
    }
    // Where nobody looked for longer than an interval there may have been more.
    let whole = route
        .hole(run.interval_ms(), Bounds::new(0, run.end_ms))
        .is_none();
    let seen = changes.len();
    at_most(judged, most, "changes", seen, whole.then_some(seen))
}

/// How often the item was written; what a fault itself wrote does not count. Only the simulator
/// tells of each time, and elsewhere the item of some.
pub(super) fn writes(run: &Run<'_>, most: u32) -> Judged {
    let judged = Judged::passed(
        "writes-at-most",
        format!("the route item is written at most {}", times(most)),
        "nothing",
    );
    let written = run.writes.iter().map(|write| (write.line, write.at));
    let told = run.told.iter().filter(|told| told.is_new).map(Told::seen);
    let told = told.map(|check| (check.line, check.at));
    let mut by_checks: Vec<_> = written.collect();
    if by_checks.is_empty() {
        by_checks.extend(told);
    }
    by_checks.retain(|(_, at)| !run.by_a_step(*at));
    let seen = by_checks.len();
    let known = run.header.target == "sim";
    let judged = judged.evidence(by_checks.iter().map(|(line, _)| *line));
    at_most(judged, most, "writes", seen, known.then_some(seen))
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
