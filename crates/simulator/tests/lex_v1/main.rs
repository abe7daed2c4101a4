//! Lex V1, held against the real SDK clients and against raw bytes.

#![expect(deprecated, reason = "the SDK marks all of Lex V1 as deprecated")]

mod aliases;
mod bot;
mod deletion;
mod dialog_actions;
mod dialogue;
mod door;
mod errors;
mod get_session;
mod lists;
mod models;
mod propagation;
mod refusals;
mod sessions;
mod versions;
mod wire;
