//! The program as its users meet it: what it prints, what it writes, how it exits.

mod errors;
mod flow;
mod library;
mod new;
mod replicas;
mod run;
mod support;
mod sweep;
mod trend;
mod up;
#[cfg(feature = "connect")]
mod up_connect;
