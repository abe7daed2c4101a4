//! Runs a scenario against a target: deploys the system under test, injects and undoes faults,
//! probes the route and the callers' path, and writes down what happened.
//!
//! The runner acts and records; it judges nothing. What it leaves is a history, and everything
//! after that is a function of the history.
//!
//! [`simulate`] is the way in for the simulator: a whole run in virtual time on the calling
//! thread. [`real_time`] runs on the simulator as well, but by the clock on the wall, because
//! there the functions may be processes. What a run needs of any target is in [`Target`]; [`inject`] and [`undo`] apply a fault
//! to one and take it back.

mod account;
mod arrivals;
mod backend;
mod connect;
mod counts;
mod door;
mod emulator;
mod error;
mod faults;
mod flow;
mod hands;
mod layers;
mod logs;
mod observe;
mod production;
mod programs;
mod real_time;
mod recorder;
mod route_probe;
mod run;
mod schedule;
mod simulate;
mod tap;
mod target;
mod tempo;
mod timeline;
mod watchdog;
mod world;

pub use account::{AccountOptions, account, steady};
pub use counts::Counting;
pub use emulator::{
    EmulatorOptions, Packages, WatchedChecks, emulator, emulator_access, endpoint_access,
};
pub use error::RunError;
pub use faults::{Applied, Report, acts_in, inject, refusal, undo};
pub use hands::{Handled, Hands};
pub use layers::Layers;
pub use lexdr_lambda_process::{Command, CommandError};
pub use lexdr_simulator::{BoxFuture, FunctionError};
pub use production::{GetRegionLambda, HealthCheckLambda};
pub use programs::{CodeUnderTest, Event, Handler, Lambda, Start};
pub use real_time::{RealTimeOptions, lasts, real_time};
pub use schedule::Schedule;
pub use simulate::{SimOptions, Witness, simulate, simulate_witnessed};
pub use target::{Insight, Target};
pub use world::SimulatedWorld;
