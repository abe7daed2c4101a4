//! What a judgement says.

use lexdr_history::Header;
use serde::Serialize;

use crate::{Bounds, CallerTotals, Finding, Moment, Phase};

/// The judgement of a run or of one thing about it. In order of weight: what is known to have
/// failed outweighs what is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It held.
    Passed,
    /// The observations do not tell.
    Unknown,
    /// It did not hold.
    Failed,
}

impl Outcome {
    /// `passed`, `failed`, `unknown`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }

    /// The gravest of several; of none, unknown: nothing was judged.
    #[must_use]
    pub fn of(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().max().unwrap_or(Self::Unknown)
    }
}

/// What a history proves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// Which run was judged.
    pub about: About,
    /// Failed if anything failed, else unknown if anything is unknown, else passed.
    pub outcome: Outcome,
    /// The outcome in one sentence.
    pub reason: String,
    /// What the functions did wrong, if the run did not pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// How long each part of each failover and failback took, then the outages of callers.
    pub phases: Vec<Phase>,
    /// What the scenario asks, in its order.
    pub expectations: Vec<Judged>,
    /// What must hold in every run.
    pub invariants: Vec<Judged>,
    /// What became of the callers.
    pub callers: CallerTotals,
    /// What happened, in order of time, with what was uneventful folded.
    pub timeline: Vec<Moment>,
}

/// The run that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// Name of the scenario.
    pub scenario: String,
    /// What it teaches.
    pub summary: String,
    /// Seed of everything random in the run.
    pub seed: u64,
    /// `sim`, `localstack`, `aws`.
    pub target: String,
    /// `v1`, `v2`.
    pub lex: String,
    /// The primary region's name.
    pub primary: String,
    /// The secondary region's name.
    pub secondary: String,
    /// The check interval.
    pub interval_ms: u64,
    /// Length of the run on its own clock.
    pub duration_ms: i64,
}

impl About {
    pub(crate) fn new(header: &Header, end_ms: i64) -> Self {
        Self {
            scenario: header.scenario.name.clone(),
            summary: header.scenario.summary.clone(),
            seed: header.seed,
            target: header.target.clone(),
            lex: header.lex.clone(),
            primary: header.primary.clone(),
            secondary: header.secondary.clone(),
            interval_ms: header.scenario.check.every.0,
            duration_ms: end_ms.max(0),
        }
    }
}

/// An expectation or invariant, judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Which rule this is: an expectation's key in scenario files, or an invariant's name.
    pub rule: &'static str,
    /// What must hold, as in the scenario file: `flips to secondary within 1 check`.
    pub text: String,
    /// Whether it did.
    pub outcome: Outcome,
    /// The limit, where there is one, as a duration: `5m 15.0s`.
    pub limit: Option<String>,
    /// The same in milliseconds.
    pub limit_ms: Option<u64>,
    /// What was measured or found.
    pub measured: String,
    /// The measured duration, where it is one and came to an end.
    pub measured_ms: Option<Bounds>,
    /// Lines of the history that show it; the header is line 1. The first few, if there are many.
    pub evidence: Vec<usize>,
    /// What was expected and what happened; absent if it held.
    pub why: Option<Why>,
}

/// Why something did not hold, or cannot be told to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// What should have happened, with times.
    pub expected: String,
    /// What happened instead.
    pub happened: String,
}

/// More lines than this help nobody.
const EVIDENCE_LINES: usize = 8;

impl Judged {
    /// It held.
    pub(crate) fn passed(
        rule: &'static str,
        text: impl Into<String>,
        measured: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            text: text.into(),
            outcome: Outcome::Passed,
            limit: None,
            limit_ms: None,
            measured: measured.into(),
            measured_ms: None,
            evidence: Vec::new(),
            why: None,
        }
    }

    /// It did not, or it cannot be told: `expected` and `happened` say why.
    pub(crate) fn because(
        mut self,
        outcome: Outcome,
        expected: impl Into<String>,
        happened: impl Into<String>,
    ) -> Self {
        self.outcome = outcome;
        self.why = Some(Why {
            expected: expected.into(),
            happened: happened.into(),
        });
        self
    }

    pub(crate) fn limit(mut self, limit_ms: u64) -> Self {
        self.limit = Some(crate::duration_exact(crate::bounds::millis(limit_ms)));
        self.limit_ms = Some(limit_ms);
        self
    }

    /// A limit that is no duration.
    pub(crate) fn limit_text(mut self, limit: impl Into<String>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    pub(crate) fn measured(mut self, measured: impl Into<String>) -> Self {
        self.measured = measured.into();
        self
    }

    pub(crate) fn evidence(mut self, lines: impl IntoIterator<Item = usize>) -> Self {
        for line in lines {
            if self.evidence.len() < EVIDENCE_LINES && !self.evidence.contains(&line) {
                self.evidence.push(line);
            }
        }
        self
    }
}
