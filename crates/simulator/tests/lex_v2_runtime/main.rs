//! The Lex V2 runtime, held against the real SDK client and against raw bytes.

mod bot;
mod dialogue;
mod door;
mod errors;
mod propagation;
mod put_session;
mod session_state;
mod sessions;
mod utterance;
mod wire;
