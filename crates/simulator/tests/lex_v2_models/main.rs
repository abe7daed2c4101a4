//! The models of Lex V2, held against the real SDK clients.

mod account;
mod aliases;
mod contents;
mod errors;
mod flowers;
mod life_cycle;
mod lists;
mod policies;
mod propagation;
mod replicas;
mod tags;
mod versions;
