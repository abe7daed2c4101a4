//! One past run, as its files tell it.

use std::fmt;

use jiff::Timestamp;
use lexdr_history::Header;
use lexdr_verdict::Outcome;
use serde::Deserialize;

use crate::Took;
use crate::text::plain;

/// Where runs in virtual time live, and the day in which the clock of each of them begins. Such a
/// date says nothing about when the run was made.
const VIRTUAL: (&str, &str) = ("sim", "2026-01-01");

/// Nobody reads more of an error message than this, in characters.
const LONGEST: usize = 200;

/// A run that was judged, and when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The folder of its report.
    pub(crate) folder: String,
    pub(crate) scenario: String,
    pub(crate) lex: String,
    pub(crate) target: String,
    pub(crate) seed: u64,
    pub(crate) outcome: Outcome,
    /// When it was made, if that is known.
    pub(crate) made: Option<Timestamp>,
    pub(crate) check_every_ms: Option<u64>,
    /// Name, label of the fault and duration; each pair of name and label once.
    pub(crate) phases: Vec<(String, Option<String>, Took)>,
    /// How long callers went unserved, all outages together; nothing if nobody called.
    pub(crate) unserved: Option<Took>,
}

/// What the first line of a history says of its run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    started_at: Timestamp,
    check_every_ms: u64,
}

/// Why a file is not what its name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreign(String);

impl Begin {
    /// Reads the first line of a `history.jsonl`.
    ///
    /// # Errors
    ///
    /// If it is not the header of a history.
    pub fn read(line: &[u8]) -> Result<Self, Foreign> {
        let wrong = |problem: &dyn fmt::Display| Foreign::new("no history of lexdr", problem);
        let header: HeaderLine = serde_json::from_slice(line).map_err(|error| wrong(&error))?;
        if header.schema != Header::SCHEMA {
            let problem = format!("schema {} where {} is read", header.schema, Header::SCHEMA);
            return Err(wrong(&problem));
        }
        Ok(Self {
            started_at: header.started_at.parse().map_err(|error| wrong(&error))?,
            check_every_ms: header.scenario.check.every,
        })
    }
}

impl Run {
    /// Reads a `verdict.json`. `folder` is the folder of the run's report, with `/` between its
    /// parts; it is what the run is called, and its place in time if `begin` does not tell that.
    ///
    /// # Errors
    ///
    /// If it is not the verdict on a scenario.
    pub fn read(folder: &str, verdict: &[u8], begin: Option<Begin>) -> Result<Self, Foreign> {
        let file: VerdictFile = serde_json::from_slice(verdict)
            .map_err(|error| Foreign::new("no verdict of lexdr", &error))?;
        let made = begin.as_ref().map(|begin| begin.started_at);
        Ok(Self {
            folder: folder.to_owned(),
            made: made.filter(|made| !is_virtual(&file.target, *made)),
            check_every_ms: begin.map(|begin| begin.check_every_ms),
            phases: phases(file.phases),
            unserved: file.callers.unserved(),
            scenario: file.name,
            lex: file.lex,
            target: file.target,
            seed: file.seed,
            outcome: file.verdict,
        })
    }

    /// The longest of the phases with this name.
    pub(crate) fn longest(&self, name: &str) -> Option<Took> {
        let named = self.phases.iter().filter(|(phase, ..)| phase == name);
        named.map(|(.., took)| *took).reduce(Took::longest)
    }

    /// How long a phase of one fault took.
    pub(crate) fn phase(&self, name: &str, edge: Option<&str>) -> Option<Took> {
        let mut phases = self.phases.iter();
        let found = phases.find(|(phase, of, _)| phase == name && of.as_deref() == edge)?;
        Some(found.2)
    }
}

fn is_virtual(target: &str, started_at: Timestamp) -> bool {
    target == VIRTUAL.0 && started_at.to_string().starts_with(VIRTUAL.1)
}

/// What is not compared as a phase. Outages are counted together, as the time in which callers went
/// unserved: how many there are is chance. And a fault that is felt later is none the worse for it.
const NOT_COMPARED: [&str; 2] = ["outage", "failover.first-failed"];

fn phases(found: Vec<PhaseInFile>) -> Vec<(String, Option<String>, Took)> {
    let mut phases: Vec<(String, Option<String>, Took)> = Vec::new();
    let is_compared = |phase: &PhaseInFile| !NOT_COMPARED.contains(&phase.name.as_str());
    for phase in found.into_iter().filter(is_compared) {
        let took = Took::new(phase.lo_ms, phase.hi_ms);
        let same = |(name, edge, _): &&mut (String, Option<String>, Took)| {
            *name == phase.name && *edge == phase.edge
        };
        match phases.iter_mut().find(same) {
            Some((.., longest)) => *longest = longest.longest(took),
            None => phases.push((phase.name, phase.edge, took)),
        }
    }
    phases
}

impl Foreign {
    fn new(what: &str, problem: &dyn fmt::Display) -> Self {
        let problem: String = problem.to_string().chars().take(LONGEST).collect();
        Self(format!("{what}: {}", plain(&problem)))
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Foreign {}

#[derive(Deserialize)]
struct HeaderLine {
    schema: String,
    started_at: String,
    scenario: ScenarioInHeader,
}

#[derive(Deserialize)]
struct ScenarioInHeader {
    check: CheckInHeader,
}

#[derive(Deserialize)]
struct CheckInHeader {
    every: u64,
}

#[derive(Deserialize)]
struct VerdictFile {
    name: String,
    #[serde(with = "OutcomeInFile")]
    verdict: Outcome,
    seed: u64,
    target: String,
    lex: String,
    phases: Vec<PhaseInFile>,
    callers: Callers,
}

#[derive(Deserialize)]
#[serde(remote = "Outcome", rename_all = "lowercase")]
enum OutcomeInFile {
    Passed,
    Unknown,
    Failed,
}

#[derive(Deserialize)]
struct PhaseInFile {
    name: String,
    edge: Option<String>,
    lo_ms: i64,
    hi_ms: i64,
}

#[derive(Deserialize)]
struct Callers {
    calls: u64,
    lost: Lost,
    outages: Vec<Outage>,
}

#[derive(Deserialize)]
struct Lost {
    lo_ms: i64,
    hi_ms: i64,
}

#[derive(Deserialize)]
struct Outage {
    open: bool,
}

impl Callers {
    fn unserved(&self) -> Option<Took> {
        let took = Took::new(self.lost.lo_ms, self.lost.hi_ms);
        let open = self.outages.iter().any(|outage| outage.open);
        (self.calls > 0).then(|| if open { took.endless() } else { took })
    }
}
