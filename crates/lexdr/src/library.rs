//! Finding scenario files.

use std::fs;
use std::path::{Path, PathBuf};

use lexdr_scenario::Scenario;

use crate::args::List;
use crate::exit::{Exit, Failure};

/// Where scenario files live, seen from where the program is started.
pub(crate) const FOLDER: &str = "scenarios";

/// The files meant by the arguments: paths as they are, names looked up in [`FOLDER`], and all of
/// [`FOLDER`] without arguments.
pub(crate) fn find(arguments: &[String]) -> Result<Vec<PathBuf>, Failure> {
    if arguments.is_empty() {
        return all(Path::new(FOLDER));
    }
    arguments.iter().map(|argument| one(argument)).collect()
}

/// Loads the files; the errors of all of them come together.
pub(crate) fn load(files: &[PathBuf]) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        match Scenario::load(file) {
            Ok(scenario) => scenarios.push(scenario),
            Err(errors) => problems.push(errors.to_string().trim_end().to_owned()),
        }
    }
    if problems.is_empty() {
        Ok(scenarios)
    } else {
        Err(Failure::bad_file(problems.join("\n\n")))
    }
}

/// `lexdr list`.
pub(crate) fn list(options: &List) -> Result<Exit, Failure> {
    let scenarios = load(&all(&options.scenarios)?)?;
    let width = scenarios
        .iter()
        .map(|scenario| scenario.name.len())
        .max()
        .unwrap_or(0);
    for scenario in scenarios {
        let summary = scenario
            .summary
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        println!("{:width$}  {summary}", scenario.name);
    }
    Ok(Exit::Passed)
}

fn one(argument: &str) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(argument);
    if path.is_file() {
        return Ok(path);
    }
    let named = Path::new(FOLDER).join(format!("{argument}.yaml"));
    if named.is_file() {
        return Ok(named);
    }
    Err(Failure::usage(format!(
        "no scenario {argument:?}: there is neither a file of that name nor {}; \
         `lexdr list` shows what there is",
        named.display(),
    )))
}

fn all(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| {
        Failure::usage(format!(
            "cannot read the scenario folder {}: {error}; name scenario files, or start lexdr \
             where that folder is",
            folder.display(),
        ))
    })?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    files.sort();
    if files.is_empty() {
        let folder = folder.display();
        return Err(Failure::usage(format!(
            "no scenario file (*.yaml) in {folder}"
        )));
    }
    Ok(files)
}
