//! The two generations of Amazon Lex.

use serde::{Deserialize, Serialize};

/// A generation of Amazon Lex. They share a name and a purpose; bots, APIs and errors are not the
/// same.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum LexVersion {
    /// Lex V1, which AWS ended on 2025-09-15: bots and aliases go by name.
    #[default]
    V1,
    /// Lex V2: bots and aliases go by ids that are new each time something is made.
    V2,
}

impl LexVersion {
    /// Both, oldest first.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// As in `LEX_VERSION`, on the command line and in histories: `v1` or `v2`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

impl std::fmt::Display for LexVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
