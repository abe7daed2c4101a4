//! End to end: scenarios on the simulator, their histories, verdicts and reports.

mod determinism;
mod library;
mod readme;
mod reports;
mod secrets;
mod support;
mod wrong_lambdas;
