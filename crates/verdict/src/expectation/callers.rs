//! What callers may lose.

use lexdr_history::Ending;
use lexdr_scenario::{CallerLimits, ErrorBudget, Span};

use super::limits::{at_most, percent};
use crate::bounds::millis;
use crate::caller::CallerTotals;
use crate::run::Run;
use crate::{Bounds, Judged, Outcome, duration_exact, range};

/// Each limit for itself.
pub(super) fn judge(run: &Run<'_>, callers: &CallerTotals, limits: &CallerLimits) -> Vec<Judged> {
    let judged = [
        limits.lost_at_most.map(|most| lost(run, callers, most)),
        limits
            .success_rate
            .map(|least| success_rate(run, callers, least)),
        limits
            .silence_at_most
            .map(|most| silence(run, callers, most)),
        limits
            .wrong_region_at_most
            .map(|most| wrong_region(run, callers, most)),
        limits
            .error_budget
            .as_ref()
            .map(|budget| error_budget(callers, budget)),
    ];
    judged.into_iter().flatten().collect()
}

fn lost(run: &Run<'_>, callers: &CallerTotals, most: Span) -> Judged {
    let limit_ms = run.limit_ms(most);
    let text = format!("callers lose at most {most}");
    let judged = Judged::passed("callers", text, range(callers.lost)).limit(limit_ms);
    let expected = format!(
        "callers unserved for at most {} of the run",
        duration_exact(millis(limit_ms))
    );
    unserved(callers, judged, limit_ms, expected)
}

/// The availability that is asked for, as the time that callers may go unserved.
fn error_budget(callers: &CallerTotals, budget: &ErrorBudget) -> Judged {
    let left = u64::from(100_000_u32.saturating_sub(budget.target));
    // Two factors of 64 bits fit in 128; the share is at most the window.
    let allowed = u128::from(budget.window.0) * u128::from(left) / 100_000;
    let limit_ms = u64::try_from(allowed).unwrap_or(u64::MAX);
    let target = percent(u64::from(budget.target));
    let text = format!(
        "callers keep the error budget of {target} over {}",
        Span::Ms(budget.window)
    );
    let measured = match limit_ms {
        0 => range(callers.lost),
        limit => {
            // The longer bound: a budget is spent by the worst that may have been.
            let spent = u128::from(callers.lost.hi_ms.unsigned_abs()) * 100_000 / u128::from(limit);
            let spent = u64::try_from(spent).unwrap_or(u64::MAX);
            format!("{}, up to {} of it", range(callers.lost), percent(spent))
        }
    };
    let judged = Judged::passed("callers", text, measured).limit(limit_ms);
    let expected = format!(
        "callers unserved for at most {}, which is what {target} leaves",
        duration_exact(millis(limit_ms))
    );
    unserved(callers, judged, limit_ms, expected)
}

fn unserved(callers: &CallerTotals, judged: Judged, limit_ms: u64, expected: String) -> Judged {
    if callers.calls == 0 {
        return nobody(judged, expected);
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

/// The share of calls that were served among those that tell; unknown if the others could turn it.
fn success_rate(run: &Run<'_>, callers: &CallerTotals, least: u32) -> Judged {
    let target = percent(u64::from(least));
    let text = format!("at least {target} of calls are served");
    let judged = Judged::passed("callers", text, "").limit_text(target.clone());
    let expected = format!("{target} of calls served");
    if callers.calls == 0 {
        return nobody(judged, expected);
    }
    let (served, unknown) = (callers.served, callers.unknown);
    let share = |part: usize, of: usize| match of {
        0 => 0,
        // Rounded down, so that what is printed was reached.
        of => u64::try_from(part as u128 * 100_000 / of as u128).unwrap_or(u64::MAX),
    };
    let told = callers.calls.saturating_sub(unknown);
    let measured = match unknown {
        0 => format!("{} ({served} of {told})", percent(share(served, told))),
        unknown => format!(
            "{} ({served} of {told}, {unknown} more unknown)",
            percent(share(served, told))
        ),
    };
    let judged = judged.measured(measured.clone());
    let reaches =
        |served: usize| served as u128 * 100_000 >= u128::from(least) * callers.calls as u128;
    let outcome = match (reaches(served), reaches(served + unknown)) {
        (true, _) => return judged,
        (false, true) => Outcome::Unknown,
        (false, false) => Outcome::Failed,
    };
    judged
        .evidence(lines(run, |ending| *ending != Ending::Served))
        .because(outcome, expected, format!("it was {measured}"))
}

/// The longest silence; a call of which nothing is known may have heard more than is recorded.
fn silence(run: &Run<'_>, callers: &CallerTotals, most: Span) -> Judged {
    let limit_ms = run.limit_ms(most);
    let text = format!("no caller hears more than {most} of silence");
    let longest = Bounds::at(millis(callers.longest_silence_ms));
    let mut judged = Judged::passed("callers", text, range(longest)).limit(limit_ms);
    let expected = format!(
        "at most {} of silence in every call",
        duration_exact(millis(limit_ms))
    );
    if callers.calls == 0 {
        return nobody(judged, expected);
    }
    judged.measured_ms = Some(longest);
    let worst = run
        .callers
        .iter()
        .filter(|caller| caller.what.silence_ms > limit_ms)
        .map(|caller| caller.line);
    let judged = judged.evidence(worst);
    if longest.against(limit_ms) == Outcome::Failed {
        let happened = format!("the longest was {}", range(longest));
        return judged.because(Outcome::Failed, expected, happened);
    }
    match callers.unknown {
        0 => judged,
        unknown => judged.because(
            Outcome::Unknown,
            expected,
            format!("of {unknown} calls it is not known how they went on"),
        ),
    }
}

fn wrong_region(run: &Run<'_>, callers: &CallerTotals, most: u32) -> Judged {
    let text = format!("at most {most} calls end in the wrong region");
    let judged = Judged::passed("callers", text, "").evidence(lines(run, |ending| {
        matches!(ending, Ending::WrongRegion { .. })
    }));
    if callers.calls == 0 {
        return nobody(judged, format!("at most {most} calls in the wrong region"));
    }
    let wrong = callers.wrong_region;
    let may_be = wrong.saturating_add(callers.unknown);
    at_most(
        judged,
        most,
        "calls in the wrong region",
        wrong,
        Some(may_be),
    )
}

fn nobody(judged: Judged, expected: String) -> Judged {
    judged
        .measured("no caller")
        .because(Outcome::Unknown, expected, "nobody called")
}

fn lines(run: &Run<'_>, is: impl Fn(&Ending) -> bool) -> impl Iterator<Item = usize> {
    run.callers
        .iter()
        .filter(move |caller| is(&caller.what.ending))
        .map(|caller| caller.line)
}
