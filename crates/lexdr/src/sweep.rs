//! `lexdr sweep`: one scenario at many moments of the check interval.

use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lexdr_history::History;
use lexdr_runner::{CodeUnderTest, SimOptions, simulate};
use lexdr_scenario::{Action, Millis, Scenario};
use lexdr_sweep::{Sample, Sweep, caller_every, moving_checks, offsets, shortened};
use lexdr_verdict::judge;

use crate::args::{self, Format};
use crate::exit::{Exit, Failure};
use crate::library;
use crate::memory::Memory;
use crate::workers;

/// How many repetitions share a run, and with it one deployment. The same on every machine: figures
/// must not depend on how many cores there are.
const IN_A_RUN: usize = 8;

/// How often a long sweep says how far it is.
const SAY: Duration = Duration::from_secs(2);

pub(crate) fn sweep(options: &args::Sweep) -> Result<Exit, Failure> {
    let scenario = scenario(&options.scenario)?;
    let count = usize::try_from(options.phases).unwrap_or(usize::MAX);
    let offsets = offsets(scenario.check.every, count);
    let caller = match &options.caller_every {
        None => caller_every(scenario.check.every),
        Some(text) => caller_distance(text)?,
    };

    let started = Instant::now();
    let (finished, said) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let runs: Vec<&[Millis]> = offsets.chunks(IN_A_RUN).collect();
    let done = workers::each(
        &runs,
        usize::MAX,
        |index, offsets_of_run| {
            let seed = options.seed.wrapping_add(index as u64);
            let done = one(&scenario, offsets_of_run, caller, seed);
            let finished =
                finished.fetch_add(offsets_of_run.len(), Ordering::Relaxed) + offsets_of_run.len();
            let due = usize::try_from(started.elapsed().as_secs() / SAY.as_secs());
            let due = due.unwrap_or(usize::MAX);
            if said.fetch_max(due, Ordering::Relaxed) < due {
                eprintln!("{finished} of {}", offsets.len());
            }
            done
        },
        Result::is_err,
    );
    let (mut samples, mut checks_ms) = (Vec::new(), Vec::new());
    for done in done {
        let (of_run, checks) = done?;
        samples.extend(of_run);
        checks_ms.extend(checks);
    }
    let sweep = Sweep::new(
        &scenario,
        caller,
        &samples,
        &checks_ms,
        options.calls_per_minute,
        options.prices.prices(),
    );
    match options.format {
        Format::Text => print!("{}", sweep.text()),
        Format::Json => print!("{}", sweep.json()),
    }
    Ok(Exit::Passed)
}

fn caller_distance(text: &str) -> Result<Millis, Failure> {
    let wrong = |problem: &dyn std::fmt::Display| {
        Failure::usage(format!("--caller-every {text:?}: {problem}"))
    };
    match lexdr_scenario::duration(text) {
        Ok(Millis(0..100)) => Err(wrong(&"at least 100ms")),
        Ok(caller) => Ok(caller),
        Err(problem) => Err(wrong(&problem)),
    }
}

fn scenario(argument: &String) -> Result<Scenario, Failure> {
    let mut found = library::load(&library::find(slice::from_ref(argument))?)?;
    let scenario = match found.len() {
        1 => found.remove(0),
        n => {
            return Err(Failure::usage(format!(
                "{argument:?} means {n} scenarios; a sweep is of one"
            )));
        }
    };
    let injects = |step: &lexdr_scenario::Step| matches!(step.action, Action::Inject(_));
    if !scenario.timeline.iter().any(injects) {
        return Err(Failure::usage(format!(
            "scenario {} injects no fault; there is nothing to sweep",
            scenario.name
        )));
    }
    Ok(scenario)
}

fn one(
    scenario: &Scenario,
    offsets: &[Millis],
    caller: Millis,
    seed: u64,
) -> Result<(Vec<Sample>, Vec<u64>), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        let from = offsets.first().map_or(0, |offset| offset.0);
        Failure::unknown(format!("{} from {from} ms on: {error}", scenario.name))
    };
    let options = SimOptions {
        seed,
        code: CodeUnderTest::production(),
        flow: None,
    };
    let memory = Memory::default();
    let scenario = shortened(scenario, offsets, caller);
    simulate(&scenario, &options, Box::new(memory.clone()), &|_| {})
        .map_err(|error| failed(&error))?;
    let history =
        History::read(&scenario.name, memory.take().as_slice()).map_err(|error| failed(&error))?;
    let verdict = judge(&history.header, &history.events);
    Ok((Sample::of_run(offsets, &verdict), moving_checks(&history)))
}
