//! Functions that are the user's own programs, and what it means to run with them.

use std::time::Duration;

use lexdr_connect_flow::Flow;
use lexdr_runner::{Command, RealTimeOptions, lasts};
use lexdr_scenario::{Action, Expectation, Scenario};
use lexdr_verdict::duration_exact;

use crate::args::Run;
use crate::exit::Failure;
use crate::plan::Planned;
use crate::workers;

/// The slack of the schedule in real time. With the interval and the time limit of a check it makes
/// up `1 check`.
const SLACK: Duration = Duration::from_secs(1);

/// The user's programs; what is left out is lexdr's own.
pub(crate) struct Processes {
    health_check: Option<Command>,
    get_region: Option<Command>,
}

impl Processes {
    /// The programs asked for, if any are.
    pub(crate) fn of(options: &Run) -> Result<Option<Self>, Failure> {
        let parse = |option: &str, text: &Option<String>| {
            let command = text.as_deref().map(Command::parse).transpose();
            command.map_err(|error| Failure::usage(format!("{option}: {error}")))
        };
        let health_check = parse("--health-check-cmd", &options.health_check_cmd)?;
        let get_region = parse("--get-region-cmd", &options.get_region_cmd)?;
        let any = health_check.is_some() || get_region.is_some();
        Ok(any.then_some(Self {
            health_check,
            get_region,
        }))
    }

    pub(crate) fn options(&self, seed: u64, flow: Option<Flow>) -> RealTimeOptions {
        RealTimeOptions {
            seed,
            health_check: self.health_check.clone(),
            get_region: self.get_region.clone(),
            flow,
        }
    }
}

/// Says how long the run will take, and refuses one that nobody can have meant.
pub(crate) fn announce(scenarios: &[Planned], options: &Run) -> Result<(), Failure> {
    let count = match scenarios.len() {
        1 => "1 scenario".to_owned(),
        count => format!("{count} scenarios"),
    };
    let takes = in_words(workers::share(
        scenarios.iter().map(|run| lasts(run)).sum(),
        scenarios.len(),
    ));
    if options.scenarios.is_empty() && options.check_every.is_none() {
        return Err(Failure::usage(format!(
            "{count} with programs of your own would take about {takes}, because programs live in \
             real time; name scenarios, or give a short interval such as --check-every 5s"
        )));
    }
    eprintln!("{count} in real time: about {takes}");
    let short: Vec<&Planned> = scenarios
        .iter()
        .filter(|scenario| is_too_short(scenario))
        .collect();
    if let Some(beside) = short
        .iter()
        .map(|scenario| beside_the_interval(scenario))
        .max()
    {
        let names: Vec<&str> = short
            .iter()
            .map(|scenario| scenario.name.as_str())
            .collect();
        eprintln!(
            "note: the fault is shorter than \"1 check\" (the interval and {} s) in {}; a flip that \
             never comes may be called unknown there, not failed; a longer --check-every tells",
            beside.as_secs(),
            names.join(", "),
        );
    }
    Ok(())
}

/// What `1 check` is longer than the interval.
fn beside_the_interval(scenario: &Scenario) -> Duration {
    Duration::from_millis(scenario.check.timeout.0).saturating_add(SLACK)
}

/// Whether a flip is asked for, and no fault lasts long enough for its absence to prove anything.
fn is_too_short(scenario: &Scenario) -> bool {
    let every = scenario.check.every;
    let at = |step: &lexdr_scenario::Step| step.at.resolve(every).0;
    let timeline = &scenario.timeline;
    let longest = timeline.iter().filter_map(|step| {
        let Action::Inject(injection) = &step.action else {
            return None;
        };
        let is_over = |other: &&lexdr_scenario::Step| match &other.action {
            Action::Undo(label) => *label == injection.label && at(other) >= at(step),
            Action::Inject(_) => false,
            Action::End(_) => true,
        };
        let over = timeline.iter().find(is_over)?;
        Some(Duration::from_millis(at(over).saturating_sub(at(step))))
    });
    let flips = |expectation: &Expectation| matches!(expectation, Expectation::Flips(_));
    let limit = Duration::from_millis(every.0).saturating_add(beside_the_interval(scenario));
    scenario.expect.iter().any(flips) && longest.max().is_some_and(|longest| longest < limit)
}

pub(crate) fn in_words(time: Duration) -> String {
    let seconds = time.as_secs().max(1);
    match seconds {
        ..172_800 => duration_exact(i64::try_from(seconds * 1_000).unwrap_or(i64::MAX)),
        _ => format!("{} days", seconds / 86_400),
    }
}
