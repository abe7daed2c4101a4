//! Branches that are missing.

use super::{Findings, Severity};
use crate::block::Block;
use crate::flow::{NO_MATCHING_CONDITION, NO_MATCHING_ERROR};
use crate::operator::Operator;

pub(super) fn lint(findings: &mut Findings<'_>) {
    let flow = findings.flow;
    for (index, action) in flow.actions().iter().enumerate() {
        let transitions = &action.transitions;
        let has = |kind: &str| transitions.errors.iter().any(|(error, _)| error == kind);
        let can_fail = matches!(action.block, Block::InvokeLambda(_) | Block::TalkToBot(_));
        if can_fail && !has(NO_MATCHING_ERROR) {
            let message = "no branch for NoMatchingError: when it fails, the call is cut off";
            let mend = "add an error branch that leads to an apology";
            findings.add(
                Severity::Error,
                index,
                "no-error-branch",
                message.to_owned(),
                mend,
            );
        }
        let looks = matches!(action.block, Block::Compare(_) | Block::TalkToBot(_));
        if looks && !has(NO_MATCHING_CONDITION) {
            let message = match action.block {
                Block::Compare(_) => {
                    "no branch for NoMatchingCondition: a value that no condition names, `err` \
                     among them, has nowhere to go"
                }
                _ => {
                    "no branch for NoMatchingCondition: an intent that no condition names has \
                     nowhere to go, and Amazon Connect refuses the block"
                }
            };
            let mend = "add a branch for NoMatchingCondition that leads to an apology";
            findings.add(
                Severity::Error,
                index,
                "no-other-branch",
                message.to_owned(),
                mend,
            );
        }
        let ends = matches!(action.block, Block::Disconnect);
        if !ends && transitions.next.is_none() {
            let message = "no NextAction: the flow runs out here".to_owned();
            let mend = "add a NextAction; the last block of a flow is a DisconnectParticipant";
            findings.add(Severity::Error, index, "no-next-action", message, mend);
        }
        let other = transitions
            .on_error(NO_MATCHING_CONDITION)
            .map(|(_, to)| to);
        if matches!(action.block, Block::TalkToBot(_))
            && !transitions
                .conditions
                .iter()
                .any(|condition| condition.operator == Operator::Equals)
            && other.is_some_and(|to| transitions.next.as_deref() != Some(to))
        {
            let message = "no condition on an intent: every dialogue, also a complete one, leaves \
                           by NoMatchingCondition"
                .to_owned();
            let mend = "add a condition `Equals` with the name of the intent";
            findings.add(Severity::Warning, index, "no-intent-branch", message, mend);
        }
    }
}
