//! A flow as a graph, for those who look at it without making a call.

use std::collections::BTreeSet;

use crate::block::Block;
use crate::flow::Flow;
use crate::{Reference, Text};

/// All ways out of a block: the kind of error, if it is a branch of `Errors`, and the target.
pub(crate) fn edges(flow: &Flow, index: usize) -> Vec<(Option<&str>, usize)> {
    let transitions = &flow.actions[index].transitions;
    let next = transitions.next.iter().map(|to| (None, to));
    let conditions = transitions
        .conditions
        .iter()
        .map(|condition| (None, &condition.to));
    let errors = transitions
        .errors
        .iter()
        .map(|(kind, to)| (Some(kind.as_str()), to));
    let all = next.chain(conditions).chain(errors);
    all.filter_map(|(error, to)| Some((error, flow.position(to)?)))
        .collect()
}

/// The blocks that are reached from some, themselves included, by the ways `onward` gives.
pub(crate) fn reach(
    starts: impl IntoIterator<Item = usize>,
    onward: impl Fn(usize) -> Vec<usize>,
) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = starts.into_iter().collect();
    while let Some(index) = open.pop() {
        if reached.insert(index) {
            open.extend(onward(index));
        }
    }
    reached
}

/// The references in a block and in its conditions.
pub(crate) fn references(flow: &Flow, index: usize) -> BTreeSet<&Reference> {
    let action = &flow.actions[index];
    let mut found = BTreeSet::new();
    let texts = match &action.block {
        Block::InvokeLambda(block) => {
            found.extend(block.function_arn.references());
            pairs(&block.attributes)
        }
        Block::Compare(reference) => {
            found.insert(reference);
            Vec::new()
        }
        Block::TalkToBot(block) => {
            found.extend(block.bot.references());
            block.prompt.iter().map(|prompt| prompt.text()).collect()
        }
        Block::CollectDigits { prompt, .. } => prompt.iter().map(|prompt| prompt.text()).collect(),
        Block::Message(prompt) => vec![prompt.text()],
        Block::UpdateAttributes(attributes) => pairs(attributes),
        Block::Wait(text) | Block::Loop(text) => vec![text],
        Block::Disconnect | Block::PassOn(_) => Vec::new(),
    };
    let operands = action
        .transitions
        .conditions
        .iter()
        .map(|condition| &condition.operand);
    found.extend(texts.into_iter().chain(operands).flat_map(Text::references));
    found
}

fn pairs(pairs: &[(Text, Text)]) -> Vec<&Text> {
    pairs.iter().flat_map(|(key, value)| [key, value]).collect()
}
