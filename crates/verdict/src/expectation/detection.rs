//! A check that sees the fault in time.

use lexdr_history::StepAction;
use lexdr_scenario::Detection;

use super::checker::is_loud;
use crate::bounds::millis;
use crate::edge::Edges;
use crate::faulty::over_ms;
use crate::phase::{Points, is_silent, shows};
use crate::route::Route;
use crate::run::Run;
use crate::text::at_least;
use crate::{Bounds, Judged, Outcome, clock, duration_exact, range};

/// A check sees a fault if it says that a region of it is unwell, or fails loudly while it is
/// there. One that keeps to itself what it found (another's) may have seen it; what it did about
/// it then decides. Where the item tells of the runs that wrote it, one that failed before may have
/// seen the fault at any time since it began.
pub(super) fn judge(
    run: &Run<'_>,
    route: &Route<'_>,
    edges: &Edges<'_, '_>,
    asked: &Detection,
) -> Judged {
    let limit_ms = run.limit_ms(asked.within);
    let within = duration_exact(millis(limit_ms));
    let after = asked
        .after
        .as_ref()
        .map_or_else(String::new, |label| format!(" after {label}"));
    let text = format!("a check sees the fault within {}{after}", asked.within);
    let judged = Judged::passed("detects", text, "nothing").limit(limit_ms);
    let edge = edges.edges.iter().find(|edge| {
        edge.step.what.action == StepAction::Inject
            && asked
                .after
                .as_ref()
                .is_none_or(|label| *label == edge.step.what.label)
    });
    let Some(edge) = edge else {
        return judged.because(
            Outcome::Unknown,
            format!("a check that sees it within {within}"),
            "the history has no such step",
        );
    };
    let (step, since) = (edge.step, edge.effective);
    let judged = judged.evidence([step.line]);
    let expected = format!(
        "a check that sees {} within {within} of {}",
        step.what.label,
        clock(since.lo_ms)
    );
    if let Some(error) = &step.what.error {
        let happened = format!("the step itself failed: {error}");
        return judged.because(Outcome::Unknown, expected, happened);
    }
    let over_ms = over_ms(run, step);
    let within_it = || {
        run.runs
            .iter()
            .filter(|check| check.at.hi_ms >= since.lo_ms && check.at.lo_ms <= over_ms)
    };
    let told = within_it()
        .find(|check| shows(run, step.what, check.what) || is_loud(check.what))
        .map(|check| (check.line, check.at));
    let silent = within_it()
        .find(|check| !is_loud(check.what) && is_silent(check.what))
        .filter(|check| told.is_none_or(|(_, told)| check.at.lo_ms < told.lo_ms));
    let seen = match silent {
        None => told,
        // It saw the fault at the earliest then, and at the latest when the route answered.
        Some(silent) => Points::new(run, route, edge)
            .and_then(|points| points.seen)
            .or(told)
            .map(|(line, at)| (line, Bounds::new(silent.at.lo_ms.min(at.lo_ms), at.hi_ms))),
    };
    if let Some((line, at)) = seen {
        let from_ms = if run.checks_are_unseen() {
            since.lo_ms
        } else {
            at.lo_ms.max(since.lo_ms)
        };
        let at = Bounds::new(from_ms, at.hi_ms);
        let took = since.until(at);
        let mut judged = judged.evidence([line]).measured(range(took));
        judged.measured_ms = Some(took);
        return match took.against(limit_ms) {
            Outcome::Passed => judged,
            outcome => {
                let happened = format!("it was seen after {}", range(took));
                judged.because(outcome, expected, happened)
            }
        };
    }
    if silent.is_some() {
        return judged.measured("not told").because(
            Outcome::Unknown,
            expected,
            "the checks do not say what they find, and the route did not change",
        );
    }
    if run.checks_are_unseen() {
        return judged.measured("not seen").because(
            Outcome::Unknown,
            expected,
            "no run wrote that it had seen it, and one that fails is not seen on this target",
        );
    }
    let waited_ms = run.end_ms.saturating_sub(since.hi_ms).max(0);
    let happened = format!("no check had seen it {} later", at_least(waited_ms));
    // Once it is over, and the last check that had begun before has ended, nobody will see it.
    let gone = over_ms.saturating_add(millis(run.header.check_timeout_ms.0)) < run.end_ms;
    let outcome = if gone || waited_ms > millis(limit_ms) {
        Outcome::Failed
    } else {
        Outcome::Unknown
    };
    judged
        .measured("never seen")
        .because(outcome, expected, happened)
}
