//! The served simulator, to the real SDK and to clients that speak plain HTTP.
#![expect(deprecated, reason = "AWS deprecated the crates of Lex V1 with Lex V1")]

mod administration;
mod calls;
mod client;
mod faults;
mod lex_v2;
mod system;
