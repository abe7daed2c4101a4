//! What somebody outside may watch: calls, invocations, writes, each with its exact instant.

use bytes::Bytes;
use lexdr_wire::Call;
use serde_json::Value;

use crate::{FunctionError, Principal};

/// Watches a simulator.
///
/// Called in the order in which things happen, between two steps of the simulated world: it must
/// neither block nor call the simulator. An observer that keeps a [`Simulator`](crate::Simulator)
/// keeps it alive for ever; let it keep a [`WeakSimulator`](crate::WeakSimulator).
pub trait Observer: Send + Sync {
    /// Something happened.
    fn observed(&self, what: &Observation<'_>);
}

/// Something that happened. All times are milliseconds since 1970 on the simulator's clock.
#[derive(Debug, Clone)]
pub enum Observation<'a> {
    /// A call is over.
    Exchange {
        /// When the request came in.
        start_ms: i64,
        /// When the service acted; `None` if the caller was gone before that.
        effect_ms: Option<i64>,
        /// When the answer left, or the caller had gone.
        end_ms: i64,
        /// Who called; `None` for a stranger.
        principal: Option<&'a Principal>,
        /// What was asked.
        call: &'a Call,
        /// The HTTP status; `None` if the caller was gone before the answer.
        status: Option<u16>,
        /// The error's name, if the answer was one.
        error_code: Option<&'a str>,
    },
    /// A function's handler begins.
    InvocationStarted {
        /// The function.
        function: &'a str,
        /// Its region.
        region: &'a str,
        /// The invocation; the same through all attempts of an event.
        request_id: &'a str,
        /// Counted from 1.
        attempt: u32,
        /// How it was called.
        trigger: Trigger,
        /// When.
        start_ms: i64,
    },
    /// An invocation is over, or was refused.
    InvocationEnded {
        /// The function.
        function: &'a str,
        /// Its region.
        region: &'a str,
        /// The invocation.
        request_id: &'a str,
        /// Counted from 1.
        attempt: u32,
        /// How it was called.
        trigger: Trigger,
        /// When the handler began (initialization, if that failed; the refusal, if throttled).
        start_ms: i64,
        /// When it was over.
        end_ms: i64,
        /// How it ended.
        result: InvocationResult<'a>,
        /// The last 4 KB of its log.
        log_tail: &'a str,
    },
    /// An item was written or deleted.
    ItemChanged {
        /// The table's region.
        region: &'a str,
        /// The table.
        table: &'a str,
        /// The item's key as the API writes it: `{"connectRegion":{"S":"us-east-1"}}`.
        key: &'a Value,
        /// The item as it is now; `None` if it is gone.
        item: Option<&'a Value>,
        /// When.
        at_ms: i64,
    },
    /// A rule could not hand an event to a target (EventBridge's metric `FailedInvocations`), or a
    /// schedule gave up calling its own (EventBridge Scheduler's `InvocationDroppedCount`).
    TargetFailed {
        /// The region of the rule or schedule.
        region: &'a str,
        /// The rule or schedule.
        rule: &'a str,
        /// The target: of a rule by its id, of a schedule by its ARN.
        target: &'a str,
        /// Why.
        reason: &'a str,
        /// When.
        at_ms: i64,
    },
}

/// How a function is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// Synchronously: the caller waits.
    Request,
    /// Asynchronously: from the queue, with retries.
    Event,
}

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvocationResult<'a> {
    /// The handler returned this.
    Returned(&'a Bytes),
    /// The handler or its initialization failed.
    FunctionError(&'a FunctionError),
    /// It was cut off at its time limit.
    TimedOut,
    /// Lambda did not run it, for want of concurrency.
    Throttled,
}
