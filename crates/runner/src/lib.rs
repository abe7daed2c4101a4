//! Runs a scenario against a target: deploys the system under test, injects and undoes faults,
//! probes the route and the callers' path, and writes down what happened.
//!
//! The runner acts and records; it judges nothing. What it leaves is a history, and everything
//! after that is a function of the history.
//!
//! [`simulate`] is the way in for the simulator: a whole run in virtual time on the calling
//! thread. What a run needs of any target is in [`Target`].

mod caller;
mod error;
mod faults;
mod observe;
mod production;
mod programs;
mod recorder;
mod route_probe;
mod run;
mod schedule;
mod simulate;
mod target;

pub use error::RunError;
pub use lexdr_simulator::{BoxFuture, FunctionError};
pub use production::{GetRegionLambda, HealthCheckLambda};
pub use programs::{CodeUnderTest, Event, Handler, Lambda, Start};
pub use simulate::{SimOptions, simulate};
pub use target::Target;
