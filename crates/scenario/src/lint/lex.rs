//! What only one generation of Lex has.

use lexdr_wire::LexVersion;

use crate::assemble::Draft;
use crate::error::{Problem, quoted};
use crate::{Action, AliasBy, Bots};

/// A file that asks for something of one generation must say that it is about that one: without
/// that it would be run on both.
pub(crate) fn lint(draft: &Draft, problems: &mut Vec<Problem>) {
    let said = draft.lex.map(|(version, _)| version);
    for placed in draft.timeline.iter().flatten() {
        if let Action::Inject(injection) = &placed.step.action
            && let Some(needed) = injection.fault.lex()
            && said != Some(needed)
        {
            let what = format!(
                "{} is a fault of Lex {} only",
                quoted(injection.fault.name()),
                needed.as_str().to_uppercase()
            );
            problems.push(Problem::at(placed.action, what).help(say(needed)));
        }
    }
    let by_id = draft
        .check
        .as_ref()
        .is_some_and(|check| check.alias_by == AliasBy::Id);
    if by_id
        && said != Some(LexVersion::V2)
        && let Some(place) = draft.alias_by
    {
        problems.push(
            Problem::at(place, "only Lex V2 has ids of aliases".to_owned())
                .help(say(LexVersion::V2)),
        );
    }
    if let Some((Bots::Replicated, place)) = draft.bots
        && said != Some(LexVersion::V2)
    {
        problems.push(
            Problem::at(place, "only bots of Lex V2 can be replicated").help(say(LexVersion::V2)),
        );
    }
}

fn say(version: LexVersion) -> String {
    format!("write `lex: {version}` at the top of the file")
}
