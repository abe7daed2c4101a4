//! What observers hear of a run.

use std::time::Duration;

use lexdr_wire::ServiceError;

use super::invoke::{Ended, Job, Outcome};
use crate::cloudwatch::Ran;
use crate::observe::{InvocationResult, Observation};
use crate::world::World;

/// The handler begins.
pub(crate) fn begun(world: &World, job: &Job, start_ms: i64) {
    world.observe(&Observation::InvocationStarted {
        function: &job.function,
        region: &job.region,
        request_id: &job.request_id,
        attempt: job.attempt,
        trigger: job.trigger,
        start_ms,
    });
}

/// A run is over: it is measured, and observers hear of it.
pub(crate) fn over(world: &World, job: &Job, start_ms: i64, end_ms: i64, ended: &Ended) {
    let result = match &ended.outcome {
        Outcome::Returned(answer) => InvocationResult::Returned(answer),
        Outcome::Failed(error) => InvocationResult::FunctionError(error),
        Outcome::TimedOut(_) => InvocationResult::TimedOut,
        Outcome::Refused(_) => InvocationResult::Throttled,
    };
    if let Some(region) = world.region(&job.region) {
        let ran = match result {
            InvocationResult::Returned(_) => Ran::Well,
            InvocationResult::Throttled => Ran::Throttled,
            InvocationResult::FunctionError(_) | InvocationResult::TimedOut => Ran::Failed,
        };
        let took = Duration::from_millis((end_ms - start_ms).unsigned_abs());
        let cloudwatch = &region.cloudwatch;
        cloudwatch.invoked(&job.function, start_ms, took, ran);
    }
    world.observe(&Observation::InvocationEnded {
        function: &job.function,
        region: &job.region,
        request_id: &job.request_id,
        attempt: job.attempt,
        trigger: job.trigger,
        start_ms,
        end_ms,
        result,
        log_tail: &ended.log_tail,
    });
}

/// A run was refused; observers hear of it if it was for want of concurrency.
pub(crate) fn refused(world: &World, job: &Job, error: ServiceError) -> Ended {
    let throttled = error.status == 429;
    let ended = Ended {
        outcome: Outcome::Refused(error),
        log_tail: String::new(),
    };
    if throttled {
        let now_ms = world.clock.now_ms();
        over(world, job, now_ms, now_ms, &ended);
    }
    ended
}
