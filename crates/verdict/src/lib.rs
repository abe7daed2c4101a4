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
//!
//! Where something did not hold, *findings* say what the functions did wrong.
//!
//! # What a fault suspends
//!
//! An invariant is about what works. While a fault may touch what it relies on it is suspended,
//! and what should happen then is the scenario's to say.
//!
//! | Fault | A region counts as healthy (`no-needless-err`) | A change of the route is explained (`one-change-per-edge`) | Any value in the item (`route-known`) | GetRegion answers what the table holds (`get-region-truthful`) |
//! |---|---|---|---|---|
//! | alias-deleted, alias-repointed, bot-deleted | not in its regions | one for each region it acts in | | |
//! | rule-disabled | in none | | | |
//! | concurrency-zero, code-crashes of the health check | in none | | | |
//! | environment-drift of the health check | in none | one | if a region's name drifts | |
//! | concurrency-zero, code-crashes, environment-drift of GetRegion | | | | suspended |
//! | item-missing, item-corrupted, table-deleted | in none | its own, and the one that puts it right | what it puts there | suspended |
//! | role-denied lex | in none | one for each region | | |
//! | role-denied lex-delete-session | | | | |
//! | role-denied dynamodb | in none | | | suspended |
//! | role-denied dynamodb-update | in none | | | |
//! | lex-… | not in its regions; with an error that is no evidence about a bot, in none | one for each region; none if only customers' calls are hit | | |
//! | table-… | in none, unless only customers' calls are hit | | | suspended, unless it hits only writes or the health check |
//! | lambda-… of the health check | in none | | | |
//! | lambda-… of GetRegion | | | | suspended |
//! | region-outage and others of several services | as its services | as its services | | as its services |
//! | any that hits only some calls: gray-failure, flapping, slow-recovery, …-throttled, …-latency, or with `probability`, `first`, `every`, `after` | as above | any | | as above |
//!
//! A suspension lasts from the start of the inject to the end of the undo, and then until the
//! checks that follow have had time to judge: one check for `no-needless-err` and `route-known`,
//! as many as the recovery threshold says for intermittent faults in `one-change-per-edge`, one
//! interval for `get-region-truthful`. `returns-to-primary` asks nothing as long as any fault is
//! left. `checks-in-time`, the steady states and the success of steps are never suspended.

mod blame;
mod bounds;
mod caller;
mod counted;
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
mod told;
mod touch;
mod verdict;

pub use blame::Finding;
pub use bounds::Bounds;
pub use caller::{CallerTotals, Outage};
pub use judge::judge;
pub use phase::Phase;
pub use text::{clock, duration_exact, range};
pub use timeline::{Happening, Moment};
pub use verdict::{About, Judged, Outcome, Verdict, Why};
