//! The moments of a timeline in words.

use lexdr_history::{CheckResult, Ending, StepAction};
use lexdr_verdict::{Happening, Moment, clock};

use crate::plain::plain;

/// Calls of a step that are told; a step makes few.
const CALLS_TOLD: usize = 3;

/// Bounds wider than this are worth telling: clock times show tenths of a second.
const SHARP_MS: i64 = 100;

/// What happened, on one line, without the time.
#[must_use]
pub fn tell(moment: &Moment) -> String {
    let text = match &moment.what {
        Happening::Step {
            action,
            label,
            fault,
            regions,
            calls,
            error,
        } => step(*action, label, fault, regions, calls, error.as_deref()),
        Happening::SteadyState { problem: None } => "steady state holds".to_owned(),
        Happening::SteadyState {
            problem: Some(problem),
        } => {
            format!("steady state does not hold: {problem}")
        }
        Happening::Route { from, to, reason } => {
            let value = |value: &Option<String>| value.clone().unwrap_or("missing".to_owned());
            let mut text = format!("route {} -> {}", value(from), value(to));
            if let Some(reason) = reason {
                text.push_str(&format!(" ({reason})"));
            }
            if moment.at.hi_ms.saturating_sub(moment.at.lo_ms) >= SHARP_MS {
                text.push_str(&format!(", at {} at the latest", clock(moment.at.hi_ms)));
            }
            text
        }
        Happening::Check { result } => check(result),
        Happening::Checks { count: 1 } => "1 check, nothing new".to_owned(),
        Happening::Checks { count } => format!("{count} checks, nothing new"),
        Happening::Unserved { region, ending } => unserved(region.as_deref(), ending),
        Happening::Served { region } => {
            format!(
                "first caller served in {}",
                region.as_deref().unwrap_or("no known region")
            )
        }
        Happening::MoreOutages { count } => format!("{count} more outages"),
        Happening::End => "end of the run".to_owned(),
    };
    plain(&text)
}

fn step(
    action: StepAction,
    label: &str,
    fault: &str,
    regions: &[String],
    calls: &[String],
    error: Option<&str>,
) -> String {
    let mut text = match action {
        StepAction::Inject => format!("inject {fault}"),
        StepAction::Undo => format!("undo {fault}"),
    };
    if label != fault {
        text.push_str(&format!(" ({label})"));
    }
    if !regions.is_empty() {
        text.push_str(&format!(" in {}", regions.join(", ")));
    }
    if !calls.is_empty() {
        let told = &calls[..calls.len().min(CALLS_TOLD)];
        let more = match calls.len() - told.len() {
            0 => String::new(),
            more => format!("; {more} more"),
        };
        text.push_str(&format!(" ({}{more})", told.join("; ")));
    }
    if let Some(error) = error {
        text.push_str(&format!(" FAILED: {error}"));
    }
    text
}

fn check(result: &CheckResult) -> String {
    match result {
        CheckResult::Returned {
            lex_region,
            primary,
            secondary,
        } => {
            let mut text = match lex_region {
                Some(region) => format!("check decides {region}"),
                None => "check returned".to_owned(),
            };
            let said = [("primary", primary), ("secondary", secondary)];
            let said: Vec<_> = said
                .into_iter()
                .filter_map(|(region, said)| Some(format!("{region} {}", said.as_ref()?)))
                .collect();
            if !said.is_empty() {
                text.push_str(&format!(": {}", said.join(", ")));
            }
            text
        }
        CheckResult::Failed { error } => format!("check failed: {error}"),
        CheckResult::TimedOut => "check cut off at its time limit".to_owned(),
        CheckResult::Refused { error } => format!("check not run: {error}"),
    }
}

fn unserved(region: Option<&str>, ending: &Ending) -> String {
    let place = region
        .map(|region| format!(" in {region}"))
        .unwrap_or_default();
    match ending {
        Ending::Served => format!("caller served{place}"),
        Ending::Apologised => "first caller not served: the flow apologised".to_owned(),
        Ending::WrongRegion { why } => format!("first caller in the wrong region{place}: {why}"),
        Ending::DeadAir { why } => format!("first caller left in silence{place}: {why}"),
        Ending::Dropped { why } => format!("first caller dropped{place}: {why}"),
        Ending::Unknown { why } => format!("first caller of whom nothing is known{place}: {why}"),
    }
}
