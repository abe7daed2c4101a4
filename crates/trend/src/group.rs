//! The runs of one scenario that can be compared, in order of time.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use lexdr_verdict::Outcome;
use serde::Serialize;

use crate::order::by_folder;
use crate::{Compared, Options, Run, Took};

/// The name that all outages together have among the phases.
const UNSERVED: &str = "unserved";

/// By what the runs of a group are put in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// When each was made.
    Date,
    /// The names of their folders, because not each of them tells when it was made: the clock of a
    /// run in virtual time begins at the same moment every time.
    Folder,
}

/// Runs of one scenario under the same conditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Name of the scenario.
    pub scenario: String,
    /// `v1`, `v2`.
    pub lex: String,
    /// `sim`, `localstack`, `aws`.
    pub target: String,
    /// The check interval, if any of the runs tells it.
    pub check_every_ms: Option<u64>,
    /// By what the runs are put in order.
    pub ordered_by: Order,
    /// The oldest first.
    pub runs: Vec<Row>,
    /// Each phase of the newest run against the median of the last runs before it.
    pub phases: Vec<Compared>,
}

/// A run in the table of its group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The folder of its report.
    pub run: String,
    /// When it was made, if that is known; RFC 3339.
    pub started_at: Option<String>,
    /// Seed of everything random in it.
    pub seed: u64,
    /// The verdict on it.
    pub verdict: Outcome,
    /// From the fault to the first caller served in the other region; the longest, of several faults.
    pub failover_total: Option<Took>,
    /// The same for the way back.
    pub failback_total: Option<Took>,
    /// How long callers went unserved, all outages of the run together.
    pub unserved: Option<Took>,
}

impl Group {
    /// Puts runs into groups, in order of their scenarios' names.
    pub(crate) fn all(runs: Vec<Run>, options: &Options) -> Vec<Self> {
        let mut alike: BTreeMap<_, Vec<Run>> = BTreeMap::new();
        for run in runs {
            let key = (run.scenario.clone(), run.lex.clone(), run.target.clone());
            alike.entry(key).or_default().push(run);
        }
        let of_one_interval = alike.into_values().flat_map(by_interval);
        of_one_interval
            .filter_map(|(every, runs)| Self::new(every, runs, options))
            .collect()
    }

    fn new(check_every_ms: Option<u64>, mut runs: Vec<Run>, options: &Options) -> Option<Self> {
        let ordered_by = if runs.iter().all(|run| run.made.is_some()) {
            Order::Date
        } else {
            Order::Folder
        };
        runs.sort_by(|a, b| in_time(ordered_by, a, b));
        let (newest, earlier) = runs.split_last()?;
        let earlier = &earlier[earlier.len().saturating_sub(options.last)..];
        Some(Self {
            scenario: newest.scenario.clone(),
            lex: newest.lex.clone(),
            target: newest.target.clone(),
            check_every_ms,
            ordered_by,
            phases: compared(newest, earlier, options),
            runs: runs.iter().map(Row::new).collect(),
        })
    }

    /// The newest run, and the runs before it that it is compared with.
    pub(crate) fn newest(&self, options: &Options) -> Option<(&Row, &[Row])> {
        let (newest, earlier) = self.runs.split_last()?;
        Some((
            newest,
            &earlier[earlier.len().saturating_sub(options.last)..],
        ))
    }
}

/// Every time in a run scales with the check interval. Runs that do not tell theirs go with the
/// others, unless those are of several.
fn by_interval(runs: Vec<Run>) -> BTreeMap<Option<u64>, Vec<Run>> {
    let known: BTreeSet<u64> = runs.iter().filter_map(|run| run.check_every_ms).collect();
    if known.len() <= 1 {
        return BTreeMap::from([(known.first().copied(), runs)]);
    }
    let mut groups: BTreeMap<_, Vec<Run>> = BTreeMap::new();
    for run in runs {
        groups.entry(run.check_every_ms).or_default().push(run);
    }
    groups
}

fn in_time(order: Order, a: &Run, b: &Run) -> Ordering {
    let by_date = match order {
        Order::Date => a.made.cmp(&b.made),
        Order::Folder => Ordering::Equal,
    };
    by_date.then_with(|| by_folder(&a.folder, &b.folder))
}

fn compared(newest: &Run, earlier: &[Run], options: &Options) -> Vec<Compared> {
    let mut names: Vec<(&str, Option<&str>)> = Vec::new();
    for run in std::iter::once(newest).chain(earlier) {
        for (name, edge, _) in &run.phases {
            let name = (name.as_str(), edge.as_deref());
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let phases = names.into_iter().map(|name| {
        let of = |run: &Run| run.phase(name.0, name.1);
        let before: Vec<Took> = earlier.iter().filter_map(of).collect();
        Compared::new(name, &before, of(newest), options)
    });
    let before: Vec<Took> = earlier.iter().filter_map(|run| run.unserved).collect();
    let heard = newest.unserved.is_some() || !before.is_empty();
    let unserved =
        heard.then(|| Compared::new((UNSERVED, None), &before, newest.unserved, options));
    phases.chain(unserved).collect()
}

impl Row {
    fn new(run: &Run) -> Self {
        Self {
            run: run.folder.clone(),
            started_at: run.made.map(|made| made.to_string()),
            seed: run.seed,
            verdict: run.outcome,
            failover_total: run.longest("failover.total"),
            failback_total: run.longest("failback.total"),
            unserved: run.unserved,
        }
    }
}
