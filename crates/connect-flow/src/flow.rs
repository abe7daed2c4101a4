//! What a flow consists of.

use std::collections::BTreeMap;

use crate::Text;
use crate::block::Block;
use crate::operator::Operator;

/// A flow has at most this many actions ("Amazon Connect service quotas").
pub(crate) const MOST_ACTIONS: usize = 250;

/// A contact flow. Every transition leads to an action that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub(crate) source_name: String,
    pub(crate) actions: Vec<Action>,
    pub(crate) start: usize,
    pub(crate) index: BTreeMap<String, usize>,
}

impl Flow {
    /// The flow, as it was named to the parser.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source_name
    }

    /// The actions, in the order of the file.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The first action of a call.
    #[must_use]
    pub fn start(&self) -> &Action {
        &self.actions[self.start]
    }

    /// The action of this identifier.
    #[must_use]
    pub fn action(&self, identifier: &str) -> Option<&Action> {
        self.position(identifier).map(|index| &self.actions[index])
    }

    pub(crate) fn position(&self, identifier: &str) -> Option<usize> {
        self.index.get(identifier).copied()
    }
}

/// An action: a block and where the call goes from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Unique in the flow.
    pub identifier: String,
    /// What it does.
    pub block: Block,
    /// Where the call goes from it.
    pub transitions: Transitions,
}

/// Where the call goes from an action. All targets are identifiers of the flow.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transitions {
    /// `NextAction`.
    pub next: Option<String>,
    /// `Conditions`; the first that holds is taken.
    pub conditions: Vec<Condition>,
    /// `Errors`: kind and target.
    pub errors: Vec<(String, String)>,
}

impl Transitions {
    /// The target for an error: its own, or that of `NoMatchingError`. `NoMatchingCondition` is no
    /// error that could be caught by another.
    #[must_use]
    pub fn on_error(&self, kind: &str) -> Option<(&str, &str)> {
        let find = |kind: &str| self.errors.iter().find(|(error, _)| error == kind);
        let own = find(kind);
        let found = if kind == NO_MATCHING_CONDITION {
            own
        } else {
            own.or_else(|| find(NO_MATCHING_ERROR))
        };
        found.map(|(kind, to)| (kind.as_str(), to.as_str()))
    }
}

pub(crate) const NO_MATCHING_ERROR: &str = "NoMatchingError";
pub(crate) const NO_MATCHING_CONDITION: &str = "NoMatchingCondition";
pub(crate) const INPUT_TIME_LIMIT_EXCEEDED: &str = "InputTimeLimitExceeded";
pub(crate) const CONTINUE_LOOPING: &str = "ContinueLooping";
pub(crate) const DONE_LOOPING: &str = "DoneLooping";

/// A condition on the result of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// How the result is compared.
    pub operator: Operator,
    /// With what.
    pub operand: Text,
    /// Where the call goes if it holds.
    pub to: String,
}
