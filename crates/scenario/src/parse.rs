//! Reading scenario files.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Place, Problem, ScenarioErrors};
use crate::walk::Walk;
use crate::{Scenario, assemble, keys, lint, tree};

/// The largest scenario file read. Ours have two kilobytes; a file of this size is something else.
const LARGEST: usize = 1 << 20;

impl Scenario {
    /// Reads the text of a scenario file. `source_name` is what errors call it.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the text, as far as it can be told at once: a file that is
    /// not YAML has one error, a file with wrong keys or values has one for each of them.
    pub fn parse(source_name: &str, text: &str) -> Result<Self, ScenarioErrors> {
        parse(source_name, text, None)
    }

    /// Reads a scenario file. Its name must be that of the scenario, with `.yaml` or `.yml`.
    ///
    /// # Errors
    ///
    /// As [`Scenario::parse`], and if the file cannot be read, is no text, is larger than 1 MiB, or
    /// bears another name than the scenario in it.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ScenarioErrors> {
        let path = path.as_ref();
        let source_name = path.display().to_string();
        let fail =
            |text: &str, problem| Err(ScenarioErrors::new(&source_name, text, vec![problem]));
        let mut bytes = Vec::new();
        // One byte more than is allowed tells that there is more.
        let read =
            File::open(path).and_then(|file| file.take(LARGEST as u64 + 1).read_to_end(&mut bytes));
        if let Err(error) = read {
            return fail("", Problem::of_file(format!("cannot be read: {error}")));
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let stem = path
                    .file_stem()
                    .and_then(|stem| stem.to_str())
                    .unwrap_or_default();
                parse(&source_name, &text, Some(stem))
            }
            Err(error) if error.as_bytes().len() > LARGEST => fail("", too_large()),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
                let place = place_after(&text);
                fail(
                    &text,
                    Problem::at(place, "not text: the bytes here are not UTF-8"),
                )
            }
        }
    }
}

fn parse(source_name: &str, text: &str, stem: Option<&str>) -> Result<Scenario, ScenarioErrors> {
    let fail = |problems| Err(ScenarioErrors::new(source_name, text, problems));
    if text.len() > LARGEST {
        return fail(vec![too_large()]);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(problem) = control_character(text) {
        return fail(vec![problem]);
    }
    let root = match tree::parse(text) {
        Ok(Some(root)) => root,
        Ok(None) => return fail(vec![Problem::of_file("there is no scenario in it")]),
        Err(problem) => return fail(vec![problem]),
    };
    let mut walk = Walk::default();
    let Some(fields) = walk.fields(&root, &keys::SCENARIO) else {
        return fail(walk.problems);
    };
    let draft = assemble::draft(&fields);
    let mut problems = walk.problems;
    problems.extend(lint::lint(&draft, stem));
    match draft.scenario {
        Some(scenario) if problems.is_empty() => Ok(scenario),
        _ => fail(problems),
    }
}

fn too_large() -> Problem {
    Problem::of_file(format!(
        "larger than {} KiB, so it is not a scenario",
        LARGEST / 1024
    ))
}

/// YAML allows no control characters in a file but tabs and line ends; the parser takes a NUL for
/// the end of the file, and what stands after it would go unread.
fn control_character(text: &str) -> Option<Problem> {
    let (at, found) = text.char_indices().find(|(at, c)| match c {
        '\t' | '\n' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        c => c.is_control(),
    })?;
    let place = place_after(&text[..at]);
    Some(Problem::at(
        place,
        format!("not text: control character U+{:04X}", u32::from(found)),
    ))
}

/// The place right after a text.
fn place_after(text: &str) -> Place {
    let line = text.matches('\n').count() + 1;
    let last = text.rsplit('\n').next().unwrap_or_default();
    Place {
        line,
        column: last.chars().count() + 1,
        width: 1,
    }
}
