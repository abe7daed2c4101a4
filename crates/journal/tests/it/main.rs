//! Journals, written, damaged and read back; calls as they are typed and scheduled.

mod calls;
mod damage;
mod files;
mod fixture;
mod hostile;
mod masking;
mod merging;
mod round_trip;
mod states;
mod writing;
