//! Running mutants over the library until something catches them.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use lexdr_runner::CodeUnderTest;
use lexdr_scenario::{Action, Scenario};
use lexdr_verdict::Outcome;

use crate::support::{folder, judged, library, run_with};

const SEED: u64 = 1;

/// Code with something wrong in it.
pub(super) struct Mutant {
    pub(super) name: String,
    pub(super) code: CodeUnderTest,
    /// Where it should show, most likely first.
    pub(super) suspects: &'static [&'static str],
}

/// For each mutant the scenario that catches it, on all cores.
pub(super) fn hunt(mutants: &[Mutant], sound: &CodeUnderTest) -> Vec<Option<String>> {
    let library = by_length();
    let sound = Sound {
        code: sound,
        known: Mutex::default(),
    };
    let caught: Vec<Mutex<Option<String>>> = mutants.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let at = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(mutant) = mutants.get(at)
                {
                    *caught[at].lock().unwrap() = catcher(mutant, &library, &sound);
                }
            });
        }
    });
    caught
        .into_iter()
        .map(|one| one.into_inner().unwrap())
        .collect()
}

/// The first scenario that fails with the mutant and passes with the sound program.
fn catcher(
    mutant: &Mutant,
    library: &BTreeMap<(u64, String), Scenario>,
    sound: &Sound<'_>,
) -> Option<String> {
    let is_suspect = |name: &str| mutant.suspects.contains(&name);
    let suspects = mutant.suspects.iter().map(|name| library_of(library, name));
    let others = library
        .values()
        .filter(|scenario| !is_suspect(&scenario.name));
    suspects
        .chain(others)
        .find(|scenario| fails(scenario, &mutant.code) && sound.passes(scenario))
        .map(|scenario| scenario.name.clone())
}

fn library_of<'l>(library: &'l BTreeMap<(u64, String), Scenario>, name: &str) -> &'l Scenario {
    library
        .values()
        .find(|scenario| scenario.name == name)
        .unwrap_or_else(|| panic!("scenarios/{name}.yaml"))
}

fn fails(scenario: &Scenario, code: &CodeUnderTest) -> bool {
    judged(&run_with(scenario, SEED, code.clone())).outcome == Outcome::Failed
}

/// Which scenarios the program without a defect passes; each is run once at most.
struct Sound<'c> {
    code: &'c CodeUnderTest,
    known: Mutex<BTreeMap<String, bool>>,
}

impl Sound<'_> {
    fn passes(&self, scenario: &Scenario) -> bool {
        if let Some(known) = self.known.lock().unwrap().get(&scenario.name) {
            return *known;
        }
        let verdict = judged(&run_with(scenario, SEED, self.code.clone()));
        let passes = verdict.outcome == Outcome::Passed;
        if !passes {
            println!("without a defect {}: {}", scenario.name, verdict.reason);
        }
        let mut known = self.known.lock().unwrap();
        known.insert(scenario.name.clone(), passes);
        passes
    }
}

/// The library, the shortest first: virtual time is what a run costs.
fn by_length() -> BTreeMap<(u64, String), Scenario> {
    let names = fs::read_dir(folder()).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let is_scenario = path.extension().is_some_and(|ext| ext == "yaml");
        is_scenario.then(|| path.file_stem().unwrap().to_str().unwrap().to_owned())
    });
    names
        .map(|name| {
            let scenario = library(&name);
            ((length_ms(&scenario), name), scenario)
        })
        .collect()
}

fn length_ms(scenario: &Scenario) -> u64 {
    let end = scenario
        .timeline
        .iter()
        .find(|step| matches!(step.action, Action::End(_)));
    end.map_or(u64::MAX, |step| step.at.resolve(scenario.check.every).0)
}
