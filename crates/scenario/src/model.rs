//! What a scenario says, once it has been read.
//!
//! The serialized form of these types is the canonical JSON that a history carries in its header,
//! so that a recorded run can be judged again without the file.

mod expectation;
mod fault;

use serde::{Deserialize, Serialize};

use lexdr_wire::LexVersion;

use crate::Span;

pub use expectation::{
    CallerLimits, CheckerLimits, Detection, ErrorBudget, Expectation, PhaseLimit, RouteChange,
    RouteRef, RouteRule,
};
pub use fault::{DeniedService, Fault, FunctionRef, RegionRef};

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
    /// The generation of Lex it is about; any if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lex: Option<LexVersion>,
    /// How the bots of the two regions hang together.
    #[serde(default, skip_serializing_if = "Bots::is_usual")]
    pub bots: Bots,
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

impl Scenario {
    /// The generation of Lex that a run of it is of: V1 where it says nothing.
    #[must_use]
    pub fn generation(&self) -> LexVersion {
        self.lex.unwrap_or_default()
    }

    /// The same for a generation; nothing if it is about another one.
    #[must_use]
    pub fn for_generation(&self, lex: LexVersion) -> Option<Self> {
        if self.lex.is_some_and(|own| own != lex) {
            return None;
        }
        let mut scenario = self.clone();
        // What says nothing is of V1 already: histories stay as they are.
        if lex != scenario.generation() {
            scenario.lex = Some(lex);
        }
        Some(scenario)
    }
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
    /// The function's time limit, in whole seconds.
    #[serde(
        default = "Check::usual_timeout",
        skip_serializing_if = "Check::is_usual_timeout"
    )]
    pub timeout: Millis,
    /// How it is told the alias of a bot of Lex V2.
    #[serde(default, skip_serializing_if = "AliasBy::is_usual")]
    pub alias_by: AliasBy,
}

impl Check {
    /// The time limit of the published deployment.
    pub const TIMEOUT: Millis = Millis(15_000);

    const fn usual_timeout() -> Millis {
        Self::TIMEOUT
    }

    fn is_usual_timeout(timeout: &Millis) -> bool {
        *timeout == Self::TIMEOUT
    }
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

/// How the health check is told the alias of a bot of Lex V2. The id of an alias is another one each
/// time it is made, so a check that has the id does not find an alias that was made again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AliasBy {
    /// By name, which it resolves.
    #[default]
    Name,
    /// By id.
    Id,
}

impl AliasBy {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// How the bots of the two regions hang together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bots {
    /// Each region has a bot of its own.
    #[default]
    Separate,
    /// The secondary region has a replica of the primary region's (Lex V2, Global Resiliency). It
    /// has the same ids, cannot be changed where it is, and follows every change of its source.
    Replicated,
}

impl Bots {
    fn is_usual(&self) -> bool {
        *self == Self::default()
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
    /// How callers arrive.
    pub arrivals: Arrivals,
    /// The shipped contact flow that callers follow; if left out, the one that fits the generation
    /// of Lex: static for V1, dynamic for V2, where an ARN in a flow is wrong as soon as the alias
    /// is made again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<FlowForm>,
}

/// How callers arrive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrivals {
    /// One every `caller`.
    #[default]
    Constant,
    /// At random, one every `caller` on average.
    Poisson,
}

/// The contact flow that callers follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowForm {
    /// The shipped flow that compares the route with each region's name.
    Static,
    /// The shipped flow that passes the route on: as the bot's region, or for Lex V2 the alias's
    /// ARN that comes with it.
    Dynamic,
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            route: Millis(5_000),
            caller: Millis(1_000),
            order: Millis(30_000),
            arrivals: Arrivals::default(),
            flow: None,
        }
    }
}

/// How the simulated services behave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Simulated {
    /// Between a change of an alias and the runtime acting on it.
    pub alias_propagation: Millis,
    /// Typical time of a Lex runtime call; the simulator's own if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lex_latency: Option<Millis>,
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
    /// A fault that changes a replicated bot is meant to reach the replica too (`force: true`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub force: bool,
}

/// Whole milliseconds; in files a humantime duration (`5m`, `90s`, `250ms`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub u64);
