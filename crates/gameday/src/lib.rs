//! Guarded runs on a real account that put everything back.

mod book;
mod clock;
mod cloudwatch;
pub mod config;
mod copy;
pub mod cost;
mod counts;
mod day;
pub mod doctor;
mod engine;
pub mod guards;
mod hands;
pub mod iam;
mod lock;
pub mod metrics;
pub mod permissions;
pub mod plan;
mod prepare;
mod recover;
mod said;
mod switch;
pub mod upload;

pub use book::Place;
pub use day::{DayError, Ended, GameDay, Name};
pub use engine::{Done, Engine, Tell};
pub use lock::{LEASE, TableLock};
pub use prepare::{PrepareError, Prepared};
pub use recover::{Left, Settled, Unsettled, find};
