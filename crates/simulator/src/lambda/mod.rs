//! Lambda: functions, their environments, synchronous and asynchronous invocation.

mod account;
mod api;
mod code;
mod config;
mod environments;
mod functions;
mod invoke;
mod log;
mod management;
mod notice;
mod permissions;
mod program;
mod queue;

pub use code::{builtin_package, package};
pub use program::{Environment, FunctionError, Instance, Invocation, LogBuffer, Program};

pub(crate) use api::handle;
pub(crate) use functions::{Lambda, ms};
pub(crate) use program::Programs;
pub(crate) use queue::enqueue;
