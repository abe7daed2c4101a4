//! The function and its answer.

use std::collections::BTreeSet;

use super::{Findings, Severity};
use crate::block::{Block, ResponseType};
use crate::error::listed;
use crate::follow::lambda::LONGEST_SECONDS;
use crate::graph::references;

/// What lexDRGetRegion's answer has: the first two always, the others where there is something to
/// say.
const KEYS: [&str; 6] = [
    "statusCode",
    "primaryCode",
    "source",
    "reason",
    "botAliasArn",
    "checkedAt",
];

/// lexDRGetRegion answers within 3 s even if its table does not; 3 s is also the time limit a
/// function has if nobody sets another.
const SHORTEST_SECONDS: u32 = 3;

pub(super) fn lint(findings: &mut Findings<'_>) {
    let flow = findings.flow;
    let mut functions = BTreeSet::new();
    for (index, action) in flow.actions().iter().enumerate() {
        let Block::InvokeLambda(block) = &action.block else {
            continue;
        };
        functions.insert(block.function_arn.to_string());
        let limit = block.limit_seconds;
        if limit > LONGEST_SECONDS {
            findings.add(
                Severity::Error,
                index,
                "time-limit-too-long",
                format!("a time limit of {limit} s, Amazon Connect waits at most 8 s"),
                "set InvocationTimeLimitSeconds to 8",
            );
        }
        if limit < SHORTEST_SECONDS {
            findings.add(
                Severity::Warning,
                index,
                "time-limit-too-short",
                format!(
                    "a time limit of {limit} s: lexDRGetRegion may take up to 3 s to answer when \
                     its table does not"
                ),
                "set InvocationTimeLimitSeconds to 3 or more, at most 8",
            );
        }
        if block.response == ResponseType::StringMap {
            findings.add(
                Severity::Note,
                index,
                "number-in-string-map",
                "STRING_MAP asks for text values, and lexDRGetRegion returns the number 200 as \
                 statusCode; whether Amazon Connect accepts that is not documented"
                    .to_owned(),
                "set ResponseValidation to {\"ResponseType\": \"JSON\"}",
            );
        }
    }
    // With several functions, whose answer a reference means depends on the way through the flow.
    if functions.len() != 1 {
        return;
    }
    for index in 0..flow.actions().len() {
        for reference in references(flow, index) {
            let key = reference.external_key().filter(|key| !KEYS.contains(key));
            if key.is_some() {
                findings.add(
                    Severity::Error,
                    index,
                    "unknown-response-key",
                    format!("`{reference}` is always empty: lexDRGetRegion returns no such key"),
                    format!("it returns {}", listed(&KEYS)),
                );
            }
        }
    }
}
