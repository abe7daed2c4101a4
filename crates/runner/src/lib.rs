//! Runs a scenario against a target: deploys the system under test, injects and undoes faults,
//! probes the route and the callers' path, and writes down what happened.
//!
//! The runner acts and records; it judges nothing. What it leaves is a history, and everything
//! after that is a function of the history.
//!
//! [`simulate`] is the way in for the simulator: a whole run in virtual time on the calling
//! thread. What a run needs of any target is in [`Target`]; [`inject`] and [`undo`] apply a fault
//! to one and take it back.

mod arrivals;
mod connect;
mod error;
mod faults;
mod flow;
mod layers;
mod observe;
mod production;
mod programs;
mod recorder;
mod route_probe;
mod run;
mod schedule;
mod simulate;
mod target;
mod timeline;
mod watchdog;
mod world;

pub use error::RunError;
pub use faults::{Applied, Report, inject, undo};
pub use layers::Layers;
pub use lexdr_simulator::{BoxFuture, FunctionError};
pub use production::{GetRegionLambda, HealthCheckLambda};
pub use programs::{CodeUnderTest, Event, Handler, Lambda, Start};
pub use schedule::Schedule;
pub use simulate::{SimOptions, simulate};
pub use target::{Insight, Target};
pub use world::SimulatedWorld;
