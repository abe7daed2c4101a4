//! The shape of the flow as a whole.

use std::collections::BTreeSet;

use super::{Findings, Severity};
use crate::block::Block;
use crate::error::listed;
use crate::flow::{Flow, NO_MATCHING_ERROR};
use crate::graph::{edges, reach};

pub(super) fn lint(findings: &mut Findings<'_>) {
    let flow = findings.flow;
    let all = |index| edges(flow, index).into_iter().map(|(_, to)| to).collect();
    let reached = reach([flow.start], all);
    for index in (0..flow.actions().len()).filter(|index| !reached.contains(index)) {
        let message = "no call comes here".to_owned();
        let mend = "remove it, or add the branch that should lead to it";
        findings.add(Severity::Warning, index, "unreachable-block", message, mend);
    }
    endless(findings);
}

/// Circles in which nothing takes time: nobody is spoken with, nothing is waited for, no loop
/// counts.
fn endless(findings: &mut Findings<'_>) {
    let flow = findings.flow;
    let onward = |index| quick_ways(flow, index);
    let from: Vec<_> = (0..flow.actions().len())
        .map(|index| reach(onward(index), onward))
        .collect();
    let mut told = BTreeSet::new();
    for index in 0..from.len() {
        if !from[index].contains(&index) || told.contains(&index) {
            continue;
        }
        let circle: Vec<usize> = from[index]
            .iter()
            .copied()
            .filter(|other| from[*other].contains(&index))
            .collect();
        told.extend(circle.iter().copied());
        let names: Vec<_> = circle
            .iter()
            .map(|other| flow.actions[*other].identifier.as_str())
            .collect();
        findings.add(
            Severity::Error,
            index,
            "endless-circle",
            format!(
                "the call can go round for ever without a pause: {}",
                listed(&names)
            ),
            "put a Loop into the circle that ends it, or a Wait",
        );
    }
}

/// The ways out of a block that can be taken at once, and again and again.
fn quick_ways(flow: &Flow, index: usize) -> Vec<usize> {
    let quick = |error: Option<&str>| match &flow.actions[index].block {
        Block::Loop(_) => false,
        // A wait or a dialogue that fails takes no time.
        Block::Wait(seconds) => seconds.as_static().is_none() && error == Some(NO_MATCHING_ERROR),
        Block::TalkToBot(_) | Block::CollectDigits { .. } => error == Some(NO_MATCHING_ERROR),
        _ => true,
    };
    edges(flow, index)
        .into_iter()
        .filter(|(error, _)| quick(*error))
        .map(|(_, to)| to)
        .collect()
}
