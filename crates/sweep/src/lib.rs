//! What one scenario says, repeated many times.
//!
//! How long a failover takes depends first of all on when in the check interval the fault comes:
//! a moment before a check the route flips at once, a moment after it callers wait a whole
//! interval. One run measures one such moment. A sweep runs the scenario at many of them:
//!
//! - [`offsets`] chooses the moments, the two extremes among them;
//! - [`shortened`] repeats the scenario at some of them in one run, cut down to what has to happen;
//! - [`Sample`] takes from a run what is counted;
//! - [`Sweep`] is the distributions, each beside the one that theory predicts ([`Theory`]);
//! - [`Meaning`] is what that costs: calls lost, error budget spent, and the price of checking more
//!   often ([`Prices`]).
//!
//! Everything here is a pure function. Every duration is an interval that contains the truth, and
//! so is every quantile: the k-th smallest lower bound and the k-th smallest upper bound enclose
//! the k-th smallest truth.

mod distribution;
mod histogram;
mod meaning;
mod moments;
mod price;
mod sample;
mod shorten;
mod sweep;
mod text;
mod theory;

pub use distribution::Distribution;
pub use histogram::histogram;
pub use meaning::{IntervalCost, Meaning, Spent, TARGETS, WINDOW_DAYS};
pub use moments::offsets;
pub use price::Prices;
pub use sample::{Sample, moving_checks};
pub use shorten::{caller_every, shortened};
pub use sweep::{PhaseSummary, Sweep};
pub use theory::Theory;
