//! EventBridge Scheduler, held against the real SDK clients.

mod account;
mod errors;
mod firing;
#[path = "../lex_v2_models/flowers.rs"]
mod flowers;
mod life_cycle;
mod retries;
mod targets;
