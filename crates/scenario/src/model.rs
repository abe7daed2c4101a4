//! What a scenario says, once it has been read.
//!
//! The serialized form of these types is the canonical JSON that a history carries in its header,
//! so that a recorded run can be judged again without the file.

use serde::{Deserialize, Serialize};

use crate::Span;

/// One failure, what should happen, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// The name of the scenario, its file, its test and its snapshot.
    pub name: String,
    /// What it teaches, in a line or two.
    pub summary: String,
    /// Words to select it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How the health check is set up.
    pub check: Check,
    /// How often the harness looks.
    #[serde(default)]
    pub probes: Probes,
    /// How the simulated services behave; other targets are what they are.
    #[serde(default)]
    pub simulator: Simulated,
    /// What is done, in order of time. The last step is [`Action::End`].
    pub timeline: Vec<Step>,
    /// What must hold.
    #[serde(default)]
    pub expect: Vec<Expectation>,
}

/// Set-up of the health check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Check {
    /// The interval: how often the rule fires.
    pub every: Millis,
    /// How it asks the bot.
    #[serde(default)]
    pub method: Method,
    /// Failed checks in a row before the route leaves a region.
    #[serde(default = "one")]
    pub failure_threshold: u32,
    /// Healthy checks in a row before the route returns to the primary.
    #[serde(default = "one")]
    pub recovery_threshold: u32,
}

const fn one() -> u32 {
    1
}

/// `TEST_METHOD` of the health check.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Opens a session. Does not touch language understanding.
    PutSession,
    /// Sends the sample utterance and compares the answer.
    #[default]
    SendMessage,
}

impl Method {
    /// As in `TEST_METHOD` and in scenario files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PutSession => "put_session",
            Self::SendMessage => "send_message",
        }
    }
}

/// How often the harness looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Probes {
    /// Between two reads of the route.
    pub route: Millis,
    /// Between two callers.
    pub caller: Millis,
    /// Between two callers that place a complete order.
    pub order: Millis,
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            route: Millis(5_000),
            caller: Millis(1_000),
            order: Millis(30_000),
        }
    }
}

/// How the simulated services behave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Simulated {
    /// Between a change of an alias and the runtime acting on it.
    pub alias_propagation: Millis,
}

/// Something done at an instant of the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Step {
    /// When, from the start of the run.
    pub at: Span,
    /// What.
    #[serde(flatten)]
    pub action: Action,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Applies a fault.
    Inject(Injection),
    /// Takes back the fault with this label.
    Undo(String),
    /// The end of the run.
    End(bool),
}

/// A fault under a label by which it can be undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Injection {
    /// The name to undo it by: `as` in the file, the fault's own name if left out.
    pub label: String,
    /// What is wrong.
    pub fault: Fault,
    /// A fault that may come and go between two checks is meant to (`brief: true`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brief: bool,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The bot's alias is deleted, and re-created by the undo.
    AliasDeleted {
        /// Where.
        region: RegionRef,
    },
}

impl Fault {
    /// The name in scenario files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AliasDeleted { .. } => "alias-deleted",
        }
    }

    /// Where it acts.
    #[must_use]
    pub const fn region(&self) -> &RegionRef {
        match self {
            Self::AliasDeleted { region } => region,
        }
    }
}

/// A region, by its part in the failover or by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionRef {
    /// Where callers go as long as it is well.
    Primary,
    /// Where they go when it is not.
    Secondary,
    /// Both of them.
    Both,
    /// `us-east-1`.
    #[serde(untagged)]
    Named(String),
}

/// A route: a region, or `err` for "none is healthy".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteRef {
    /// The primary region.
    Primary,
    /// The secondary region.
    Secondary,
    /// No region is healthy.
    Err,
    /// `us-east-1`.
    #[serde(untagged)]
    Named(String),
}

/// What must hold. Spans given in checks stand for "that many intervals": the bound they set is
/// `checks × interval + check timeout + schedule slack`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// The route leaves the faulty region.
    Flips(RouteChange),
    /// The route comes back after the undo.
    Recovers(RouteChange),
    /// What callers may lose.
    Callers(CallerLimits),
    /// What the route must or must not be over the whole run.
    Route(RouteRule),
}

/// A change of route that must come in time after a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RouteChange {
    /// Where the route must go.
    pub to: RouteRef,
    /// How long it may take from the instant the fault (or its undo) took effect.
    pub within: Span,
    /// The label of the fault meant; the first fault (for `recovers`: the last undo) if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What callers may lose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CallerLimits {
    /// The longest that callers may go unserved, all outages of the run taken together.
    pub lost_at_most: Span,
}

/// What the route must or must not be over the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteRule {
    /// It is this all the time.
    Stays(RouteRef),
    /// It is this at no time.
    Never(RouteRef),
}

/// Whole milliseconds; in files a humantime duration (`5m`, `90s`, `250ms`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub u64);
