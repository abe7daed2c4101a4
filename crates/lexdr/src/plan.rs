//! Which runs are to be made: the scenarios asked for, each in the generations of Lex asked for.

use std::collections::BTreeSet;
use std::ops::Deref;

use lexdr_scenario::{LexVersion, Scenario};

use crate::args::{Generations, Run};
use crate::exit::Failure;
use crate::library;

/// A run to be made.
pub(crate) struct Planned {
    scenario: Scenario,
    /// Its folder in a report: the scenario's name, with `.v2` behind it beside a run of V1.
    pub(crate) folder: String,
}

impl Deref for Planned {
    type Target = Scenario;

    fn deref(&self) -> &Scenario {
        &self.scenario
    }
}

/// The runs asked for, at the interval asked for. Without a word about generations each scenario is
/// run in `usual`.
pub(crate) fn plan(options: &Run, usual: Generations) -> Result<Vec<Planned>, Failure> {
    let every = match &options.check_every {
        None => None,
        Some(text) => Some(
            lexdr_scenario::interval(text)
                .map_err(|problem| Failure::usage(format!("--check-every {text:?}: {problem}")))?,
        ),
    };
    let found = library::load(&library::find(&options.scenarios)?)?;
    let scenarios = library::tagged(found, &options.tag)?;
    let mut names = BTreeSet::new();
    if let Some(twice) = scenarios
        .iter()
        .find(|scenario| !names.insert(&scenario.name))
    {
        return Err(Failure::usage(format!(
            "scenario {} is named twice",
            twice.name
        )));
    }
    let mut planned = Vec::new();
    for scenario in &scenarios {
        let runs: Vec<Scenario> = match options.lex.unwrap_or(usual) {
            Generations::Own => vec![scenario.clone()],
            Generations::V1 => scenario
                .for_generation(LexVersion::V1)
                .into_iter()
                .collect(),
            Generations::V2 => scenario
                .for_generation(LexVersion::V2)
                .into_iter()
                .collect(),
            Generations::Both => LexVersion::ALL
                .into_iter()
                .filter_map(|lex| scenario.for_generation(lex))
                .collect(),
        };
        for (number, run) in runs.into_iter().enumerate() {
            let folder = match number {
                0 => run.name.clone(),
                _ => format!("{}.{}", run.name, run.generation()),
            };
            let scenario = every.map_or_else(|| run.clone(), |every| run.scaled_to(every));
            planned.push(Planned { scenario, folder });
        }
    }
    if planned.is_empty() {
        return Err(Failure::usage(
            "none of the scenarios is about that generation of Lex; leave --lex out to run each \
             in its own",
        ));
    }
    Ok(planned)
}
