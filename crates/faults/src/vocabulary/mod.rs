//! The faults that scenario files name.
//!
//! Each is a row of one table ([`specs`]): name, summary, parameters with their types, defaults
//! and allowed values. Parsing, the JSON schema and the documentation all come from that table.

mod args;
mod effects;
mod fault;
mod kind;
mod lambda;
mod lex;
mod param;
mod region;
mod spec;
mod table;

pub use fault::RequestFault;
pub use param::{Param, Presence};
pub use spec::FaultSpec;

use crate::field::FieldError;
use crate::suggest::{meant, quoted};

/// Every fault, in the order in which they are listed to people.
pub fn specs() -> impl Iterator<Item = &'static FaultSpec> + Clone {
    [lex::SPECS, table::SPECS, lambda::SPECS, region::SPECS]
        .into_iter()
        .flatten()
}

/// The fault of this name.
///
/// # Errors
/// When there is none; the error lists them all.
pub fn spec(name: &str) -> Result<&'static FaultSpec, FieldError> {
    specs().find(|spec| spec.name == name).ok_or_else(|| {
        let known = specs().map(|spec| spec.name);
        FieldError::new("", format!("unknown fault {}", quoted(name))).suggest(meant(
            name,
            known,
            "known are",
        ))
    })
}
