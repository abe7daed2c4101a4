//! Times, rates and probabilities as rules write them.

use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::field::{Field, Read};
use crate::suggest::quoted;

/// The longest time a rule may speak of. It keeps sums of times far from overflow, and
/// humantime's `M` (a month) from being taken for minutes.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whole milliseconds, written as a duration: `250ms`, `90s`, `5m`. At most 30 days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// The same as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_millis(self.0)
    }

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        Self::from_text(field, field.text()?)
    }

    /// More than nothing.
    pub(crate) fn read_some(field: &Field<'_>) -> Read<Self> {
        match Self::read(field)? {
            Self(0) => Err(field.error("the duration is zero")),
            some => Ok(some),
        }
    }

    fn from_text(field: &Field<'_>, text: &str) -> Read<Self> {
        const RIGHT: &str = "write a duration such as `250ms`, `90s` or `5m`";
        let text = text.trim();
        let bad = |what: &str| {
            Err(field
                .error(format!("{} {what}", quoted(text)))
                .suggest(RIGHT))
        };
        if text.starts_with('-') {
            return bad("is negative");
        }
        if text.parse::<f64>().is_ok() && text != "0" {
            return bad("has no unit");
        }
        let Ok(length) = humantime::parse_duration(text) else {
            return bad("is not a duration");
        };
        if length.subsec_nanos() % 1_000_000 != 0 {
            return bad("is finer than a millisecond");
        }
        if length > LONGEST {
            return bad("is longer than 30 days");
        }
        u64::try_from(length.as_millis())
            .map(Self)
            .or_else(|_| bad("is too long"))
    }
}

impl std::fmt::Display for Millis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        humantime::format_duration(self.duration()).fmt(f)
    }
}

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How far a clock is off, in milliseconds: `5m` is fast, `-5m` is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew(pub i64);

impl Skew {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let text = field.text()?.trim();
        let (slow, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let length = Millis::from_text(field, rest)?;
        let ms = i64::try_from(length.0).map_err(|_| field.error("the duration is too long"))?;
        Ok(Self(if slow { -ms } else { ms }))
    }
}

impl Serialize for Skew {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.0 < 0 { "-" } else { "" };
        serializer.collect_str(&format_args!("{sign}{}", Millis(self.0.unsigned_abs())))
    }
}

/// A probability in millionths, written as a number from 0 to 1 or as `20%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Probability(u32);

impl Probability {
    /// Certainty, in millionths.
    const WHOLE: u32 = 1_000_000;

    /// Always.
    pub const ALWAYS: Self = Self(Self::WHOLE);

    /// So many in a hundred; more than 100 is always.
    #[must_use]
    pub fn percent(percent: u32) -> Self {
        Self(percent.min(100) * (Self::WHOLE / 100))
    }

    pub(crate) fn is_always(&self) -> bool {
        self.0 == Self::WHOLE
    }

    /// A draw. Certainty draws too, so that the generator's state depends on the number of
    /// questions only.
    pub(crate) fn draw(self, rng: &mut fastrand::Rng) -> bool {
        rng.u32(0..Self::WHOLE) < self.0
    }

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let number = match field.value {
            Value::String(text) => match text.trim().strip_suffix('%') {
                Some(percent) => percent.trim_end().parse::<f64>().ok().map(|p| p / 100.0),
                None => text.trim().parse().ok(),
            },
            other => other.as_f64(),
        };
        match number {
            Some(number) if (0.0..=1.0).contains(&number) => {
                let millionths = (number * f64::from(Self::WHOLE)).round() as u32;
                if millionths == 0 && number > 0.0 {
                    return Err(field.error("the probability is below one in a million"));
                }
                Ok(Self(millionths))
            }
            _ => {
                let problem = format!("{} is not a probability", quoted(&plain(field.value)));
                Err(field
                    .error(problem)
                    .suggest("write a number from 0 to 1, or `20%`"))
            }
        }
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

impl Default for Probability {
    fn default() -> Self {
        Self::ALWAYS
    }
}

impl Serialize for Probability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / f64::from(Self::WHOLE))
    }
}

/// So many in a time: `2/s`, `100/m`, `5/10s`. `0/s` is none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In how many milliseconds, at least 1.
    pub per: Millis,
}

impl Rate {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let text = field.text()?.trim();
        let parts = text.split_once('/').and_then(|(count, per)| {
            let per = per.trim();
            let per = if per.starts_with(|c: char| c.is_ascii_digit()) {
                per.to_owned()
            } else {
                format!("1{per}")
            };
            Some((count.trim().parse().ok()?, per))
        });
        let Some((count, per)) = parts else {
            let problem = format!("{} is not a rate", quoted(text));
            return Err(field
                .error(problem)
                .suggest("write a rate such as `2/s` or `100/m`"));
        };
        match Millis::from_text(field, &per)? {
            Millis(0) => Err(field.error(format!("{} is a rate per no time", quoted(text)))),
            per => Ok(Self { count, per }),
        }
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}/{}", self.count, self.per))
    }
}
