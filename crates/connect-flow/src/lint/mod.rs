//! What will hurt in an outage, found without making a call.
//!
//! The design around lexDRGetRegion is known here: which keys its answer has, that `primaryCode` is
//! a region's name or `err`, how long it may take.

mod branches;
mod function;
mod regions;
mod shape;

use std::fmt;

use serde::Serialize;

use crate::flow::Flow;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Callers may be served worse than they could be.
    Warning,
    /// Callers will be lost, or Amazon Connect refuses the flow.
    Error,
}

/// Something about a flow that will hurt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The identifier of the block.
    pub block: String,
    /// One name for all findings of this kind.
    pub code: &'static str,
    /// What is found.
    pub message: String,
    /// What would be right.
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            block,
            code,
            message,
            mend,
        } = self;
        let severity = match severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(
            f,
            "{severity}[{code}] block `{block}`: {message}\n  = help: {mend}"
        )
    }
}

/// What will hurt in an outage: for each block in the order of the file, the worst first.
#[must_use]
pub fn lint(flow: &Flow) -> Vec<Finding> {
    let mut findings = Findings {
        flow,
        found: Vec::new(),
    };
    branches::lint(&mut findings);
    function::lint(&mut findings);
    regions::lint(&mut findings);
    shape::lint(&mut findings);
    let mut found = findings.found;
    found.sort_by(|(a, one), (b, other)| {
        a.cmp(b)
            .then(other.severity.cmp(&one.severity))
            .then(one.code.cmp(other.code))
    });
    found.dedup();
    found.into_iter().map(|(_, finding)| finding).collect()
}

struct Findings<'f> {
    flow: &'f Flow,
    found: Vec<(usize, Finding)>,
}

impl Findings<'_> {
    fn add(
        &mut self,
        severity: Severity,
        index: usize,
        code: &'static str,
        message: String,
        mend: impl Into<String>,
    ) {
        let block = self.flow.actions[index].identifier.clone();
        let finding = Finding {
            severity,
            block,
            code,
            message,
            mend: mend.into(),
        };
        self.found.push((index, finding));
    }
}
