//! Which way a call leaves a block.

use crate::call::Branch;
use crate::data::Data;
use crate::flow::{Action, NO_MATCHING_CONDITION};

/// What a block came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    /// It did what it does.
    Through,
    /// To a result that conditions are about.
    To(String),
    /// To an error of this kind.
    Error(&'static str),
}

/// The branch and its target; no target where the flow has none for what the block came to.
///
/// Of the conditions the first that holds is taken. If none holds, `NoMatchingCondition` is, also
/// for a block that has no conditions at all: "if no other Condition matches". Only a block without
/// that branch goes on to `NextAction`.
pub(super) fn leave<'f>(
    action: &'f Action,
    came: &Came,
    data: &Data<'_>,
) -> (Branch, Option<&'f str>) {
    let transitions = &action.transitions;
    let next = (Branch::Next, transitions.next.as_deref());
    match came {
        Came::Through => next,
        Came::To(value) => {
            let holds = transitions.conditions.iter().find_map(|condition| {
                let operand = data.text(&condition.operand);
                condition
                    .operator
                    .holds(value, &operand)
                    .then_some((operand, &condition.to))
            });
            if let Some((operand, to)) = holds {
                return (Branch::Condition(data.scrub(&operand)), Some(to));
            }
            match transitions.on_error(NO_MATCHING_CONDITION) {
                Some((kind, to)) => (Branch::Error(kind.to_owned()), Some(to)),
                None => next,
            }
        }
        Came::Error(kind) => match transitions.on_error(kind) {
            Some((kind, to)) => (Branch::Error(kind.to_owned()), Some(to)),
            None => (Branch::Error((*kind).to_owned()), None),
        },
    }
}
