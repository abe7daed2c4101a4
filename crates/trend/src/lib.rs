//! What changes from run to run.
//!
//! One run says how long a failover took. Whether the next release made it slower takes several: a
//! folder of reports, one for each night or each release. [`Run`] is one of those, read from its
//! `verdict.json` and the first line of its `history.jsonl`; [`Trend`] puts the runs of one scenario
//! in order of time and holds the newest of them against the median of those before it.
//!
//! Every duration in a verdict is an interval that contains the truth, and what is compared here are
//! such intervals. The median of the lower bounds and the median of the upper ones enclose the median
//! of the truths. The newest run is slower if *all* of its interval lies beyond the upper end of that
//! by more than the tolerance, and faster if all of it lies below the lower end: what a probe may have
//! missed is never a regression.
//!
//! Only like is compared with like: the same scenario, on the same generation of Lex, on the same
//! target, at the same check interval.
//!
//! Everything here is a pure function of the bytes of those files.

mod compare;
mod group;
mod order;
mod run;
mod text;
mod took;
mod trend;

pub use compare::{Change, Compared, FEWEST, LEAST_MS};
pub use group::{Group, Order, Row};
pub use run::{Begin, Foreign, Run};
pub use took::Took;
pub use trend::{Kind, Options, Regression, Trend};
