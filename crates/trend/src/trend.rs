//! All groups, and what became worse in them.

use lexdr_verdict::Outcome;
use serde::Serialize;

use crate::{Change, Group, Run, Took};

/// Version of the JSON document. Fields may be added to it, none renamed or removed.
const SCHEMA: u32 = 1;

/// What is compared, and what counts as a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// With how many runs before it the newest is compared.
    pub last: usize,
    /// By how much it may lie beyond their median.
    pub tolerance_percent: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            last: 10,
            tolerance_percent: 20,
        }
    }
}

/// What past runs tell together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trend {
    schema: u32,
    pub(crate) last: usize,
    tolerance_percent: u32,
    /// What is worse in the newest run of each group than it was.
    pub regressions: Vec<Regression>,
    /// Runs that can be compared, in order of their scenarios' names.
    pub groups: Vec<Group>,
}

/// Something that became worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Regression {
    /// Name of the scenario.
    pub scenario: String,
    /// `v1`, `v2`.
    pub lex: String,
    /// `sim`, `localstack`, `aws`.
    pub target: String,
    /// The check interval, if it is known.
    pub check_every_ms: Option<u64>,
    /// The folder of the newest run's report.
    pub run: String,
    /// What became worse.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What became worse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// The scenario no longer passes.
    Verdict {
        /// How many of the earlier runs passed.
        passed: usize,
        /// How many there are.
        of: usize,
        /// The verdict on the newest.
        newest: Outcome,
    },
    /// A phase takes longer.
    Slower {
        /// Which one.
        phase: String,
        /// Label of the fault that was injected or undone.
        edge: Option<String>,
        /// The median of the earlier runs.
        median: Option<Took>,
        /// Up to here it would have been as before.
        limit_ms: Option<i64>,
        /// How long it took in the newest run.
        newest: Option<Took>,
    },
}

impl Trend {
    /// Compares runs, in whatever order they come.
    #[must_use]
    pub fn new(runs: Vec<Run>, options: &Options) -> Self {
        let groups = Group::all(runs, options);
        Self {
            schema: SCHEMA,
            last: options.last,
            tolerance_percent: options.tolerance_percent,
            regressions: groups
                .iter()
                .flat_map(|group| regressions(group, options))
                .collect(),
            groups,
        }
    }

    /// One document for programs.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self)
            .expect("structs of strings, numbers and lists have a JSON form");
        text.push('\n');
        text
    }

    pub(crate) fn options(&self) -> Options {
        Options {
            last: self.last,
            tolerance_percent: self.tolerance_percent,
        }
    }
}

fn regressions(group: &Group, options: &Options) -> Vec<Regression> {
    let Some((newest, _)) = group.newest(options) else {
        return Vec::new();
    };
    let slower = group
        .phases
        .iter()
        .filter(|phase| phase.change == Change::Slower)
        .map(|phase| Kind::Slower {
            phase: phase.name.clone(),
            edge: phase.edge.clone(),
            median: phase.median,
            limit_ms: phase.limit_ms,
            newest: phase.newest,
        });
    let kinds = no_longer_passes(group, options).into_iter().chain(slower);
    kinds
        .map(|kind| Regression {
            scenario: group.scenario.clone(),
            lex: group.lex.clone(),
            target: group.target.clone(),
            check_every_ms: group.check_every_ms,
            run: newest.run.clone(),
            kind,
        })
        .collect()
}

/// It no longer passes if the run before did, or most of the last: so it is still said of the second
/// run that does not, until that is how it is.
fn no_longer_passes(group: &Group, options: &Options) -> Option<Kind> {
    let (newest, earlier) = group.newest(options)?;
    let before = earlier.last()?;
    let passed = earlier
        .iter()
        .filter(|run| run.verdict == Outcome::Passed)
        .count();
    let did = before.verdict == Outcome::Passed || passed * 2 > earlier.len();
    (did && newest.verdict != Outcome::Passed).then_some(Kind::Verdict {
        passed,
        of: earlier.len(),
        newest: newest.verdict,
    })
}
