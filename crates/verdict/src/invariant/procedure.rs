//! That the run was carried out as planned and the checks did their work in time.

use lexdr_history::{CheckResult, StepAction, When};

use crate::bounds::millis;
use crate::counted::Counted;
use crate::run::Run;
use crate::{Judged, Outcome, clock, duration_exact};

/// The run was recorded to its end.
pub(super) fn complete(run: &Run<'_>) -> Judged {
    let judged = Judged::passed(
        "complete",
        "the run is recorded to its end",
        clock(run.end_ms),
    );
    match run.end_line {
        Some(line) => judged.evidence([line]),
        None => judged.because(
            Outcome::Unknown,
            "an end at the end of the history",
            format!("nothing is known after {}", clock(run.end_ms)),
        ),
    }
}

/// No step failed.
pub(super) fn steps_succeeded(run: &Run<'_>) -> Judged {
    let text = "every fault is injected and undone as planned";
    let judged = Judged::passed(
        "steps-succeeded",
        text,
        format!("{} steps", run.steps.len()),
    );
    let failed: Vec<_> = run
        .steps
        .iter()
        .filter(|step| step.what.error.is_some())
        .collect();
    let Some(first) = failed.first() else {
        return judged;
    };
    let mut judged = judged.evidence(failed.iter().map(|step| step.line));
    judged.measured = format!("{} of {} steps failed", failed.len(), run.steps.len());
    let action = match first.what.action {
        StepAction::Inject => "inject",
        StepAction::Undo => "undo",
    };
    let error = first.what.error.as_deref().unwrap_or_default();
    let happened = format!(
        "the {action} of {} at {} failed: {error}",
        first.what.label,
        clock(first.at.lo_ms)
    );
    judged.because(Outcome::Failed, "every step succeeds", happened)
}

/// The steady state held before the first fault and after the last undo. It must have been
/// verified where there was a fault or an undo.
pub(super) fn steady_states(run: &Run<'_>) -> [Judged; 2] {
    let had = |action| run.steps_that(action).next().is_some();
    [
        steady_state(run, When::Before, had(StepAction::Inject)),
        steady_state(run, When::After, had(StepAction::Undo)),
    ]
}

fn steady_state(run: &Run<'_>, when: When, needed: bool) -> Judged {
    let (rule, text) = match when {
        When::Before => (
            "steady-before",
            "the steady state holds before the first fault",
        ),
        When::After => ("steady-after", "the steady state holds after the last undo"),
    };
    let expected = format!("the route {} and a caller served there", run.header.primary);
    let found: Vec<_> = run
        .steady
        .iter()
        .filter(|steady| steady.what.when == when)
        .collect();
    let judged =
        Judged::passed(rule, text, "held").evidence(found.iter().map(|steady| steady.line));
    let problem = found.iter().find_map(|steady| {
        steady
            .what
            .problem
            .as_ref()
            .map(|problem| (steady.at.lo_ms, problem))
    });
    match problem {
        Some((at_ms, problem)) => {
            let happened = format!("at {}: {problem}", clock(at_ms));
            with_measured(judged, "did not hold").because(Outcome::Failed, expected, happened)
        }
        None if found.is_empty() && needed => with_measured(judged, "not verified").because(
            Outcome::Unknown,
            expected,
            "the history does not say that it was verified",
        ),
        None if found.is_empty() => with_measured(judged, "no fault"),
        None => judged,
    }
}

/// Every check ends inside its time limit.
pub(super) fn checks_in_time(run: &Run<'_>) -> Judged {
    let limit_ms = run.header.check_timeout_ms.0;
    let within = duration_exact(millis(limit_ms));
    if let Some(counted) = run.counted() {
        return counted_in_time(counted, limit_ms, &within);
    }
    let took = |at: crate::Bounds| at.hi_ms.saturating_sub(at.lo_ms);
    let longest_ms = run.checks.iter().map(|check| took(check.at)).max();
    let measured = match longest_ms {
        Some(ms) => format!("longest of {}: {}", run.checks.len(), duration_exact(ms)),
        None if run.checks_are_unseen() => "no check was seen to its end".to_owned(),
        None => "no check ran".to_owned(),
    };
    let judged = Judged::passed(
        "checks-in-time",
        format!("every check ends within {within}"),
        measured,
    )
    .limit(limit_ms);
    let late: Vec<_> = run
        .checks
        .iter()
        .filter(|check| {
            matches!(check.what.result, CheckResult::TimedOut) || took(check.at) > millis(limit_ms)
        })
        .collect();
    let Some(first) = late.first() else {
        return judged;
    };
    let happened = format!(
        "{} of {} did not; the first began at {} and {} after {}",
        late.len(),
        run.checks.len(),
        clock(first.at.lo_ms),
        match first.what.result {
            CheckResult::TimedOut => "was cut off",
            _ => "ended",
        },
        duration_exact(took(first.at)),
    );
    judged
        .evidence(late.iter().map(|check| check.line))
        .because(
            Outcome::Failed,
            format!("each check over within {within}"),
            happened,
        )
}

/// The same of checks that were counted: the longest is known, and of one that is cut off that it took
/// as long as it may.
fn counted_in_time(counted: &Counted<'_>, limit_ms: u64, within: &str) -> Judged {
    let longest = counted.longest_ms();
    let runs = counted.runs();
    let measured = match (runs.most, longest.most) {
        (Some(0), _) => "no check ran".to_owned(),
        (Some(runs), Some(longest)) => {
            format!("longest of {runs}: {}", duration_exact(millis(longest)))
        }
        _ => "not all checks were counted".to_owned(),
    };
    let judged = Judged::passed(
        "checks-in-time",
        format!("every check ends within {within}"),
        measured,
    )
    .limit(limit_ms)
    .evidence([counted.line]);
    let expected = format!("each check over within {within}");
    let took = |ms: u64| format!("one took {}", duration_exact(millis(ms)));
    match longest.most {
        _ if longest.least >= limit_ms => {
            judged.because(Outcome::Failed, expected, took(longest.least))
        }
        Some(most) if most >= limit_ms => {
            let happened = format!("{}, at an end of the run or before it", took(most));
            judged.because(Outcome::Unknown, expected, happened)
        }
        _ => judged,
    }
}

pub(super) fn with_measured(mut judged: Judged, measured: impl Into<String>) -> Judged {
    judged.measured = measured.into();
    judged
}
