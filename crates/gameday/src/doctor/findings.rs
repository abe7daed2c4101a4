//! What was found, for people and for programs.

use std::fmt;

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

/// How it stands with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It could not be found out.
    Unknown,
    /// It has to be mended.
    Problem,
}

impl Verdict {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Problem => "problem",
        }
    }
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Whose credentials these are, and for how long.
    Account,
    /// What they may do.
    Permissions,
    /// The role of the dead-man's switch.
    Switch,
    /// The two functions.
    Functions,
    /// How many functions may run at a time.
    Quota,
    /// The rule that runs the check.
    Rule,
    /// The item that holds the route.
    Route,
    /// When the check ran last.
    LastCheck,
    /// The clock of this machine.
    Clock,
    /// The bots.
    Bots,
    /// The alarms that stop a game day.
    Alarms,
    /// The table of the journal's copy.
    Journal,
    /// What earlier runs have left.
    OpenJournal,
    /// Other runs.
    OtherRun,
    /// Whether a caller is served.
    SteadyState,
}

/// How it stands with one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it stands.
    pub verdict: Verdict,
    /// What was seen.
    pub seen: String,
    /// What would mend it; nothing if it is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

/// `ok       rule lexHealthCheckRule in us-east-1: rate(5 minutes), enabled`, and on a second line
/// what would mend it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<8} {}", self.verdict.as_str(), self.seen)?;
        match &self.mend {
            Some(mend) => write!(f, "\n{:<8} {mend}", "  mend:"),
            None => Ok(()),
        }
    }
}

/// All that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Each of them, in the order in which they are best mended.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.0.iter()
    }

    /// The worst of all.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.0.iter().map(|finding| finding.verdict);
        verdicts.max().unwrap_or(Verdict::Unknown)
    }

    pub(super) fn ok(&mut self, check: Check, seen: impl Into<String>) {
        self.push(check, Verdict::Ok, seen.into(), None);
    }

    pub(super) fn problem(
        &mut self,
        check: Check,
        seen: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.push(check, Verdict::Problem, seen.into(), Some(mend.into()));
    }

    pub(super) fn unknown(
        &mut self,
        check: Check,
        seen: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.push(check, Verdict::Unknown, seen.into(), Some(mend.into()));
    }

    /// A call that failed. What it asked for may be well, unless it is said not to be there.
    pub(super) fn failed(&mut self, check: Check, why: &str) {
        const MISSING: [&str; 2] = ["ResourceNotFoundException", "NoSuchEntity"];
        if MISSING.iter().any(|code| why.contains(code)) {
            self.problem(check, why, "make it, or correct its name in lexdr.toml");
        } else {
            self.unknown(
                check,
                why,
                "mend what it complains of, or allow this call, and look again",
            );
        }
    }

    fn push(&mut self, check: Check, verdict: Verdict, seen: String, mend: Option<String>) {
        self.0.push(Finding {
            check,
            verdict,
            seen,
            mend,
        });
    }

    fn count(&self, verdict: Verdict) -> usize {
        let of_it = |finding: &&Finding| finding.verdict == verdict;
        self.0.iter().filter(of_it).count()
    }
}

/// A line each, and a last one that counts them.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.iter() {
            writeln!(f, "{finding}")?;
        }
        let [ok, problem, unknown] =
            [Verdict::Ok, Verdict::Problem, Verdict::Unknown].map(|verdict| self.count(verdict));
        let problems = if problem == 1 { "problem" } else { "problems" };
        write!(f, "{ok} ok, {problem} {problems}, {unknown} unknown")
    }
}

/// `{"schema":1,"verdict":"ok","findings":[…]}`.
impl Serialize for Findings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("Findings", 3)?;
        document.serialize_field("schema", &1)?;
        document.serialize_field("verdict", &self.verdict())?;
        document.serialize_field("findings", &self.0)?;
        document.end()
    }
}
