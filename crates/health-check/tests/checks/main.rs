//! Whole checks over the real SDK clients in virtual time, one file per concern.

mod failover;
mod no_evidence;
mod overlap;
mod support;
mod time;
mod traces;
mod v2;
