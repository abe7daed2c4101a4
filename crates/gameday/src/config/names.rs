//! Names that are allowed.

use std::fmt;

use serde::Serialize;

/// Names that are allowed: exact ones, or the beginning of a name followed by `*`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Names(Vec<String>);

impl Names {
    pub(super) const fn new(patterns: Vec<String>) -> Self {
        Self(patterns)
    }

    /// Whether a name is among them.
    #[must_use]
    pub fn contain(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| {
            pattern
                .strip_suffix('*')
                .map_or_else(|| pattern == name, |beginning| name.starts_with(beginning))
        })
    }
}

/// `a, b*`, or `nothing`.
impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing");
        }
        f.write_str(&self.0.join(", "))
    }
}
