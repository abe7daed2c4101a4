//! What a history proves.
//!
//! [`judge`] is a pure function from a header and its events to a [`Verdict`]: no clock, no I/O,
//! nothing of AWS. The same history gives the same verdict, on any machine, at any time.
//!
//! Nothing the harness observes has a sharp time. A probe that was sent at one instant and
//! answered at another saw the world somewhere in between, so every instant here is a
//! [`Bounds`] that contains the truth, and so is every duration computed from two of them. A limit
//! is kept if the whole interval keeps it, broken if the whole interval breaks it, and unknown
//! otherwise: an observation that could not be made never counts as a success or as a failure.
//!
//! What is judged:
//!
//! - *phases*: how long each part of a failover or failback took;
//! - *outages*: how long callers went unserved;
//! - *expectations*: what the scenario asks of this run;
//! - *invariants*: what holds in every run without being asked.

mod bounds;
mod caller;
mod edge;
mod expectation;
mod faulty;
#[cfg(feature = "test-support")]
pub mod fixture;
mod invariant;
mod judge;
mod phase;
mod reach;
mod route;
mod run;
mod text;
mod timeline;
mod verdict;

pub use bounds::Bounds;
pub use caller::{CallerTotals, Outage};
pub use judge::judge;
pub use phase::Phase;
pub use text::{clock, duration_exact, range};
pub use timeline::{Happening, Moment};
pub use verdict::{About, Judged, Outcome, Verdict, Why};
