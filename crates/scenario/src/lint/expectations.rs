//! Expectations that the timeline cannot meet, whatever the system does.

use crate::assemble::{Draft, PlacedExpectation};
use crate::error::{Problem, listed, quoted};
use crate::lint::Labels;
use crate::suggest::nearest;
use crate::{Check, CheckerLimits, Expectation, Millis, RouteRef, Span};

pub(crate) fn lint(draft: &Draft, check: &Check, labels: &Labels, problems: &mut Vec<Problem>) {
    for placed in &draft.expect {
        match &placed.expectation {
            Expectation::Flips(change) => {
                refers("flips", change.after.as_deref(), placed, labels, problems);
            }
            Expectation::Recovers(change) => {
                refers(
                    "recovers",
                    change.after.as_deref(),
                    placed,
                    labels,
                    problems,
                );
                if change.to == RouteRef::Err {
                    problems.push(
                        Problem::at(placed.to.unwrap_or(placed.place), "`err` is no recovery")
                            .help(
                                "write `primary` or `secondary`, or expect `flips: { to: err, … }`",
                            ),
                    );
                }
            }
            Expectation::DetectsWithin(detection) => {
                refers(
                    "detects",
                    detection.after.as_deref(),
                    placed,
                    labels,
                    problems,
                );
            }
            Expectation::Checker(CheckerLimits {
                errors_at_least: Some(least),
                errors_at_most: Some(most),
                ..
            }) if least > most => problems.push(
                Problem::at(
                    placed.place,
                    format!("at least {least} runs must fail, and at most {most} may"),
                )
                .help("no run can meet both; leave one of them out"),
            ),
            Expectation::Callers(_)
            | Expectation::Route(_)
            | Expectation::Checker(_)
            | Expectation::FlapsAtMost(_)
            | Expectation::WritesAtMost(_)
            | Expectation::Phase(_)
            | Expectation::SessionsLeft(_) => {}
        }
    }
    let recovers = draft
        .expect
        .iter()
        .any(|e| matches!(e.expectation, Expectation::Recovers(_)));
    if let (true, Some(undo), Some((end, place))) = (recovers, labels.last_undo, labels.end) {
        room_to_recover(draft, check, undo, end, |message, help| {
            problems.push(Problem::at(place, message).help(help));
        });
    }
}

/// An expectation that begins with a fault needs one, and the one it names.
fn refers(
    what: &str,
    after: Option<&str>,
    placed: &PlacedExpectation,
    labels: &Labels,
    problems: &mut Vec<Problem>,
) {
    if labels.injected.is_empty() {
        problems.push(
            Problem::at(
                placed.place,
                format!("`{what}` is expected, but no fault is injected"),
            )
            .help("add an `inject` to the timeline, or expect `route: { stays: primary }`"),
        );
        return;
    }
    let Some(after) = after.filter(|label| !labels.injected.contains_key(*label)) else {
        return;
    };
    let known = || labels.injected.keys().map(String::as_str);
    let hint = nearest(after, known()).map_or_else(String::new, |meant| {
        format!("; did you mean {}?", quoted(meant))
    });
    problems.push(
        Problem::at(
            placed.after.unwrap_or(placed.place),
            format!("no fault is labelled {}{hint}", quoted(after)),
        )
        .help(format!(
            "labels in the timeline: {}",
            listed(known(), "and")
        )),
    );
}

/// A recovery takes as many checks as the threshold asks for, the last of which may take its
/// whole time, all after the change has reached the runtime.
fn room_to_recover(
    draft: &Draft,
    check: &Check,
    undo: Millis,
    end: Millis,
    mut report: impl FnMut(String, String),
) {
    let need = check
        .every
        .0
        .saturating_mul(u64::from(check.recovery_threshold))
        .saturating_add(check.timeout.0)
        .saturating_add(draft.simulator.alias_propagation.0);
    let left = end.0.saturating_sub(undo.0);
    if left < need {
        let show = |ms| Span::Ms(Millis(ms));
        report(
            format!(
                "the run ends {} after the last undo, and a recovery may take {}",
                show(left),
                show(need)
            ),
            format!(
                "end it at {} or later, so that `recovers` can be judged",
                show(undo.0.saturating_add(need))
            ),
        );
    }
}
