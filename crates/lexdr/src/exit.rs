//! Exit codes, and failures that end the program with one.

use std::process::ExitCode;

use lexdr_verdict::Outcome;

/// What the program tells its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything that had to hold held.
    Passed = 0,
    /// An expectation or an invariant failed.
    Failed = 1,
    /// It cannot be told.
    Unknown = 2,
    /// It was not done, because it would break more than was asked for.
    Refused = 3,
    /// Something is not put back.
    NotUndone = 4,
    /// The command line is wrong.
    Usage = 64,
    /// A scenario or history file is wrong.
    BadFile = 65,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::Passed,
            Outcome::Failed => Self::Failed,
            Outcome::Unknown => Self::Unknown,
        }
    }
}

/// Why the program could not do what it was asked, for people.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Failure {
    /// The command line asks for something that is not there.
    pub(crate) fn usage(message: impl std::fmt::Display) -> Self {
        Self {
            exit: Exit::Usage,
            message: format!("error: {message}"),
        }
    }

    /// A file is not what it should be. The message says where and what would be right.
    pub(crate) fn bad_file(message: impl std::fmt::Display) -> Self {
        Self {
            exit: Exit::BadFile,
            message: message.to_string(),
        }
    }

    /// It would break more than was asked for. The message says what, and what to do.
    pub(crate) fn refused(message: impl std::fmt::Display) -> Self {
        Self {
            exit: Exit::Refused,
            message: format!("refused: {message}"),
        }
    }

    /// Something in the way kept the verdict from being known.
    pub(crate) fn unknown(message: impl std::fmt::Display) -> Self {
        Self {
            exit: Exit::Unknown,
            message: format!("error: {message}"),
        }
    }
}
