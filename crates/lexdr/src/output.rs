//! How output looks.

use std::env;
use std::io::{IsTerminal, stdout};

/// Whether to colour: on a terminal, unless NO_COLOR says otherwise (no-color.org).
pub(crate) fn colour() -> bool {
    stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
