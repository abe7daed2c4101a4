//! End to end: scenarios on the simulator, their histories, verdicts and reports.

mod alias_ids;
mod connect;
mod determinism;
mod effects;
mod faults_undo;
mod faults_undo_v2;
mod left_out;
mod library;
mod localstack;
mod mutants;
mod readme;
mod replicas;
mod reports;
mod request_faults;
mod schedule;
mod secrets;
mod support;
mod truth;
mod wrong_lambdas;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
