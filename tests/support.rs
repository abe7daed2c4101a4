//! What the tests share: runs in memory.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use lexdr_history::{Event, History};
use lexdr_runner::{CodeUnderTest, SimOptions, simulate};
use lexdr_scenario::{LexVersion, Scenario};
use lexdr_verdict::{Verdict, judge};

/// The drill in eight minutes, looked at every five seconds: quick to run, nothing left out.
pub(crate) const SHORT: &str = "\
name: short
summary: The alias drill in eight minutes, a check every minute.
check: { every: 1m }
probes: { route: 5s, caller: 5s, order: 30s }
timeline:
  - at: 90s
    inject: { alias-deleted: { region: primary } }
  - at: 4m 30s
    undo: alias-deleted
  - at: 8m
    end: true
expect:
  - flips: { to: secondary, within: 1 check }
  - recovers: { to: primary, within: 1 check }
  - callers: { lost-at-most: 1 check }
";

/// The scenario that the README shows.
pub(crate) const DRILL: &str = "alias-deleted";

/// A scenario written in a test.
pub(crate) fn scenario(text: &str) -> Scenario {
    Scenario::parse("test.yaml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// A scenario of the library.
pub(crate) fn library(name: &str) -> Scenario {
    Scenario::load(folder().join(format!("{name}.yaml")))
        .unwrap_or_else(|errors| panic!("{errors}"))
}

/// The library's folder.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// A sink that can be read afterwards.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    /// What was written.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a scenario on the simulator; returns the history's bytes.
pub(crate) fn run_with(scenario: &Scenario, seed: u64, code: CodeUnderTest) -> Vec<u8> {
    let flow = None;
    run_as(scenario, &SimOptions { seed, code, flow })
}

/// Runs a scenario on the simulator with all options; returns the history's bytes.
pub(crate) fn run_as(scenario: &Scenario, options: &SimOptions) -> Vec<u8> {
    let memory = Memory::default();
    simulate(scenario, options, Box::new(memory.clone()), &|_| {}).expect("the run is carried out");
    memory.take()
}

/// What happened, from a history's bytes.
pub(crate) fn events(history: &[u8]) -> Vec<Event> {
    History::read("history.jsonl", history)
        .expect("the history is whole")
        .events
}

/// Runs a scenario with the production Lambdas.
pub(crate) fn run(scenario: &Scenario, seed: u64) -> Vec<u8> {
    run_with(scenario, seed, CodeUnderTest::production())
}

/// The history of the drill that the README shows, which is an hour long: run once, with seed 1,
/// for all who look at it.
pub(crate) fn drill(lex: LexVersion) -> &'static [u8] {
    static DRILLS: [OnceLock<Vec<u8>>; LexVersion::ALL.len()] = [OnceLock::new(), OnceLock::new()];
    let drills = LexVersion::ALL.iter().zip(&DRILLS);
    let mut of = drills.filter(|(generation, _)| **generation == lex);
    let (_, drill) = of.next().expect("there is one of each generation");
    drill.get_or_init(|| {
        let scenario = library(DRILL).for_generation(lex);
        run(&scenario.expect("it is about no generation"), 1)
    })
}

/// Reads and judges a history.
pub(crate) fn judged(history: &[u8]) -> Verdict {
    let history = History::read("history.jsonl", history).expect("the history is whole");
    judge(&history.header, &history.events)
}
