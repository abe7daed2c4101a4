//! How things are, as far as guards ask.

use std::collections::BTreeMap;

use jiff::Timestamp;
use lexdr_scenario::Millis;

use super::{Resource, Tags};

/// A fact, or why it could not be found out.
pub type Known<T> = Result<T, String>;

/// How things are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What only the caller knows.
    pub told: Told,
    /// Who we are.
    pub identity: Known<Identity>,
    /// When the credentials expire; nothing if they do not, or do not tell.
    pub expire: Known<Option<Timestamp>>,
    /// The rule that runs the check.
    pub rule: Known<Rule>,
    /// The time limit of the check's function.
    pub check_timeout: Known<Millis>,
    /// The bots with the configured name and alias.
    pub bots: Known<Vec<Bot>>,
    /// Those of the configured alarms that are there.
    pub alarms: Known<Vec<Alarm>>,
    /// The tags of what the plan changes, if tags allow anything.
    pub tags: BTreeMap<Resource, Known<Tags>>,
}

/// What only the caller knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What was asked for on the command line.
    pub asked: Asked,
    /// The id of our own run, if it has one yet.
    pub run: Option<String>,
    /// Who holds the lock.
    pub lock: Known<Option<Lock>>,
    /// Journals with open entries, here and in the table.
    pub open: Known<Vec<OpenJournal>>,
    /// Whether the system is well; if not, what is wrong.
    pub steady: Result<(), String>,
}

/// What was asked for on the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// `--live`.
    pub live: bool,
    /// `--account`.
    pub account: Option<String>,
}

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account.
    pub account: String,
    /// The user or role.
    pub arn: String,
}

/// A rule of EventBridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whether it fires.
    pub enabled: bool,
    /// `rate(5 minutes)`.
    pub schedule: String,
}

/// A bot with an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bot {
    /// Its region.
    pub region: String,
    /// Its id.
    pub id: String,
    /// The alias' id.
    pub alias: String,
    /// The alias' ARN.
    pub arn: String,
}

/// An alarm of CloudWatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state: String,
}

/// The lock that one run holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The run that holds it.
    pub run: String,
    /// Who runs it, and where.
    pub holder: String,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
}

/// A journal that is not settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenJournal {
    /// The run.
    pub run: String,
    /// Its file or table.
    pub place: String,
}
