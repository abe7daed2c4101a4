//! A change of a journal: how far it got, and what is left to do.

use std::fmt;

use crate::{Change, How, Record};

/// How far a change got. A crash may have come after the next step and before its record: an
/// armed change may have been applied, an opened one may have a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It was announced.
    Opened,
    /// The dead-man's switch was set.
    Armed,
    /// It was made.
    Applied,
    /// The schedule was removed.
    Disarmed,
    /// Somebody else has changed the same thing; a person must look.
    Left,
    /// The account is as it was before.
    Closed(How),
}

impl State {
    /// Of two records of one change the one with the higher rank tells where it is.
    const fn rank(self) -> u8 {
        match self {
            Self::Opened => 0,
            Self::Armed => 1,
            Self::Applied => 2,
            Self::Disarmed => 3,
            Self::Left => 4,
            Self::Closed(_) => 5,
        }
    }

    /// Whether something is left to do that needs no person.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Left | Self::Closed(_))
    }

    pub(crate) fn advance(&mut self, to: Self) {
        if to.rank() > self.rank() {
            *self = to;
        }
    }

    /// What a record says of the change it is about.
    pub(crate) const fn of(record: &Record) -> Option<Self> {
        match record {
            Record::Run(_) | Record::Ended { .. } => None,
            Record::Opened { .. } => Some(Self::Opened),
            Record::Armed { .. } => Some(Self::Armed),
            Record::Applied { .. } => Some(Self::Applied),
            Record::Disarmed { .. } => Some(Self::Disarmed),
            Record::Left { .. } => Some(Self::Left),
            Record::Closed { how, .. } => Some(Self::Closed(*how)),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened => f.write_str("opened"),
            Self::Armed => f.write_str("armed"),
            Self::Applied => f.write_str("applied"),
            Self::Disarmed => f.write_str("disarmed"),
            Self::Left => f.write_str("left alone"),
            Self::Closed(how) => write!(f, "closed: {how}"),
        }
    }
}

/// A change, and how far it got.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The change.
    pub id: u32,
    /// When it was opened.
    pub opened_at: i64,
    /// What the scenario calls the injection.
    pub label: String,
    /// The fault it is part of.
    pub fault: String,
    /// When the dead-man's switch takes it back.
    pub deadline: i64,
    /// What is changed, and the inverse.
    pub change: Change,
    /// How far it got.
    pub state: State,
    /// The schedule of the dead-man's switch, as long as no record says that it is gone.
    pub schedule: Option<Schedule>,
    /// Why it was left alone.
    pub left: Option<String>,
}

/// A schedule of the dead-man's switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub region: String,
}

impl Entry {
    /// The change that a record opens, if it does.
    pub(crate) fn opened(record: &Record) -> Option<Self> {
        let Record::Opened {
            id,
            at,
            label,
            fault,
            deadline,
            change,
        } = record
        else {
            return None;
        };
        Some(Self {
            id: *id,
            opened_at: *at,
            label: label.clone(),
            fault: fault.clone(),
            deadline: *deadline,
            change: change.clone(),
            state: State::Opened,
            schedule: None,
            left: None,
        })
    }

    /// Takes over what a later record says.
    pub(crate) fn take(&mut self, state: State, record: &Record) {
        self.state.advance(state);
        match record {
            Record::Armed {
                schedule, region, ..
            } => {
                self.schedule = Some(Schedule {
                    name: schedule.clone(),
                    region: region.clone(),
                });
            }
            Record::Disarmed { .. } => self.schedule = None,
            Record::Left { why, .. } => self.left = Some(why.clone()),
            _ => {}
        }
    }
}
