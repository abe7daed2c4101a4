//! What can be wrong with a journal, and what a person is told of it.

use std::fmt;
use std::io;

use crate::{Header, State};

/// Why nothing could be read from a file. Each names the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {error}")]
    Unreadable {
        /// The file, as it was named.
        file: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file is far larger than a journal gets.
    #[error("{file}: larger than {limit_mib} MiB, so it is no journal; move it elsewhere")]
    TooLarge {
        /// The file, as it was named.
        file: String,
        /// The limit.
        limit_mib: u64,
    },
    /// It ends before its first line does. The run that made it had no time to change anything.
    #[error(
        "{file}: ends before its first line does, so nothing was opened in it; \
         once you know that no run is starting, delete it"
    )]
    Unbegun {
        /// The file, as it was named.
        file: String,
    },
    /// It was a journal, and no line of it is whole.
    #[error(
        "{file}: a journal of which no line is whole; recover from its other copy, \
         and compare the account by hand with what the lines still show"
    )]
    Ruined {
        /// The file, as it was named.
        file: String,
    },
    /// It is no journal.
    #[error("{file}: not a journal of lexdr; move it out of the folder of the journals")]
    Foreign {
        /// The file, as it was named.
        file: String,
    },
    /// It is a journal of a version that is not known here.
    #[error(
        "{file}:1: the journal has schema `{found}`, and this lexdr reads `{}`; \
         recover with the lexdr that wrote it",
        Header::SCHEMA
    )]
    OtherVersion {
        /// The file, as it was named.
        file: String,
        /// The schema it has.
        found: String,
    },
}

/// Something to know of a journal that takes nothing away from it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note {
    /// The last line was cut off while it was written, so the step it announces was not taken.
    Torn {
        /// The line, from 1.
        line: usize,
    },
    /// The last line is whole but for its end.
    Unended {
        /// The line, from 1.
        line: usize,
    },
    /// The last line has its end, and is damaged.
    LastDamaged {
        /// The line, from 1.
        line: usize,
    },
    /// A record stands in the file twice.
    Repeated {
        /// The line, from 1.
        line: usize,
        /// The record.
        number: u32,
    },
    /// A record stands behind a later one.
    OutOfOrder {
        /// The line, from 1.
        line: usize,
        /// The record.
        number: u32,
    },
    /// A record that is damaged or missing in one copy, and whole in the other.
    Healed {
        /// The line, from 1.
        line: usize,
        /// The record.
        number: u32,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Torn { line } => write!(
                f,
                "line {line}, the last, was cut off while it was written; its step was not taken"
            ),
            Self::Unended { line } => write!(f, "line {line}, the last, is whole but for its end"),
            Self::LastDamaged { line } => write!(
                f,
                "line {line}, the last, is damaged; if the machine went down while it was \
                 written, its step was not taken"
            ),
            Self::Repeated { line, number } => {
                write!(f, "line {line} has record {number} once more")
            }
            Self::OutOfOrder { line, number } => {
                write!(f, "line {line} has record {number}, out of order")
            }
            Self::Healed { line, number } => write!(
                f,
                "line {line} is damaged; the other copy has its record {number}"
            ),
        }
    }
}

/// Something that a journal ought to say and does not. A change may hide behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; none for what is not there.
    pub line: Option<usize>,
    /// The last record before it.
    pub after: Option<u32>,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a part of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// A line whose checksum does not fit.
    Damaged {
        /// Which record it must have been, where the records around it tell.
        number: Option<u32>,
        /// Whether it looks as if it opened a change.
        opens: bool,
    },
    /// Records that should be there and are not.
    Missing {
        /// The first of them.
        first: u32,
        /// The last of them.
        last: u32,
    },
    /// A line of another run.
    OtherRun {
        /// That run.
        run: String,
    },
    /// A whole line of a kind that is not known here.
    Unknown {
        /// The record.
        number: u32,
    },
    /// A change whose opening is lost, so that its undo is not known.
    Orphan {
        /// The change.
        id: u32,
        /// How far it got.
        state: State,
    },
    /// Two changes under one id. The first counts.
    OpenedTwice {
        /// The id.
        id: u32,
    },
}

impl Problem {
    /// The number of the record that stands there unread.
    pub(crate) const fn number(&self) -> Option<u32> {
        match self.trouble {
            Trouble::Damaged { number, .. } => number,
            Trouble::Unknown { number } => Some(number),
            _ => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        match &self.trouble {
            Trouble::Damaged { number, opens } => {
                match number {
                    Some(number) => write!(f, "record {number} is damaged")?,
                    None => f.write_str("damaged, or no record at all")?,
                }
                f.write_str(if *opens {
                    "; it seems to open a change: look for the other copy of the journal, or \
                     read the line and undo the change by hand"
                } else {
                    "; look for the other copy of the journal"
                })
            }
            Trouble::Missing { first, last } if first == last => write!(
                f,
                "record {first} is missing; look for the other copy of the journal"
            ),
            Trouble::Missing { first, last } => write!(
                f,
                "records {first} to {last} are missing; look for the other copy of the journal"
            ),
            Trouble::OtherRun { run } => write!(
                f,
                "of run {}; two journals are mixed in this file: recover each from a file of \
                 its own",
                printable(run)
            ),
            Trouble::Unknown { number } => write!(
                f,
                "record {number} is of a kind that is not known here; recover with the lexdr \
                 that wrote it"
            ),
            Trouble::Orphan { id, state } => write!(
                f,
                "change {id} is {state}, and the record that opened it is lost; look for the \
                 other copy of the journal"
            ),
            Trouble::OpenedTwice { id } => write!(
                f,
                "a second change was opened as {id}; read its line and undo it by hand"
            ),
        }
    }
}

/// Text from a file, fit for a terminal.
pub(crate) fn printable(text: &str) -> String {
    const LONGEST: usize = 100;
    let shown = text.chars().take(LONGEST);
    shown
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
