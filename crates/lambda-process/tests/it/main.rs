//! Processes as functions of the simulator.

mod environments;
mod failures;
mod support;
