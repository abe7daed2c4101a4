//! What a journal says: a header, then one record for each step of each change.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Change;

/// One line of a journal. All times are milliseconds since the epoch; the ids of changes are
/// small integers in the order in which they were opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Record {
    /// The first line: which run this is.
    Run(Header),
    /// A change is about to be made. On record before anything is done about it.
    Opened {
        /// The change.
        id: u32,
        /// When.
        at: i64,
        /// What the scenario calls the injection.
        label: String,
        /// The fault it is part of.
        fault: String,
        /// When the dead-man's switch takes it back.
        deadline: i64,
        /// What is changed, and the inverse.
        change: Change,
    },
    /// The dead-man's switch is set: the schedule exists.
    Armed {
        /// The change.
        id: u32,
        /// When.
        at: i64,
        /// The schedule's name.
        schedule: String,
        /// Where the schedule is.
        region: String,
    },
    /// The change was made.
    Applied {
        /// The change.
        id: u32,
        /// When.
        at: i64,
    },
    /// The schedule is gone.
    Disarmed {
        /// The change.
        id: u32,
        /// When.
        at: i64,
    },
    /// The account was read, and is as it was before the change.
    Closed {
        /// The change.
        id: u32,
        /// When.
        at: i64,
        /// How it came to that.
        how: How,
    },
    /// Somebody else has changed the same thing. It was left alone; a person must look.
    Left {
        /// The change.
        id: u32,
        /// When.
        at: i64,
        /// What was found.
        why: String,
    },
    /// The run, or the recovery after it, is over: every change is closed or left.
    Ended {
        /// When.
        at: i64,
    },
}

impl Record {
    /// When it happened.
    #[must_use]
    pub const fn at(&self) -> i64 {
        match self {
            Self::Run(header) => header.started_at,
            Self::Opened { at, .. }
            | Self::Armed { at, .. }
            | Self::Applied { at, .. }
            | Self::Disarmed { at, .. }
            | Self::Closed { at, .. }
            | Self::Left { at, .. }
            | Self::Ended { at } => *at,
        }
    }

    /// The change it is about.
    #[must_use]
    pub const fn id(&self) -> Option<u32> {
        match self {
            Self::Run(_) | Self::Ended { .. } => None,
            Self::Opened { id, .. }
            | Self::Armed { id, .. }
            | Self::Applied { id, .. }
            | Self::Disarmed { id, .. }
            | Self::Closed { id, .. }
            | Self::Left { id, .. } => Some(*id),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(header) => write!(f, "run {} of {}", header.run, header.scenario),
            Self::Opened {
                id, fault, change, ..
            } => write!(f, "change {id} opened: {fault}: {}", change.subject),
            Self::Armed {
                id,
                schedule,
                region,
                ..
            } => write!(f, "change {id} armed: schedule {schedule} in {region}"),
            Self::Applied { id, .. } => write!(f, "change {id} applied"),
            Self::Disarmed { id, .. } => write!(f, "change {id} disarmed"),
            Self::Closed { id, how, .. } => write!(f, "change {id} closed: {how}"),
            Self::Left { id, why, .. } => write!(f, "change {id} left alone: {why}"),
            Self::Ended { .. } => f.write_str("ended"),
        }
    }
}

/// The first record of a journal: what a recovery on another machine has to know of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`Header::SCHEMA`].
    pub schema: String,
    /// The run's id, also the name of its file: letters, digits, `-`, `_` and `.`.
    #[serde(rename = "id")]
    pub run: String,
    /// The account.
    pub account: String,
    /// Its partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// When the run began.
    pub started_at: i64,
    /// The scenario's name.
    pub scenario: String,
    /// Where the other copy of the journal is.
    pub remote: Option<Remote>,
    /// The dead-man's switch.
    pub switch: Switch,
}

impl Header {
    /// Format and version of journals this crate reads and writes.
    pub const SCHEMA: &'static str = "lexdr-journal/1";
}

/// The table that holds the other copy of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// Where: no region that a fault acts in.
    pub region: String,
    /// The table.
    pub table: String,
}

/// How the schedules of the dead-man's switch are found, also one that was made in the instant
/// before a crash and has no record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    /// The schedule group.
    pub group: String,
    /// What the names of this run's schedules begin with.
    pub prefix: String,
    /// ARN of the role that the schedules act under.
    pub role: String,
}

/// How a change came to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It was taken back by the run or by a recovery.
    Undone,
    /// It was never made.
    NeverApplied,
    /// The dead-man's switch had taken it back.
    BySwitch,
}

impl fmt::Display for How {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Undone => "undone",
            Self::NeverApplied => "never applied",
            Self::BySwitch => "undone by the dead-man's switch",
        })
    }
}
