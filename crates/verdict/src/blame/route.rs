//! A route that was changed without reason, or not changed where there was one.

use std::collections::BTreeMap;

use lexdr_history::{CheckResult, Step, StepAction};

use super::{Check, EVIDENCE_LINES, Finding, LEX, lines};
use crate::edge::ERR;
use crate::faulty::{Faulty, acts_in, over_ms};
use crate::route::{Change, Route};
use crate::run::{Run, Seen};
use crate::touch::Judgement;
use crate::{Bounds, clock};

/// Changes of the route away from a region that was well.
pub(super) fn false_failovers(run: &Run<'_>, route: &Route<'_>) -> Vec<Finding> {
    let (primary, secondary) = (&run.header.primary, &run.header.secondary);
    // A check that began while the region was unwell may write that it was.
    let judged_ms = run.check_timeout_ms();
    let well = |region: &str, change: &Change<'_>| {
        let faulty = Faulty::new(run, region);
        let always = Bounds::at(change.at.lo_ms);
        faulty.healthy_for(judged_ms, always).is_some()
    };
    let mut wrong: BTreeMap<String, Vec<&Change<'_>>> = BTreeMap::new();
    let changes = route
        .changes
        .iter()
        .filter(|change| !run.by_a_step(change.at));
    for change in changes {
        let to = change.to.unwrap_or("nothing");
        let what = if change.to == Some(primary.as_str()) {
            continue;
        } else if change.from == Some(primary.as_str()) && well(primary, change) {
            format!("wrote {to} although {primary} was well")
        } else if change.to == Some(ERR) && well(secondary, change) {
            format!("wrote {ERR} although {secondary} was well")
        } else {
            continue;
        };
        wrong.entry(what).or_default().push(change);
    }
    let found = wrong.into_iter().map(|(what, changes)| {
        let first = changes.first().map_or(0, |change| change.at.lo_ms);
        let times = match changes.len() {
            1 => format!("at {}", clock(first)),
            count => format!("{count} times, first at {}", clock(first)),
        };
        let answers = changes.iter().find_map(|change| answers(run, change));
        let answers = answers.map_or_else(String::new, |answers| {
            format!("; what it had been answered: {answers}")
        });
        Finding {
            kind: "false-failover",
            text: format!("the health check {what}, {times}{answers}"),
            log: Vec::new(),
            evidence: changes
                .iter()
                .map(|change| change.line)
                .take(EVIDENCE_LINES)
                .collect(),
        }
    });
    found.collect()
}

/// What the bots had answered the check that changed the route.
fn answers(run: &Run<'_>, change: &Change<'_>) -> Option<String> {
    let check = run
        .checks
        .iter()
        .find(|check| check.at.overlaps(change.at))?;
    if let CheckResult::Returned {
        primary: Some(primary),
        ..
    } = &check.what.result
    {
        return Some(format!("{} {primary}", run.header.primary));
    }
    let trace = check.what.trace.as_ref()?;
    let asked = trace
        .calls
        .iter()
        .filter(|call| LEX.contains(&call.service.as_str()));
    let told: Vec<String> = asked
        .map(|call| {
            let answer = call.answer.as_deref().unwrap_or("no answer");
            format!("{} {} {answer}", call.operation, call.region)
        })
        .collect();
    if told.is_empty() {
        return Some("nothing, it had asked no bot".to_owned());
    }
    Some(told.join(", "))
}

/// Steps that the route should have answered and did not, though the health check ran and
/// returned.
pub(super) fn never_wrote(
    run: &Run<'_>,
    route: &Route<'_>,
    checks: &[Check<'_, '_>],
) -> Vec<Finding> {
    let steps = run
        .steps
        .iter()
        .filter(|step| calls_for_a_change(run, step));
    steps
        .filter_map(|step| match step.what.action {
            StepAction::Inject => not_left(run, route, checks, step),
            StepAction::Undo => not_returned(run, route, checks, step),
        })
        .collect()
}

/// Whether a step makes the primary unwell or well, and nothing else.
fn calls_for_a_change(run: &Run<'_>, step: &Seen<'_, Step>) -> bool {
    let only_primary = acts_in(step.what, &run.header.primary)
        && !acts_in(step.what, &run.header.secondary)
        && step.what.error.is_none();
    only_primary
        && run.touches(step, |touch| {
            touch.bots
                && !touch.checker
                && !touch.intermittent
                && touch.judgement == Judgement::ItsRegions
        })
}

fn not_left(
    run: &Run<'_>,
    route: &Route<'_>,
    checks: &[Check<'_, '_>],
    step: &Seen<'_, Step>,
) -> Option<Finding> {
    let effective = run.effective(step);
    let over_ms = over_ms(run, step).min(run.end_ms);
    let primary = &run.header.primary;
    let left = |change: &Change<'_>| {
        let late_ms = over_ms.saturating_add(run.check_timeout_ms());
        change.at.hi_ms >= effective.lo_ms && change.at.lo_ms <= late_ms
    };
    let before = route.before(effective.lo_ms)?;
    if before.value != Some(primary) || route.changes.iter().any(left) {
        return None;
    }
    let ran = returned(checks, Bounds::new(effective.hi_ms, over_ms));
    let threshold = run.header.scenario.check.failure_threshold;
    (ran.len() >= usize::try_from(threshold).unwrap_or(1).max(1)).then(|| Finding {
        kind: "never-wrote",
        text: format!(
            "the health check returned {} while {} was in effect, and left the route at {primary}{}",
            times(ran.len()),
            step.what.label,
            wrote_nothing(run),
        ),
        log: Vec::new(),
        evidence: lines(&ran),
    })
}

fn not_returned(
    run: &Run<'_>,
    route: &Route<'_>,
    checks: &[Check<'_, '_>],
    step: &Seen<'_, Step>,
) -> Option<Finding> {
    let effective = run.effective(step);
    let primary = &run.header.primary;
    let later = run
        .steps_that(StepAction::Inject)
        .any(|other| other.at.lo_ms >= step.at.lo_ms);
    let last = route.before(i64::MAX)?;
    if later || last.value == Some(primary) || last.at.hi_ms >= effective.hi_ms {
        return None;
    }
    let ran = returned(checks, Bounds::new(effective.hi_ms, run.end_ms));
    let threshold = run.header.scenario.check.recovery_threshold;
    (ran.len() >= usize::try_from(threshold).unwrap_or(1).max(1)).then(|| Finding {
        kind: "never-wrote-back",
        text: format!(
            "the health check returned {} after {} was over, and left the route at {}",
            times(ran.len()),
            step.what.label,
            last.value.unwrap_or("nothing"),
        ),
        log: Vec::new(),
        evidence: lines(&ran),
    })
}

/// Runs that returned, from their start to their end within a span.
fn returned<'c, 'r, 'a>(checks: &'c [Check<'r, 'a>], span: Bounds) -> Vec<Check<'r, 'a>> {
    let within = |check: &&'c Check<'r, 'a>| {
        check.at.lo_ms >= span.lo_ms
            && check.at.hi_ms <= span.hi_ms
            && matches!(check.what.result, CheckResult::Returned { .. })
    };
    checks.iter().filter(within).copied().collect()
}

/// That in the whole run the health check wrote nothing at all, where every write is known.
fn wrote_nothing(run: &Run<'_>) -> &'static str {
    let mut writes = run.writes.iter();
    let exact = run.header.target == "sim";
    if exact && !writes.any(|write| write.at.lo_ms >= 0 && !run.by_a_step(write.at)) {
        "; it never wrote the route at all"
    } else {
        ""
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}
