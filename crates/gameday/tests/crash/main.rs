//! The process that runs a game day dies at every step it takes, and everything is put back: by a
//! recovery, or by the dead-man's switch alone.

mod account;
mod dying;
#[path = "../shared/journals.rs"]
mod journals;
mod matrix;
mod trouble;
