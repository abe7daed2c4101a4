//! Changes of the route that must come in time.

use lexdr_history::{Step, StepAction};
use lexdr_scenario::RouteChange;

use super::{resolved, spelled};
use crate::reach::against_limit;
use crate::route::{Reach, Route};
use crate::run::{Run, Seen};
use crate::{Judged, Outcome, clock, duration_exact};

/// The route goes there after the inject.
pub(super) fn flips(run: &Run<'_>, route: &Route<'_>, asked: &RouteChange) -> Judged {
    route_change(run, route, asked, Direction::Flips)
}

/// The route goes there after the undo.
pub(super) fn recovers(run: &Run<'_>, route: &Route<'_>, asked: &RouteChange) -> Judged {
    route_change(run, route, asked, Direction::Recovers)
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
