//! What the health check's runs may and must do, and leave behind.
//!
//! Where nobody sees the runs, CloudWatch may have counted them. If it did not, the route item tells
//! of those that wrote it, and of none that failed: then only what such a run did too late is known.

mod counts;

use lexdr_history::{CheckResult, CheckRun};
use lexdr_scenario::{CheckerLimits, Span};

use super::limits::at_most;
use crate::bounds::millis;
use crate::run::{Run, Seen};
use crate::text::at_least;
use crate::{Bounds, Judged, Outcome, duration_exact};

/// Each limit for itself.
pub(super) fn judge(run: &Run<'_>, limits: &CheckerLimits) -> Vec<Judged> {
    let judged = [
        limits.errors_at_least.map(|least| errors(run, least)),
        limits.errors_at_most.map(|most| no_more_errors(run, most)),
        limits
            .never_times_out
            .filter(|never| *never)
            .map(|_| never_times_out(run)),
        limits.duration_at_most.map(|most| duration(run, most)),
    ];
    judged.into_iter().flatten().collect()
}

/// A run that failed so that somebody can see it: by an error, at its time limit, or by not being
/// run at all.
pub(super) fn is_loud(check: &CheckRun) -> bool {
    !matches!(check.result, CheckResult::Returned { .. })
}

fn loud<'r, 'a>(run: &'r Run<'a>) -> impl Iterator<Item = &'r Seen<'a, CheckRun>> {
    run.checks.iter().filter(|check| is_loud(check.what))
}

fn errors(run: &Run<'_>, least: u32) -> Judged {
    let failed = loud(run).count();
    let text = format!("at least {} loudly", runs(least, "fails", "fail"));
    let judged = Judged::passed("checker", text, of_all(run, failed))
        .limit_text(least.to_string())
        .evidence(loud(run).map(|check| check.line));
    if let Some(counted) = run.counted() {
        return counts::errors(counted, judged, least);
    }
    if run.checks_are_unseen() {
        return unseen(run, judged, format!("at least {least} failed runs"));
    }
    if failed >= usize::try_from(least).unwrap_or(usize::MAX) {
        return judged;
    }
    let happened = of_all(run, failed);
    judged.because(
        Outcome::Failed,
        format!("at least {least} failed runs, so that an alarm can be raised"),
        happened,
    )
}

fn no_more_errors(run: &Run<'_>, most: u32) -> Judged {
    let text = format!("at most {}", runs(most, "fails", "fail"));
    let judged = Judged::passed("checker", text, "").evidence(loud(run).map(|check| check.line));
    if let Some(counted) = run.counted() {
        return counts::no_more_errors(counted, judged, most);
    }
    if run.checks.is_empty() {
        return none_seen(run, judged, format!("at most {most} failed runs"));
    }
    let failed = loud(run).count();
    at_most(judged, most, "failed runs", failed, Some(failed))
}

fn never_times_out(run: &Run<'_>) -> Judged {
    let judged = Judged::passed(
        "checker",
        "no check is cut off at its time limit",
        format!("0 of {}", run.checks.len()),
    );
    let expected = "every check ends by itself";
    if let Some(counted) = run.counted() {
        return counts::within(
            counted,
            judged,
            run.header.check_timeout_ms.0.saturating_sub(1),
            expected,
        );
    }
    if run.checks.is_empty() {
        return none_seen(run, judged, expected.to_owned());
    }
    let cut: Vec<_> = run
        .checks
        .iter()
        .filter(|check| check.what.result == CheckResult::TimedOut)
        .map(|check| check.line)
        .collect();
    if cut.is_empty() {
        return judged;
    }
    let measured = format!("{} of {}", cut.len(), run.checks.len());
    let happened = format!("{measured} were cut off");
    judged
        .measured(measured)
        .evidence(cut)
        .because(Outcome::Failed, expected, happened)
}

fn duration(run: &Run<'_>, most: Span) -> Judged {
    let limit_ms = run.limit_ms(most);
    let within = duration_exact(millis(limit_ms));
    let judged =
        Judged::passed("checker", format!("every check takes at most {most}"), "").limit(limit_ms);
    let expected = format!("each check over within {within}");
    if let Some(counted) = run.counted() {
        return counts::within(counted, judged, limit_ms, &expected);
    }
    let took = |check: &Seen<'_, CheckRun>| check.at.hi_ms.saturating_sub(check.at.lo_ms);
    let Some(longest_ms) = run.checks.iter().map(took).max() else {
        return late_writes(run, judged, expected, millis(limit_ms));
    };
    let mut judged = judged.measured(duration_exact(longest_ms));
    judged.measured_ms = Some(Bounds::at(longest_ms));
    if longest_ms <= millis(limit_ms) {
        return judged;
    }
    let late = run
        .checks
        .iter()
        .filter(|check| took(check) > millis(limit_ms));
    judged.evidence(late.map(|check| check.line)).because(
        Outcome::Failed,
        expected,
        format!("the longest took {}", duration_exact(longest_ms)),
    )
}

/// Sessions left open at the end of the run.
pub(super) fn sessions(run: &Run<'_>, most: u32) -> Judged {
    let noun = if most == 1 { "session" } else { "sessions" };
    let judged = Judged::passed(
        "sessions",
        format!("the checks leave at most {most} {noun} open"),
        "",
    );
    match run.sessions {
        Some((left, line)) => {
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            at_most(
                judged.evidence([line]),
                most,
                "open sessions",
                left,
                Some(left),
            )
        }
        None => judged.measured("not counted").because(
            Outcome::Unknown,
            format!("at most {most} open sessions at the end"),
            "nobody counted them",
        ),
    }
}

/// A run that had not written by a look that came too late for it took too long.
fn late_writes(run: &Run<'_>, judged: Judged, expected: String, limit_ms: i64) -> Judged {
    let late = run
        .told
        .iter()
        .filter(|told| told.wrote_after_ms > limit_ms);
    let Some(latest) = late.clone().max_by_key(|told| told.wrote_after_ms) else {
        return none_seen(run, judged, expected);
    };
    let measured = at_least(latest.wrote_after_ms);
    let happened = format!("one wrote the route item {measured} after it began, or later");
    judged
        .measured(format!("{measured} or more"))
        .evidence(late.map(|told| told.line))
        .because(Outcome::Failed, expected, happened)
}

fn none_seen(run: &Run<'_>, judged: Judged, expected: String) -> Judged {
    if run.checks_are_unseen() {
        unseen(run, judged, expected)
    } else {
        never_ran(judged, expected)
    }
}

fn unseen(run: &Run<'_>, judged: Judged, expected: String) -> Judged {
    let told = || run.told.iter().filter(|told| told.is_new);
    let written = match told().count() {
        0 => "the route item does not say which runs wrote it".to_owned(),
        1 => "1 run wrote the route item".to_owned(),
        count => format!("{count} runs wrote the route item"),
    };
    let happened =
        format!("{written}; how a run ended, and which did not write, is not seen on this target");
    judged
        .measured("not seen")
        .evidence(told().map(|told| told.line))
        .because(Outcome::Unknown, expected, happened)
}

fn never_ran(judged: Judged, expected: String) -> Judged {
    judged
        .measured("no check ran")
        .because(Outcome::Unknown, expected, "no check ran")
}

fn of_all(run: &Run<'_>, failed: usize) -> String {
    format!("{failed} of {} runs failed", run.checks.len())
}

fn runs(count: u32, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 check {one}"),
        count => format!("{count} checks {several}"),
    }
}
