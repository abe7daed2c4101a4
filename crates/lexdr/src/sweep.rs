//! `lexdr sweep`: one scenario at many moments of the check interval.

use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use lexdr_history::History;
use lexdr_runner::{CodeUnderTest, SimOptions, simulate};
use lexdr_scenario::{Action, Millis, Scenario};
use lexdr_sweep::{Sample, Sweep, offsets, shortened};
use lexdr_verdict::judge;

use crate::args::{self, Format};
use crate::exit::{Exit, Failure};
use crate::library;
use crate::memory::Memory;
use crate::workers;

/// How often a long sweep says how far it is.
const SAY: Duration = Duration::from_secs(2);

pub(crate) fn sweep(options: &args::Sweep) -> Result<Exit, Failure> {
    let scenario = scenario(&options.scenario)?;
    let count = usize::try_from(options.phases).unwrap_or(usize::MAX);
    let offsets = offsets(scenario.check.every, count);
    let caller_every = shortened(&scenario, Millis(1)).probes.caller;

    let started = Instant::now();
    let (finished, said) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let samples = workers::each(
        &offsets,
        |index, offset| {
            let seed = options.seed.wrapping_add(index as u64);
            let sample = one(&shortened(&scenario, *offset), *offset, seed);
            let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
            let due = (started.elapsed().as_secs() / SAY.as_secs()) as usize;
            if said.fetch_max(due, Ordering::Relaxed) < due {
                eprintln!("{finished} of {} runs", offsets.len());
            }
            sample
        },
        Result::is_err,
    );
    let samples = samples.into_iter().collect::<Result<Vec<_>, _>>()?;
    let sweep = Sweep::new(
        &scenario,
        caller_every,
        &samples,
        options.calls_per_minute,
        options.prices.prices(),
    );
    match options.format {
        Format::Text => print!("{}", sweep.text()),
        Format::Json => print!("{}", sweep.json()),
    }
    Ok(Exit::Passed)
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

fn one(scenario: &Scenario, offset: Millis, seed: u64) -> Result<Sample, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::unknown(format!("{} at {} ms: {error}", scenario.name, offset.0))
    };
    let options = SimOptions {
        seed,
        code: CodeUnderTest::production(),
        flow: None,
    };
    let memory = Memory::default();
    simulate(scenario, &options, Box::new(memory.clone()), &|_| {})
        .map_err(|error| failed(&error))?;
    let history =
        History::read(&scenario.name, memory.take().as_slice()).map_err(|error| failed(&error))?;
    let verdict = judge(&history.header, &history.events);
    Ok(Sample::new(offset, &history, &verdict))
}
