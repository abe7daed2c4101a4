//! What must hold.

use serde::{Deserialize, Serialize};

use super::Millis;
use crate::Span;

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
