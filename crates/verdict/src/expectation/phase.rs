//! The longest a phase may take.

use lexdr_scenario::PhaseLimit;

use crate::bounds::millis;
use crate::phase::Phase;
use crate::run::Run;
use crate::{Judged, Outcome, duration_exact, range};

/// Each time the phase happens it must keep the limit; one that was not measured proves nothing,
/// but for the outage that did not come.
pub(super) fn judge(run: &Run<'_>, phases: &[Phase], limit: &PhaseLimit) -> Judged {
    let limit_ms = run.limit_ms(limit.within);
    let text = format!("{} takes at most {}", limit.name, limit.within);
    let judged = Judged::passed("phase", text, "none").limit(limit_ms);
    let expected = format!("{} within {}", limit.name, duration_exact(millis(limit_ms)));
    let took: Vec<_> = phases
        .iter()
        .filter(|phase| phase.name == limit.name)
        .map(|phase| phase.took)
        .collect();
    let Some(slowest) = took.iter().max_by_key(|took| (took.hi_ms, took.lo_ms)) else {
        return match limit.name.as_str() {
            "outage" => judged,
            name => judged.measured("not measured").because(
                Outcome::Unknown,
                expected,
                format!("{name} was not measured in this run"),
            ),
        };
    };
    let mut judged = judged.measured(match took.len() {
        1 => range(*slowest),
        times => format!("{}, the slowest of {times}", range(*slowest)),
    });
    judged.measured_ms = Some(*slowest);
    match Outcome::of(took.iter().map(|took| took.against(limit_ms))) {
        Outcome::Passed => judged,
        outcome => {
            let happened = format!("the slowest took {}", range(*slowest));
            judged.because(outcome, expected, happened)
        }
    }
}
