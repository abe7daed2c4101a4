//! `lexdr run`: each scenario on a thread of its own, results in the order of the files.

use std::fs;
use std::io;
use std::path::Path;

use lexdr_connect_flow::Flow;
use lexdr_history::History;
use lexdr_report::Case;
use lexdr_runner::{CodeUnderTest, RunError, SimOptions, emulator, real_time, simulate};
use lexdr_scenario::Scenario;
use lexdr_verdict::{Outcome, Verdict, judge};

use crate::args::{Format, Generations, Run};
use crate::emulator::Emulator;
use crate::exit::{Exit, Failure};
use crate::memory::Memory;
use crate::plan::{self, Planned};
use crate::processes::{self, Processes};
use crate::progress::Progress;
use crate::{flow, output, workers};

/// The history's name in a scenario's report folder.
pub(crate) const HISTORY: &str = "history.jsonl";

pub(crate) fn run(options: &Run) -> Result<Exit, Failure> {
    let place = Place::of(options)?;
    let flow = options.flow.as_deref().map(flow::read).transpose()?;
    let usual = flow.as_ref().and_then(flow::generation);
    let scenarios = plan::plan(options, usual.unwrap_or(place.usual()))?;
    unless_refused(&scenarios)?;
    place.announce(&scenarios, options)?;
    if let Some(folder) = &options.report {
        create_folder(folder)?;
    }
    let code = Code {
        place,
        flow,
        seed: options.seed,
    };
    let judged = run_all(&scenarios, options, &code)?;
    let cases: Vec<Case<'_>> = judged.iter().map(Done::case).collect();
    if let Some(folder) = &options.report {
        write_reports(folder, &cases)?;
    }
    match options.format {
        Format::Json => print!("{}", lexdr_report::json(&cases)),
        Format::Text => print!("{}", text(&cases, options.full)),
    }
    if cases.len() < scenarios.len() {
        eprintln!(
            "stopped at the first scenario that did not pass; {} not reported",
            scenarios.len() - cases.len()
        );
    }
    Ok(lexdr_report::overall(&cases).into())
}

/// An error if one of the scenarios would break more than it says: then none is run.
fn unless_refused(scenarios: &[Planned]) -> Result<(), Failure> {
    let refusals: Vec<String> = scenarios
        .iter()
        .filter_map(|scenario| {
            let why = lexdr_runner::refusal(scenario)?;
            Some(format!("scenario {} {why}", scenario.name))
        })
        .collect();
    if refusals.is_empty() {
        return Ok(());
    }
    Err(Failure::refused(refusals.join("\nrefused: ")))
}

/// One scenario in full, in each generation of Lex; of several those that did not pass, unless all
/// are asked for, and a table.
fn text(cases: &[Case<'_>], full: bool) -> String {
    let colour = output::colour();
    let name = |case: &Case<'_>| case.verdict.about.scenario.clone();
    let one = cases
        .windows(2)
        .all(|pair| name(&pair[0]) == name(&pair[1]));
    if full || one {
        return lexdr_report::terminal(cases, colour);
    }
    let mut parts: Vec<_> = cases
        .iter()
        .filter(|case| case.verdict.outcome != Outcome::Passed)
        .map(|case| lexdr_report::scenario(case, colour))
        .collect();
    parts.push(lexdr_report::table(cases, colour));
    parts.join("\n")
}

/// A scenario that was run and judged.
struct Done {
    verdict: Verdict,
    /// Where the history is, if it was kept.
    history: Option<String>,
}

impl Done {
    fn case(&self) -> Case<'_> {
        Case {
            verdict: &self.verdict,
            history: self.history.as_deref(),
        }
    }
}

/// Where the functions run.
enum Place {
    /// In the simulator, in virtual time.
    Simulator,
    /// As processes beside the simulator, in real time.
    Processes(Processes),
    /// In an emulator of AWS.
    Emulator(Emulator),
}

impl Place {
    fn of(options: &Run) -> Result<Self, Failure> {
        if let Some(emulator) = Emulator::of(options)? {
            return Ok(Self::Emulator(emulator));
        }
        let processes = Processes::of(options)?;
        Ok(processes.map_or(Self::Simulator, Self::Processes))
    }

    /// The generations of Lex that a scenario is run in where nobody says another. What takes time
    /// on the wall is run once.
    const fn usual(&self) -> Generations {
        match self {
            Self::Simulator => Generations::Both,
            Self::Processes(_) | Self::Emulator(_) => Generations::Own,
        }
    }

