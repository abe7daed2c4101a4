//! How long rules stay.

use std::time::Duration;

/// How long a rule stays that does not say so, and how long any may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    usual: Option<Duration>,
    longest: Option<Duration>,
}

impl Lifetime {
    /// Rules stay until they are removed, unless they say otherwise.
    pub const UNLIMITED: Self = Self {
        usual: None,
        longest: None,
    };

    /// An hour, unless a rule names another time of at most [`Lifetime::LONGEST`].
    pub const HOUR: Self = Self {
        usual: Some(Duration::from_secs(60 * 60)),
        longest: Some(Self::LONGEST),
    };

    /// The longest time that [`Lifetime::limited`] lets a rule stay.
    pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

    /// No rule stays for ever: it is removed after the time that it names, at most
    /// [`Lifetime::LONGEST`], and after `usual` if it names none.
    ///
    /// # Errors
    /// When `usual` is no time at all or beyond the longest. The text says what would be right.
    pub fn limited(usual: Duration) -> Result<Self, String> {
        if usual.is_zero() {
            return Err("a rule has to stay for some time, such as 1h".to_owned());
        }
        let lifetime = Self {
            usual: Some(usual),
            longest: Some(Self::LONGEST),
        };
        lifetime.admit(usual).map(|_| lifetime)
    }

    /// How long a rule stays that asks for this time, or for none.
    pub(crate) fn of(self, asked: Option<Duration>) -> Result<Option<Duration>, String> {
        asked
            .map(|asked| self.admit(asked))
            .transpose()
            .map(|asked| asked.or(self.usual))
    }

    fn admit(self, asked: Duration) -> Result<Duration, String> {
        match self.longest {
            Some(longest) if asked > longest => Err(format!(
                "{} is longer than a rule may stay; write at most {}",
                humantime::format_duration(asked),
                humantime::format_duration(longest),
            )),
            _ => Ok(asked),
        }
    }
}
