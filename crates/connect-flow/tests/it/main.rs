//! Contact flows: read, followed, linted.

mod attempts;
mod blocks;
mod endings;
mod errors;
mod fake;
mod hostile;
mod lint;
mod shipped;
