//! What a game day may do, and to what: the file `lexdr.toml`.
//!
//! [`Config::parse`] reads it. What is wrong comes back all at once as [`ConfigErrors`], each with
//! its place and what would be right. There are no credentials in it: those come from where every
//! AWS tool takes them, and a file that holds some is refused without being quoted.
//!
//! Reading goes in three steps, a module each: the text to a tree that knows places (`reader`), the
//! sections (`sections`), and what only the whole shows (`lint`).

mod error;
mod lint;
mod names;
mod reader;
mod secrets;
mod sections;
mod tags;
mod values;
mod window;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lexdr_deploy::{AliasBy, System, Thresholds};
use lexdr_journal::Remote;
use lexdr_scenario::{self as scenario, LexVersion, Millis};
use serde::Serialize;

use crate::upload::Destination;

pub use error::{ConfigErrors, Place, Problem};
pub use names::Names;
pub use window::{Day, Window};

/// Faults that one API call takes back exactly, whoever makes it: all that a game day does.
pub const FAULTS: [&str; 8] = [
    "alias-deleted",
    "alias-policy-denied",
    "alias-repointed",
    "concurrency-zero",
    "environment-drift",
    "locale-disabled",
    "role-denied",
    "rule-disabled",
];

/// What a game day may do, and to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Config {
    /// The account.
    pub account: Account,
    /// The system under test, as it is deployed.
    pub system: Deployment,
    /// What may be broken.
    pub allow: Allow,
    /// What faults need to know.
    pub faults: Faults,
    /// Where the undo journal is kept.
    pub journal: JournalPlace,
    /// The dead-man's switch.
    pub switch: Switch,
    /// When.
    pub window: Window,
    /// What stops it.
    pub alarms: Alarms,
    /// How often it looks.
    pub probes: Probes,
    /// Where what it leaves goes.
    pub output: Output,
}

/// The account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its twelve digits.
    pub id: String,
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// Where calls may be made.
    pub regions: Vec<String>,
}

/// The system under test, as it is deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Deployment {
    /// The region callers use as long as it is well.
    pub primary: String,
    /// The region callers use when it is not.
    pub secondary: String,
    /// The health check's function.
    pub check_function: String,
    /// The function that Amazon Connect asks.
    pub region_function: String,
    /// The table that holds the route.
    pub table: String,
    /// The rule that runs the health check.
    pub rule: String,
    /// The role of both functions.
    pub role: String,
    /// The bot's name.
    pub bot: String,
    /// The name of its alias.
    pub alias: String,
    /// The bot's language.
    pub locale: String,
    /// The bot in the secondary region is a replica.
    pub replicated: bool,
    /// Nobody calls the alias but the check and drills, so that it may be deleted and made again.
    pub scratch_alias: bool,
    /// The check interval: what the rule says.
    pub check_every: Millis,
    /// The health check's time limit: what its function says.
    pub check_timeout: Millis,
}

/// What may be broken, by name or by tags. What is neither named nor tagged is not allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Allow {
    /// Functions.
    pub functions: Names,
    /// Tables that may be written to.
    pub tables: Names,
    /// Bots.
    pub bots: Names,
    /// Rules.
    pub rules: Names,
    /// Roles.
    pub roles: Names,
    /// What carries all of these may be changed without being named. Tables have to be named.
    pub tags: BTreeMap<String, String>,
    /// Faults, of [`FAULTS`].
    pub faults: Vec<String>,
}

/// What faults need to know beside the scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Faults {
    /// The version of the bot that `alias-repointed` points the alias to. Without one that fault is
    /// refused.
    pub repoint_to: Option<String>,
    /// Environment variables of the functions, beside those of the design, whose values may stand
    /// in the journal and in a schedule, where `environment-drift` has to bring them back.
    pub known_variables: Vec<String>,
}

/// Where the undo journal is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct JournalPlace {
    /// On this machine.
    pub directory: PathBuf,
    /// The region of its copy.
    pub region: String,
    /// The table of its copy.
    pub table: String,
}

/// The dead-man's switch: schedules that undo what nobody has undone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Switch {
    /// The role that it undoes with. Without one nothing is done.
    pub role_arn: Option<String>,
    /// How long after the planned undo it acts.
    pub margin: Millis,
    /// The schedule group.
    pub group: String,
}

/// Alarms that stop a game day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Alarms {
    /// Their names.
    pub names: Vec<String>,
    /// Where they are.
    pub region: String,
}

/// How often a game day looks. Each look costs money here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Probes {
    /// Between two reads of the route.
    pub route: Millis,
    /// Between two callers.
    pub caller: Millis,
    /// Between two callers that place a complete order.
    pub order: Millis,
    /// How long after the end of a minute CloudWatch has counted its runs of the check.
    pub counts_after: Millis,
}

/// Where what a game day leaves goes, beside this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Output {
    /// A bucket of S3, if it goes there.
    pub upload: Option<Destination>,
    /// The bucket's region, if it is not that of the journal's copy.
    pub upload_region: Option<String>,
}

impl JournalPlace {
    /// Where the copy is.
    #[must_use]
    pub fn remote(&self) -> Remote {
        Remote {
            region: self.region.clone(),
            table: self.table.clone(),
        }
    }
}

impl Config {
    /// Reads the file at this path.
    ///
    /// # Errors
    /// If it cannot be read, or says what it should not.
    pub fn load(path: &Path) -> Result<Self, ConfigErrors> {
        let file = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(&file, &bytes),
            Err(error) => Err(ConfigErrors::unreadable(&file, &error)),
        }
    }

    /// Reads what stands in a file; `file` is what it is called in errors.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(file: &str, bytes: &[u8]) -> Result<Self, ConfigErrors> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Err(ConfigErrors::not_text(file, error.valid_up_to())),
        };
        sections::read(text).map_err(|problems| ConfigErrors::new(file, text, problems))
    }

    /// The system under test: names and times from here, how it is checked from the scenario.
    ///
    /// It is deployed already, so it comes without code.
    #[must_use]
    pub fn system(&self, check: &scenario::Check) -> System {
        let own = &self.system;
        System {
            primary: own.primary.clone(),
            secondary: own.secondary.clone(),
            lex: LexVersion::V2,
            locale: own.locale.clone(),
            alias_by: match check.alias_by {
                scenario::AliasBy::Name => AliasBy::Name,
                scenario::AliasBy::Id => AliasBy::Id,
            },
            replicated: own.replicated,
            scratch_alias: own.scratch_alias,
            bot: own.bot.clone(),
            alias: own.alias.clone(),
            table: own.table.clone(),
            check_function: own.check_function.clone(),
            region_function: own.region_function.clone(),
            role: own.role.clone(),
            rule: own.rule.clone(),
            every: Duration::from_millis(own.check_every.0),
            check_timeout: Duration::from_millis(own.check_timeout.0),
            method: check.method.as_str(),
            thresholds: Thresholds {
                failure: check.failure_threshold,
                recovery: check.recovery_threshold,
            },
            ..System::published(Vec::new(), Vec::new())
        }
    }
}

impl Probes {
    /// The distances of a scenario's probes, as far apart as is fit for an account that is paid for.
    pub fn apply(&self, probes: &mut scenario::Probes) {
        probes.route = self.route;
        probes.caller = self.caller;
        probes.order = self.order;
    }
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            route: Millis(5_000),
            caller: Millis(15_000),
            order: Millis(60_000),
            counts_after: Millis(180_000),
        }
    }
}
