//! The simulator as the real AWS SDK sees it, in virtual time.

mod authorization;
mod connect;
mod determinism;
mod door;
mod dynamodb;
mod functions;
mod gateway;
mod iam;
mod invocations;
mod queue;
mod s3;
mod schedules;
mod shutdown;
mod support;
