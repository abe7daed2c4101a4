//! The record of a run.
//!
//! A history is JSON Lines: a versioned [`Header`], then [`Event`]s, the last of which is
//! [`Event::End`]. The runner writes each line and flushes it as the thing it tells of is over;
//! everything that judges reads it back. A file without its end is a truncated one and is
//! refused, because half a run can prove anything.

mod counts;
mod error;
mod event;
mod foreign;
mod reader;
mod writer;

pub use counts::{Counts, Minute};
pub use error::HistoryError;
pub use event::{
    CallerProbe, CheckCall, CheckResult, CheckRun, CheckTrace, During, Ending, Event, Header,
    LastCheck, RouteProbe, RouteSaw, SteadyState, Step, StepAction, When, Write,
};
pub use reader::History;
pub use writer::Writer;
