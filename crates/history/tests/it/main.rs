//! Histories, written and read back.

mod errors;
mod fixture;
mod hostile;
mod round_trip;
mod writing;