    fn announce(&self, scenarios: &[Planned], options: &Run) -> Result<(), Failure> {
        match self {
            Self::Simulator => Ok(()),
            Self::Processes(_) => processes::announce(scenarios, options),
            Self::Emulator(emulator) => emulator.announce(scenarios, options),
        }
    }

    /// How many runs it takes at a time.
    const fn at_once(&self) -> usize {
        match self {
            Self::Simulator | Self::Processes(_) => usize::MAX,
            // There is one account.
            Self::Emulator(_) => 1,
        }
    }
}

/// What is run, beside the scenario.
struct Code {
    place: Place,
    flow: Option<Flow>,
    seed: u64,
}

impl Code {
    fn run(
        &self,
        scenario: &Scenario,
        sink: Box<dyn io::Write + Send>,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), RunError> {
        let (seed, flow) = (self.seed, self.flow.clone());
        match &self.place {
            Place::Emulator(place) => {
                emulator(scenario, &place.options(seed, flow), sink, progress)
            }
            Place::Processes(place) => {
                real_time(scenario, &place.options(seed, flow), sink, progress)
            }
            Place::Simulator => {
                let code = CodeUnderTest::production();
                let options = SimOptions { seed, code, flow };
                simulate(scenario, &options, sink, progress)
            }
        }
    }
}

fn run_all(scenarios: &[Planned], options: &Run, code: &Code) -> Result<Vec<Done>, Failure> {
    let progress = Progress::new(scenarios.len());
    // Of many runs in virtual time nobody can follow the steps.
    let steps = scenarios.len() == 1 || !matches!(code.place, Place::Simulator);
    let run = |_: usize, scenario: &Planned| {
        let step = |line: &str| {
            if steps {
                progress.step(&scenario.name, line);
            }
        };
        let result = run_one(scenario, options, code, &step);
        progress.finished();
        result
    };
    let passed = |result: &Result<Done, Failure>| {
        result
            .as_ref()
            .is_ok_and(|done| done.verdict.outcome == Outcome::Passed)
    };
    workers::each(scenarios, code.place.at_once(), run, |result| {
        // What keeps one run in real time from being carried out keeps the others too.
        (options.fail_fast && !passed(result))
            || (!matches!(code.place, Place::Simulator) && result.is_err())
    })
    .into_iter()
    .collect()
}

fn run_one(
    scenario: &Planned,
    options: &Run,
    code: &Code,
    progress: &(dyn Fn(&str) + Send + Sync),
) -> Result<Done, Failure> {
    let failed = |error: RunError| Failure::unknown(format!("{}: {error}", scenario.name));
    let history = match &options.report {
        None => {
            let memory = Memory::default();
            code.run(scenario, Box::new(memory.clone()), progress)
                .map_err(failed)?;
            History::read(&scenario.name, memory.take().as_slice())
        }
        Some(folder) => {
            create_folder(&folder.join(&scenario.folder))?;
            let file = folder.join(&scenario.folder).join(HISTORY);
            let sink = fs::File::create(&file).map_err(|error| unwritable(&file, &error))?;
            code.run(scenario, Box::new(sink), progress)
                .map_err(failed)?;
            History::load(&file)
        }
    }
    .map_err(Failure::unknown)?;
    let verdict = judge(&history.header, &history.events);
    let Some(folder) = &options.report else {
        return Ok(Done {
            verdict,
            history: None,
        });
    };
    let folder = folder.join(&scenario.folder);
    let done = Done {
        verdict,
        history: Some(folder.join(HISTORY).display().to_string()),
    };
    write_file(
        &folder.join("verdict.json"),
        &lexdr_report::json_scenario(&done.case()),
    )?;
    Ok(done)
}

/// Writes what is about all scenarios of a run.
pub(crate) fn write_reports(folder: &Path, cases: &[Case<'_>]) -> Result<(), Failure> {
    let junit = lexdr_report::junit(cases).map_err(Failure::unknown)?;
    write_file(&folder.join("junit.xml"), &junit)?;
    write_file(&folder.join("summary.md"), &lexdr_report::markdown(cases))
}

pub(crate) fn create_folder(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))
}

pub(crate) fn write_file(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| unwritable(file, &error))
}

pub(crate) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unknown(format!(
        "cannot write {}: {error}; name another folder with --report",
        path.display()
    ))
}
