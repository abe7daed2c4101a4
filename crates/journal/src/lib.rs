//! Changes to an account as data: what was there, what was put in its place, and the exact call
//! that brings it back. Whoever finds such a record can undo the change, also on another machine
//! and after the one that made it is gone.
//!
//! A journal is a file of JSON Lines, named after its run. Each line is one [`Record`], on disk
//! before the step it announces is taken, with a number and a checksum, so that a line cut off by
//! a crash, a damaged line and a missing line are told apart. [`Journal`] is the suspicious
//! reader, [`Writer`] the careful writer, [`merge`] brings the two copies of a run together.

mod call;
mod change;
mod entry;
mod file;
mod find;
mod journal;
mod line;
mod masked;
mod merge;
mod reader;
mod record;
mod storage;
pub mod testing;
mod trouble;
mod writer;

pub use call::{Api, Call};
pub use change::{Change, Subject};
pub use entry::{Entry, Schedule, State};
pub use file::FileStorage;
pub use find::{Found, find_open};
pub use journal::Journal;
pub use line::Line;
pub use merge::{DifferentRuns, merge};
pub use record::{Header, How, Record, Remote, Switch};
pub use storage::Storage;
pub use trouble::{JournalError, Note, Problem, Trouble};
pub use writer::{WriteError, Writer};
