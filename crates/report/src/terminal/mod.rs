//! Plain text of at most 100 columns, with colours if asked for.

mod paint;
mod scenario;
mod table;

pub use scenario::scenario;
pub use table::table;

use crate::Case;

/// Columns of a report. Escape sequences of colours do not count.
const WIDTH: usize = 100;

/// A report on each scenario and, if there are several, a table of all.
#[must_use]
pub fn terminal(cases: &[Case<'_>], colour: bool) -> String {
    let mut parts: Vec<_> = cases.iter().map(|case| scenario(case, colour)).collect();
    if cases.len() != 1 {
        parts.push(table(cases, colour));
    }
    parts.join("\n")
}
