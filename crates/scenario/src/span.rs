//! Lengths of time that may be counted in checks.

use serde::{Deserialize, Serialize};

use crate::model::Millis;

/// A length of time: fixed, or a count of check intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// `90s`.
    Ms(Millis),
    /// `1 check`, `2.5 checks`; in thousandths of a check.
    MilliChecks(u64),
}

impl Span {
    /// The length when the interval is `every`.
    #[must_use]
    pub const fn resolve(self, every: Millis) -> Millis {
        match self {
            Self::Ms(ms) => ms,
            Self::MilliChecks(n) => Millis(n.saturating_mul(every.0) / 1_000),
        }
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ms(ms) => {
                write!(
                    f,
                    "{}",
                    humantime::format_duration(std::time::Duration::from_millis(ms.0))
                )
            }
            Self::MilliChecks(1_000) => f.write_str("1 check"),
            Self::MilliChecks(n) if n % 1_000 == 0 => write!(f, "{} checks", n / 1_000),
            Self::MilliChecks(n) => {
                let text = format!("{}.{:03}", n / 1_000, n % 1_000);
                write!(f, "{} checks", text.trim_end_matches('0'))
            }
        }
    }
}
