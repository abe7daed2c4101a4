//! What a history says: a header, then one event a line.
//!
//! All times are whole milliseconds of the run's own clock, zero when the timeline starts. Events
//! are written when they are over, so they stand in order of their ends.

use lexdr_scenario::{Millis, Scenario};
use serde::{Deserialize, Serialize};

use crate::counts::Counts;

/// The first line of a history: all that is needed to judge it without the scenario file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct Header {
    /// [`Header::SCHEMA`].
    pub schema: String,
    /// Version of lexdr that wrote it.
    pub lexdr: String,
    /// The scenario, times resolved and scaled as they were run.
    pub scenario: Scenario,
    /// Seed of everything random in the run.
    pub seed: u64,
    /// Where the system under test lived: `sim`, `localstack`, `aws`.
    pub target: String,
    /// Generation of Lex: `v1`, `v2`.
    pub lex: String,
    /// The primary region's name.
    pub primary: String,
    /// The secondary region's name.
    pub secondary: String,
    /// The health check's time limit.
    pub check_timeout_ms: Millis,
    /// How late the schedule may fire: 0 in the simulator, 60 s for EventBridge rate rules.
    pub schedule_slack_ms: Millis,
    /// Time zero of the run, RFC 3339 with milliseconds.
    pub started_at: String,
}

impl Header {
    /// Format and version of histories this crate reads and writes.
    pub const SCHEMA: &'static str = "lexdr.history/1";
}

/// When something began and when it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct During {
    /// Before this instant it had not begun.
    pub start_ms: i64,
    /// At this instant it was over.
    pub end_ms: i64,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The runner injected or undid a fault.
    Step(Step),
    /// The runner verified the steady state.
    SteadyState(SteadyState),
    /// The harness read the route.
    Route(RouteProbe),
    /// A synthetic caller called.
    Caller(CallerProbe),
    /// The health check ran.
    Check(CheckRun),
    /// The route item was written (known exactly in the simulator only).
    Write(Write),
    /// Sessions that the health check has left open, counted at the end of the run.
    Sessions {
        /// When.
        at_ms: i64,
        /// How many, over both regions.
        left: u32,
    },
    /// What CloudWatch counted of the health check's runs, where nobody sees them.
    Counts(Counts),
    /// The run is over; nothing follows.
    End {
        /// When.
        at_ms: i64,
    },
}

/// The runner injected or undid a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From before the first call to after the last answer.
    #[serde(flatten)]
    pub during: During,
    /// What was done.
    pub action: StepAction,
    /// The fault's label in the scenario.
    pub label: String,
    /// The fault's name.
    pub fault: String,
    /// Names of the regions it acts in.
    pub regions: Vec<String>,
    /// The API calls made, for people: `DeleteBotAlias us-east-1 OrderFlowers ver_one`.
    pub calls: Vec<String>,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepAction {
    /// Applied the fault.
    Inject,
    /// Took it back.
    Undo,
}

/// The runner verified the steady state: route = primary and a caller served there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SteadyState {
    /// From the first probe to the last.
    #[serde(flatten)]
    pub during: During,
    /// Before the first fault or after the last undo.
    pub when: When,
    /// What was wrong; absent if it held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Which steady state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Before the first fault.
    Before,
    /// After the last undo.
    After,
}

/// The harness read the route with a consistent GetItem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteProbe {
    /// From sending the call to its answer.
    #[serde(flatten)]
    pub during: During,
    /// What it saw.
    #[serde(flatten)]
    pub saw: RouteSaw,
    /// What the item told of the health check, where nobody sees its runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_check: Option<LastCheck>,
}

/// What the route item told of the health check. Its times are those of the clock by which the
/// functions and the table live, counted from the run's time zero: the run's own clock may be
/// another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCheck {
    /// `checkedAt`: when the run began that wrote the item last.
    pub checked_at_ms: i64,
    /// `changedAt`: when the run began that changed the route last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at_ms: Option<i64>,
    /// `reason`: what the run that wrote the item last had found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The date of the answer, which has whole seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated_ms: Option<i64>,
}

/// What a route probe saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "saw", rename_all = "kebab-case")]
pub enum RouteSaw {
    /// The item, with this `lexRegion`.
    Route {
        /// A region's name, or `err`, or whatever stands there.
        lex_region: String,
    },
    /// No item, or no `lexRegion` in it.
    Missing,
    /// No answer that tells: neither ok nor failed.
    Unknown {
        /// What came instead.
        why: String,
    },
}

/// A synthetic Amazon Connect call: lexDRGetRegion, then the bot of the region it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerProbe {
    /// From the call's arrival to its end.
    #[serde(flatten)]
    pub during: During,
    /// Counted from 1.
    pub call: u64,
    /// Whether it placed a complete order or asked the first question only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub order: bool,
    /// `primaryCode` of GetRegion's answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Where GetRegion had it from, if not from the table (`last-known`, `default`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When GetRegion's answer was there; absent if none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_ms: Option<i64>,
    /// The longest the caller heard nothing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub silence_ms: u64,
    /// How it ended.
    #[serde(flatten)]
    pub ending: Ending,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

/// How a call ended, for the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "kebab-case")]
pub enum Ending {
    /// The bot answered what it should.
    Served,
    /// The flow apologised and hung up.
    Apologised,
    /// The bot of another region than the route's answered.
    WrongRegion {
        /// What happened.
        why: String,
    },
    /// The caller heard nothing for longer than a caller stays on the line.
    DeadAir {
        /// What happened.
        why: String,
    },
    /// The call broke off, or the bot answered something else.
    Dropped {
        /// What happened.
        why: String,
    },
    /// It cannot be told.
    Unknown {
        /// What is known.
        why: String,
    },
}

/// A run of lexDRTest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRun {
    /// From the start of the invocation to its end.
    #[serde(flatten)]
    pub during: During,
    /// 1, or more for the async retries of a failed run.
    pub attempt: u32,
    /// How it ended.
    #[serde(flatten)]
    pub result: CheckResult,
    /// What was seen of it from outside, where its answer does not say what it found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<CheckTrace>,
}

/// What was seen of a run of lexDRTest from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckTrace {
    /// Whether it ended while it was still starting, before its handler began.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub starting: bool,
    /// The first of its calls to bots and tables, in order of their starts. Those of another run
    /// of lexDRTest under way at the same time are among them.
    #[serde(default)]
    pub calls: Vec<CheckCall>,
    /// The end of its log, without anything secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
}

/// A call that lexDRTest made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckCall {
    /// The service as its endpoint is called: `runtime.lex`, `dynamodb`.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The region it went to.
    pub region: String,
    /// `200`, `404 NotFoundException`, `connection refused`; absent if nothing had come by the end
    /// of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// How a run of lexDRTest ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum CheckResult {
    /// It returned. What it said beyond statusCode and body is what our own check adds; another's
    /// check leaves it out.
    Returned {
        /// The route it decided on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lex_region: Option<String>,
        /// `healthy`, or why the primary was judged down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        primary: Option<String>,
        /// The same for the secondary, if it was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secondary: Option<String>,
    },
    /// It raised an error.
    Failed {
        /// Type and message.
        error: String,
    },
    /// It was cut off at its time limit.
    TimedOut,
    /// Lambda did not run it.
    Refused {
        /// Why not.
        error: String,
    },
}

/// The route item was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// When the table had it.
    pub at_ms: i64,
    /// The `lexRegion` now in the item; absent if the item or the attribute is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lex_region: Option<String>,
    /// The `reason` attribute now in the item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
