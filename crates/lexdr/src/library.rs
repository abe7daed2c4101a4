//! Finding scenario files.

use std::fs;
use std::path::{Path, PathBuf};

use lexdr_faults::Glob;
use lexdr_scenario::Scenario;

use crate::args::List;
use crate::exit::{Exit, Failure};

/// Where scenario files live, seen from where the program is started.
pub(crate) const FOLDER: &str = "scenarios";

/// The files meant by the arguments: paths as they are, names and patterns of names looked up in
/// [`FOLDER`], and all of [`FOLDER`] without arguments. A file that several patterns mean is meant
/// once.
pub(crate) fn find(arguments: &[String]) -> Result<Vec<PathBuf>, Failure> {
    if arguments.is_empty() {
        return all(Path::new(FOLDER));
    }
    let mut files = Vec::new();
    for argument in arguments {
        if is_pattern(argument) && !Path::new(argument).is_file() {
            let matching = matching(argument)?;
            let new = matching.into_iter().filter(|file| !files.contains(file));
            files.extend(new.collect::<Vec<_>>());
        } else {
            files.push(one(argument)?);
        }
    }
    Ok(files)
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

/// Those of the scenarios that have any of the tags; all of them if no tag is asked for.
pub(crate) fn tagged(
    mut scenarios: Vec<Scenario>,
    tags: &[String],
) -> Result<Vec<Scenario>, Failure> {
    if tags.is_empty() {
        return Ok(scenarios);
    }
    let mut known: Vec<String> = scenarios.iter().flat_map(|s| s.tags.clone()).collect();
    known.sort_unstable();
    known.dedup();
    scenarios.retain(|scenario| scenario.tags.iter().any(|tag| tags.contains(tag)));
    if scenarios.is_empty() {
        return Err(Failure::usage(format!(
            "no scenario has the tag {}; tags are {}",
            tags.join(" or "),
            known.join(", "),
        )));
    }
    Ok(scenarios)
}

/// `lexdr list`.
pub(crate) fn list(options: &List) -> Result<Exit, Failure> {
    let scenarios = tagged(load(&all(&options.scenarios)?)?, &options.tag)?;
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
        let tags = match scenario.tags.as_slice() {
            [] => String::new(),
            tags => format!("  [{}]", tags.join(", ")),
        };
        println!("{:width$}  {summary}{tags}", scenario.name);
    }
    Ok(Exit::Passed)
}

fn is_pattern(argument: &str) -> bool {
    argument.contains(['*', '?'])
}

fn matching(pattern: &str) -> Result<Vec<PathBuf>, Failure> {
    let glob = Glob::new(pattern);
    let mut files = all(Path::new(FOLDER))?;
    files.retain(|file| {
        let name = file.file_stem().and_then(|stem| stem.to_str());
        name.is_some_and(|name| glob.matches(name))
    });
    if files.is_empty() {
        return Err(Failure::usage(format!(
            "no scenario in {FOLDER} matches {pattern:?}; `lexdr list` shows what there is"
        )));
    }
    Ok(files)
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
