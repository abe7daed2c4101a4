//! Asking a bot, and what the answer is worth.

use std::fmt;
use std::future::Future;
use std::time::Duration;

/// A bot in one region.
pub trait Bot: Send + Sync {
    /// Asks whether it is well, in a session of this id, within `limit`, retries and all.
    fn ask(&self, session: &str, limit: Duration) -> impl Future<Output = Probe> + Send;

    /// Ends the session, best effort, within `limit`.
    ///
    /// # Errors
    /// With a few words for the log. The session then expires by itself.
    fn forget(
        &self,
        session: &str,
        limit: Duration,
    ) -> impl Future<Output = Result<(), String>> + Send;

    /// The ids by which callers find it, if it has ids and they are known: those that the last
    /// answer came from.
    fn alias_ids(&self) -> Option<AliasIds> {
        None
    }
}

/// The ids of a bot of Lex V2 and of its alias, which make the alias's ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AliasIds {
    /// The bot's.
    pub bot: String,
    /// The alias's.
    pub alias: String,
}

/// What asking brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// What it says about the bot.
    pub evidence: Evidence,
    /// Whether Lex may hold a session now that should be ended.
    pub session_may_be_open: bool,
    /// More for the log: an error's text, a wrong answer. Never credentials.
    pub detail: Option<String>,
}

impl Probe {
    /// The bot gave no answer in time.
    #[must_use]
    pub fn timed_out() -> Self {
        let evidence = Evidence::Down("timeout".to_owned());
        Self {
            evidence,
            session_may_be_open: true,
            detail: None,
        }
    }
}

/// What is known about a bot. Reasons are short and the same every time: `NotFoundException`,
/// `timeout`, `wrong answer`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// It answered as it should.
    Healthy,
    /// A caller sent there now would not be served.
    Down(String),
    /// The failure is ours, or cannot be told from ours.
    NoEvidence(String),
}

impl Evidence {
    /// Whether the bot is well.
    #[must_use]
    pub const fn is_healthy(&self) -> bool {
        matches!(self, Self::Healthy)
    }
}

/// `healthy`, or the reason.
impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Healthy => f.write_str("healthy"),
            Self::Down(reason) | Self::NoEvidence(reason) => f.write_str(reason),
        }
    }
}
