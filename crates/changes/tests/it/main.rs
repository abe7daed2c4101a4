//! Faults planned, made and taken back on a simulated account.

mod account;
mod errors;
mod expiry;
mod members;
mod permissions;
mod prior_states;
mod refusals;
mod round_trips;
mod table;
