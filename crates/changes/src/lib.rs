//! Faults of the control plane as reversible changes.
//!
//! [`plan`] reads an account and tells what a fault would change, as data; [`execute`] makes a
//! [`Call`](lexdr_journal::Call) of it; [`read`] and [`settled`] tell what is there. Who keeps the
//! data can take a fault back after the one who applied it is gone.
//!
//! An undo is one call of AWS, safe to make twice, and where the fault was never applied. A fault
//! without such an undo is [`Refused`]. Each resource has a file of its own, with how its state is
//! read, what the faults make of it, and the calls that change it.

mod actions;
mod alias;
mod alias_policy;
mod alias_says;
mod concurrency;
mod environment;
mod error;
mod execute;
mod members;
mod plan;
mod refused;
mod role_policy;
mod rule;
mod scratch_alias;
mod seen;
mod until;

pub use actions::{Actions, actions};
pub use error::{Error, Kind};
pub use execute::execute;
pub use plan::{Options, plan};
pub use refused::{PlanError, Refused};
pub use seen::{read, settled};
