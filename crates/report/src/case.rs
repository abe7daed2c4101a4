//! What is reported on.

use std::borrow::Cow;

use lexdr_verdict::{Judged, Outcome, Verdict};

/// A verdict and the history it was made from.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What was found.
    pub verdict: &'a Verdict,
    /// Where the history is, as it should be shown; `None` if it was not kept.
    pub history: Option<&'a str>,
}

impl Case<'_> {
    /// The scenario, and the generation of Lex where it is not the first.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        let about = &self.verdict.about;
        match about.lex.as_str() {
            "v1" => Cow::Borrowed(&about.scenario),
            lex => Cow::Owned(format!("{} (Lex {})", about.scenario, lex.to_uppercase())),
        }
    }

    /// Everything that did not hold or cannot be told, in that order.
    pub(crate) fn troubles(&self) -> impl Iterator<Item = &Judged> {
        let with = |outcome| {
            let all = self
                .verdict
                .expectations
                .iter()
                .chain(&self.verdict.invariants);
            all.filter(move |judged| judged.outcome == outcome)
        };
        with(Outcome::Failed).chain(with(Outcome::Unknown))
    }

    /// Where in the history it can be seen: `history.jsonl:7, :9`, or `lines 7, 9`.
    pub(crate) fn place(&self, evidence: &[usize]) -> Option<String> {
        let (first, rest) = evidence.split_first()?;
        let mut place = match self.history {
            Some(file) => format!("{file}:{first}"),
            None if rest.is_empty() => format!("line {first}"),
            None => format!("lines {first}"),
        };
        for line in rest {
            place.push_str(if self.history.is_some() { ", :" } else { ", " });
            place.push_str(&line.to_string());
        }
        Some(place)
    }
}

/// The verdict on several scenarios: failed if one failed, else unknown if one is, else passed.
/// On none it is unknown.
#[must_use]
pub fn overall(cases: &[Case<'_>]) -> Outcome {
    Outcome::of(cases.iter().map(|case| case.verdict.outcome))
}

/// The exit code that stands for a verdict: 0 passed, 1 failed, 2 unknown.
#[must_use]
pub const fn exit_code(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Passed => 0,
        Outcome::Failed => 1,
        Outcome::Unknown => 2,
    }
}
