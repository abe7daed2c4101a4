//! A way of the route against the time it may take.

use crate::route::{Reach, Value};
use crate::text::at_least;
use crate::{Bounds, Judged, Outcome, clock, range};

/// Judges a way of the route by the time it took, counted from `since`.
pub(crate) fn against_limit(
    mut judged: Judged,
    since: Bounds,
    reach: Reach<'_>,
    limit_ms: u64,
    expected: String,
) -> Judged {
    match reach {
        Reach::Already { line } => {
            judged.measured = "was there already".to_owned();
            judged.measured_ms = Some(Bounds::ZERO);
            judged.evidence([line])
        }
        Reach::At { at, line } => {
            let took = since.until(at);
            judged.measured = range(took);
            judged.measured_ms = Some(took);
            let judged = judged.evidence([line]);
            match took.against(limit_ms) {
                Outcome::Passed => judged,
                outcome => {
                    let when = if at.lo_ms == at.hi_ms {
                        clock(at.lo_ms)
                    } else {
                        format!("between {} and {}", clock(at.lo_ms), clock(at.hi_ms))
                    };
                    judged.because(
                        outcome,
                        expected,
                        format!("it came after {} ({when})", range(took)),
                    )
                }
            }
        }
        Reach::Not {
            until_ms,
            value,
            line,
        } => {
            let waited_ms = until_ms.saturating_sub(since.hi_ms).max(0);
            judged.measured = format!("not within {}", at_least(waited_ms));
            let outcome = match Bounds::at(waited_ms).against(limit_ms) {
                Outcome::Failed => Outcome::Failed,
                _ => Outcome::Unknown,
            };
            let observed = match outcome {
                Outcome::Failed => "",
                _ => ", where the observation ends",
            };
            let happened = format!(
                "the route was {} at {}, {} later{observed}",
                shown(value),
                clock(until_ms),
                at_least(waited_ms),
            );
            judged.evidence([line]).because(outcome, expected, happened)
        }
        Reach::Unobserved => {
            judged.measured = "never observed".to_owned();
            judged.because(Outcome::Unknown, expected, "the route was never observed")
        }
    }
}

/// A value of the item, for people.
pub(crate) fn shown(value: Value<'_>) -> String {
    value.map_or_else(
        || "missing".to_owned(),
        |value| format!("{value:?}").trim_matches('"').to_owned(),
    )
}
