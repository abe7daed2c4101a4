//! The figures of a scenario that fit into a row of a table.

use lexdr_verdict::{Bounds, CallerTotals, duration_exact, range};

use crate::Case;

/// What a table shows of a phase that did not happen.
pub(crate) const NOTHING: &str = "-";

/// The slowest of the phases with this name.
pub(crate) fn slowest(case: &Case<'_>, name: &str) -> String {
    let phases = case
        .verdict
        .phases
        .iter()
        .filter(|phase| phase.name == name);
    phases
        .map(|phase| phase.took)
        .max_by_key(|took| (took.hi_ms, took.lo_ms))
        .map_or_else(|| NOTHING.to_owned(), range)
}

/// How long callers went unserved.
pub(crate) fn unserved(case: &Case<'_>) -> String {
    let callers = &case.verdict.callers;
    match callers.lost {
        _ if callers.calls == 0 => NOTHING.to_owned(),
        Bounds::ZERO => "0s".to_owned(),
        lost => range(lost),
    }
}

/// The endings of calls and how many came to each, the good one first.
pub(crate) fn endings(totals: &CallerTotals) -> [(&'static str, usize); 6] {
    [
        ("served", totals.served),
        ("apologised", totals.apologised),
        ("wrong region", totals.wrong_region),
        ("dead air", totals.dead_air),
        ("dropped", totals.dropped),
        ("unknown", totals.unknown),
    ]
}

/// The longest that any caller heard nothing.
pub(crate) fn longest_silence(totals: &CallerTotals) -> String {
    duration_exact(i64::try_from(totals.longest_silence_ms).unwrap_or(i64::MAX))
}

/// What became of the callers, in a sentence.
pub(crate) fn callers(case: &Case<'_>) -> String {
    let totals = &case.verdict.callers;
    let endings: Vec<_> = endings(totals)
        .into_iter()
        .map(|(ending, count)| format!("{count} {ending}"))
        .collect();
    let mut text = format!("{} calls: {}", totals.calls, endings.join(", "));
    if totals.longest_silence_ms > 0 {
        text.push_str(&format!("; longest silence {}", longest_silence(totals)));
    }
    if totals.worst_outage.is_some() {
        text.push_str(&format!("; {}", unserved_in_words(case)));
    }
    text
}

/// How long callers went unserved, in how many outages.
pub(crate) fn unserved_in_words(case: &Case<'_>) -> String {
    let totals = &case.verdict.callers;
    let Some(worst) = totals.worst_outage else {
        return "no caller was lost".to_owned();
    };
    let count = totals.outages.len();
    let outages = if count == 1 { "outage" } else { "outages" };
    let mut text = format!("unserved for {} in {count} {outages}", unserved(case));
    if count > 1 {
        text.push_str(&format!(", the longest {}", range(worst)));
    }
    text
}

/// `3 scenarios: 1 passed, 1 failed, 1 unknown`.
pub(crate) fn counted(cases: &[Case<'_>]) -> String {
    use lexdr_verdict::Outcome::{Failed, Passed, Unknown};
    let noun = if cases.len() == 1 {
        "scenario"
    } else {
        "scenarios"
    };
    let counts: Vec<_> = [Passed, Failed, Unknown]
        .into_iter()
        .map(|outcome| {
            let count = cases
                .iter()
                .filter(|case| case.verdict.outcome == outcome)
                .count();
            format!("{count} {}", outcome.as_str())
        })
        .collect();
    format!("{} {noun}: {}", cases.len(), counts.join(", "))
}
