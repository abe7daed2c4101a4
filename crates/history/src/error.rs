//! Why a file is not a history that can be judged.

use std::io;

use crate::Header;

/// Why a history could not be read. Each names the file, and the line where there is one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read: {error}")]
    Unreadable {
        /// The file, as it was named.
        file: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// There is nothing in it.
    #[error("{file}: empty, so no run was recorded in it")]
    Empty {
        /// The file, as it was named.
        file: String,
    },
    /// Its first line is not the header of a history.
    #[error("{file}:1: not a lexdr history; it looks like {looks_like}")]
    Foreign {
        /// The file, as it was named.
        file: String,
        /// What it seems to be.
        looks_like: String,
    },
    /// It is a history of a version that is not known here.
    #[error(
        "{file}:1: the history has schema `{found}`, and this lexdr reads `{}`; \
         judge it with the lexdr that wrote it{}",
        Header::SCHEMA,
        .writer.as_ref().map(|version| format!(" (version {version})")).unwrap_or_default()
    )]
    OtherVersion {
        /// The file, as it was named.
        file: String,
        /// The schema it has.
        found: String,
        /// The version of lexdr that wrote it, if it says so.
        writer: Option<String>,
    },
    /// A line is not what it must be.
    #[error("{file}:{line}:{column}: {problem}")]
    Malformed {
        /// The file, as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in bytes.
        column: usize,
        /// What is wrong.
        problem: String,
    },
    /// It stops before the end of the run.
    #[error(
        "{file}:{line}: truncated: {}; the run was interrupted or the file was cut, and half a \
         run is not judged",
        if *.cut { "the last line is cut off" } else { "no `end` after the last line" }
    )]
    Truncated {
        /// The file, as it was named.
        file: String,
        /// The last line there is, from 1.
        line: usize,
        /// Whether that line itself is cut off.
        cut: bool,
    },
    /// Something stands after the end of the run.
    #[error("{file}:{line}: a line after the end of the run; are these two histories in one file?")]
    AfterEnd {
        /// The file, as it was named.
        file: String,
        /// The first line after the end, from 1.
        line: usize,
    },
    /// Something was over before it began.
    #[error("{file}:{line}: over at {end_ms} ms, before it began at {start_ms} ms")]
    Backwards {
        /// The file, as it was named.
        file: String,
        /// The line, from 1.
        line: usize,
        /// When it began.
        start_ms: i64,
        /// When it was over.
        end_ms: i64,
    },
}
