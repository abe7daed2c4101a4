//! What is wrong although every part of a file is right.
//!
//! A scenario that passes these checks can be run to an end that means something: every fault is
//! taken back, every wait is long enough for what is waited for.

mod expectations;
mod lex;
mod timeline;

use crate::assemble::Draft;
use crate::error::{Problem, quoted};

pub(crate) use timeline::Labels;

/// All problems of a draft that concern more than one of its parts.
pub(crate) fn lint(draft: &Draft, file_stem: Option<&str>) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let (Some((name, place)), Some(stem)) = (&draft.name, file_stem)
        && name != stem
    {
        problems.push(
            Problem::at(
                *place,
                format!("the scenario is named `{name}`, its file {}", quoted(stem)),
            )
            .help("give both the same name, so that a report leads to its file"),
        );
    }
    lex::lint(draft, &mut problems);
    let (Some(check), Some(steps)) = (&draft.check, &draft.timeline) else {
        return problems;
    };
    let labels = timeline::lint(steps, check, &mut problems);
    expectations::lint(draft, check, &labels, &mut problems);
    problems
}
