//! Test doubles for the AWS side: a scripted HTTP client under the real SDK, a clock that follows
//! tokio's (paused) time, and lines that were logged.

mod clock;
mod http_client;
mod lines;
mod reply;

pub use clock::VirtualClock;
pub use http_client::{Exchange, ScriptedHttp};
pub use lines::Lines;
pub use reply::Reply;
