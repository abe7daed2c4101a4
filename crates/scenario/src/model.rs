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
    /// How callers arrive.
    pub arrivals: Arrivals,
    /// The contact flow that callers follow.
    pub flow: FlowForm,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FlowForm {
    /// The shipped flow that compares the route with each region's name.
    #[default]
    Static,
    /// The shipped flow that passes the route on as the bot's region.
    Dynamic,
}

impl Default for Probes {
    fn default() -> Self {
        Self {
            route: Millis(5_000),
            caller: Millis(1_000),
            order: Millis(30_000),
            arrivals: Arrivals::default(),
            flow: FlowForm::default(),
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
    /// The bot's alias points at a version that does not work (a bot without intents).
    AliasRepointed {
        /// Where.
        region: RegionRef,
    },
    /// The bot itself is deleted, its alias first.
    BotDeleted {
        /// Where.
        region: RegionRef,
    },
    /// The rule that runs the health check is disabled.
    RuleDisabled {},
    /// A function may not run: its reserved concurrency is 0.
    ConcurrencyZero {
        /// Which.
        function: FunctionRef,
    },
    /// A variable in a function's environment is wrong.
    EnvironmentDrift {
        /// Which function.
        function: FunctionRef,
        /// The variable, `EXPECTED_RESPONSE`.
        variable: String,
        /// Its wrong value; the variable is removed if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// A function's code crashes at start.
    CodeCrashes {
        /// Which.
        function: FunctionRef,
    },
    /// The route item is deleted.
    ItemMissing {},
    /// The route item's `lexRegion` is overwritten, with junk or with a third region.
    ItemCorrupted {
        /// What stands there then.
        lex_region: String,
    },
    /// The table is deleted.
    TableDeleted {},
    /// The functions' role is denied a service.
    RoleDenied {
        /// What it may not call any more.
        service: DeniedService,
        /// Only in this region; everywhere if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        region: Option<RegionRef>,
    },
    /// Calls fail on the wire: a fault of the request-level vocabulary.
    #[serde(untagged)]
    Request(lexdr_faults::RequestFault),
}

/// One of the two functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionRef {
    /// lexDRTest.
    HealthCheck,
    /// lexDRGetRegion.
    GetRegion,
}

/// A service that the functions' role can be denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeniedService {
    /// All of the Lex runtime.
    Lex,
    /// `lex:DeleteSession` only: the clean-up.
    LexDeleteSession,
    /// All of DynamoDB.
    Dynamodb,
    /// `dynamodb:UpdateItem` only: the health check's write.
    DynamodbUpdate,
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
    /// What the health check's runs may and must do.
    Checker(CheckerLimits),
    /// How often the route item may be written with another `lexRegion`.
    FlapsAtMost(u32),
    /// How often the route item may be written at all.
    WritesAtMost(u32),
    /// A check must see the fault this soon after it took effect.
    DetectsWithin(Detection),
    /// The longest a phase may take: `failover.write: 1s`.
    Phase(PhaseLimit),
    /// How many sessions the health check may leave open at the end of the run.
    SessionsLeft(u32),
}

/// What callers may lose. At least one limit is given; each is judged for itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CallerLimits {
    /// The longest that callers may go unserved, all outages of the run taken together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_at_most: Option<Span>,
    /// The least share of calls that must be served, in thousandths of a percent (`99.5 %` is
    /// 99500).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_rate: Option<u32>,
    /// The longest silence any caller may hear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silence_at_most: Option<Span>,
    /// How many calls may end in a region that is not the route.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong_region_at_most: Option<u32>,
    /// The downtime a target of availability allows over a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_budget: Option<ErrorBudget>,
}

/// The downtime a target of availability allows over a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorBudget {
    /// Share of time that callers must be served, in thousandths of a percent.
    pub target: u32,
    /// Over which time, `30d`.
    pub window: Millis,
}

/// What the health check's runs may and must do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CheckerLimits {
    /// At least this many runs fail loudly (function error, timeout or refusal).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors_at_least: Option<u32>,
    /// At most this many runs fail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors_at_most: Option<u32>,
    /// No run is cut off at its time limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never_times_out: Option<bool>,
    /// The longest a run may take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_at_most: Option<Span>,
}

/// A check must see the fault in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Detection {
    /// How long it may take from the instant the fault took effect.
    pub within: Span,
    /// The label of the fault meant; the first fault if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The longest a phase may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PhaseLimit {
    /// `failover.detect`, `failback.total`, …
    pub name: String,
    /// How long it may take.
    pub within: Span,
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

/// What the route must or must not be over the whole run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RouteRule {
    /// It is this all the time.
    Stays(RouteRef),
    /// It is this at no time.
    Never(RouteRef),
    /// It is this at the end of the run.
    Is(RouteRef),
}

/// Whole milliseconds; in files a humantime duration (`5m`, `90s`, `250ms`).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub u64);
