//! Programs that speak the Lambda Runtime API, as function code of the simulator.
//!
//! On AWS a function's code is a program: Lambda starts it in an execution environment, and from
//! then on the program asks the Runtime API for events and posts its answers there. Here a
//! [`ProcessProgram`] does what Lambda does: for each execution environment of the simulator it
//! starts the program once, next to a Runtime API of its own on a loopback port. So any program
//! that runs on Lambda runs here unchanged, whatever it is written in.
//!
//! | As on AWS | |
//! |---|---|
//! | environments | one process for each invocation at a time, reused while it is warm |
//! | environment variables | the function's own and those that Lambda sets, nothing of the parent's |
//! | init | fails with the program's own error, or with `Runtime.ExitError`; one that takes longer than 10 s is begun again with the first invocation |
//! | time limit | the process and its children are killed, the environment is gone |
//! | crash | `Runtime.ExitError`, the environment is gone |
//! | an answer over 6 MB | `Function.ResponseSizeTooLarge` |
//! | log | standard output and standard error, in the order in which they arrive |
//!
//! What is not: the file system is the host's, and so are user, network and memory. The working
//! directory is [`Command::task_root`], which on Lambda can only be read; `TMPDIR` names an
//! empty directory that belongs to the environment alone and goes with it.
//!
//! A process ends with its environment: when the simulator drops it, or is dropped itself.
//! Children are killed with it, unless they have left its process group.

mod command;
mod environment;
mod logs;
mod process;
mod program;
mod runtime_api;
mod work;

pub use command::{Command, CommandError};
pub use program::ProcessProgram;
