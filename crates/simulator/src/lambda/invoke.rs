//! One run of a function: environment, handler, time limit.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use lexdr_wire::ServiceError;

use super::config::Config;
use super::environments::{Contained, EXITED, Slot, Warm, describe};
use super::log::{self, Report};
use super::notice::{begun, over, refused};
use super::program::{FunctionError, Invocation, LogBuffer};
use crate::clock::Clock;
use crate::date;
use crate::latency::pass;
use crate::observe::Trigger;
use crate::world::World;

/// Lambda's limit on the init phase.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// The quota on a synchronous answer, in bytes (6 MB and a little for the envelope).
const ANSWER_LIMIT: usize = 6_291_556;

/// What is to be run.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) region: String,
    pub(crate) function: String,
    pub(crate) payload: Bytes,
    pub(crate) request_id: String,
    pub(crate) trigger: Trigger,
    /// Counted from 1.
    pub(crate) attempt: u32,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Outcome {
    Returned(Bytes),
    Failed(FunctionError),
    TimedOut(FunctionError),
    /// Not run: no such function, not ready, no concurrency.
    Refused(ServiceError),
}

/// A run that is over.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    /// The last 4 KB of the log.
    pub(crate) log_tail: String,
}

/// A run that Lambda has admitted.
struct Admitted {
    slot: Slot,
    idle: Option<Warm>,
    config: Arc<Config>,
    arn: String,
    clock: Clock,
}

/// Runs a job to its end; `None` if the simulator is gone by then. Nothing keeps the simulator
/// alive while the function runs.
pub(crate) async fn run(world: &Weak<World>, job: &Job) -> Option<Ended> {
    let admitted = {
        let world = world.upgrade()?;
        match admit(&world, job) {
            Ok(admitted) => admitted,
            Err(error) => return Some(refused(&world, job, error)),
        }
    };
    let Admitted {
        slot,
        idle,
        config,
        arn,
        clock,
    } = admitted;
    let mut start_ms = clock.now_ms();
    let (warm, init) = match idle {
        Some(warm) => (Ok(warm), None),
        None => {
            let begun = tokio::time::Instant::now();
            let started = start(world, job, &config, clock).await;
            (started, Some(begun.elapsed()))
        }
    };
    let (outcome, report) = match warm {
        Ok(mut warm) => {
            start_ms = clock.now_ms();
            begun(&*world.upgrade()?, job, start_ms);
            let (outcome, duration) = handle(&mut warm, job, &config, arn, clock).await;
            let report = Report {
                init,
                duration,
                log: warm.log.take(),
            };
            let reusable = match &outcome {
                Outcome::Returned(_) => true,
                // A handler that failed is ready for the next event; a process that is gone, or
                // was cut off in the middle, is not.
                Outcome::Failed(error) => error.error_type != EXITED,
                _ => false,
            };
            if reusable {
                slot.keep(warm);
            }
            (outcome, report)
        }
        Err((outcome, log)) => (
            outcome,
            Report {
                init,
                duration: Duration::ZERO,
                log: log.take(),
            },
        ),
    };
    let log_tail = log::tail(&job.request_id, config.memory_mb, report, &outcome);
    let ended = Ended { outcome, log_tail };
    let world = world.upgrade()?;
    over(&world, job, start_ms, clock.now_ms(), &ended);
    Some(ended)
}

fn admit(world: &Arc<World>, job: &Job) -> Result<Admitted, ServiceError> {
    let region = world.region(&job.region).ok_or_else(gone)?;
    let now_ms = world.clock.now_ms();
    let running = region
        .lambda
        .functions()
        .values()
        .map(|one| one.pool.running())
        .sum();
    region.lambda.with(&job.function, now_ms, |function| {
        if function.is_pending(now_ms) {
            return Err(function.pending());
        }
        let weak = Arc::downgrade(world);
        let (slot, idle) = Slot::take(weak, &job.region, &job.function, function, running)?;
        Ok(Admitted {
            slot,
            idle,
            config: Arc::clone(&function.current),
            arn: function.arn.clone(),
            clock: world.clock,
        })
    })
}

fn gone() -> ServiceError {
    ServiceError::new("ServiceException", 500, "the region is gone")
}

/// The init phase. On failure, how the invocation ends, and what was logged.
async fn start(
    world: &Weak<World>,
    job: &Job,
    config: &Config,
    clock: Clock,
) -> Result<Warm, (Outcome, LogBuffer)> {
    let log = LogBuffer::default();
    let failed = |error: FunctionError| (Outcome::Failed(error), log.clone());
    let stopped = || failed(FunctionError::new(EXITED, "the simulator was shut down"));
    let cold_start = {
        let world = world.upgrade().ok_or_else(stopped)?;
        let region = world.region(&job.region).ok_or_else(stopped)?;
        region.pace.cold_start()
    };
    pass(cold_start).await;
    let (starting, serial) = {
        let world = world.upgrade().ok_or_else(stopped)?;
        let name = config.code.program.as_ref().map_err(|why| {
            failed(FunctionError::new(
                "Runtime.InvalidEntrypoint",
                why.as_str(),
            ))
        })?;
        let program = world.programs.find(name).map_err(failed)?;
        let environment = describe(&world, &job.region, &job.function, config, log.clone());
        let serial = environment.serial;
        (program.start(environment), serial)
    };
    tokio::select! {
        biased;
        started = Contained(starting) => match started {
            Ok(instance) => Ok(Warm { instance, log, serial }),
            Err(error) => Err(failed(error)),
        },
        () = tokio::time::sleep(INIT_LIMIT) => {
            let error = timed_out(clock, &job.request_id, INIT_LIMIT);
            Err((Outcome::TimedOut(error), log.clone()))
        }
    }
}

/// The invoke phase, cut off at the function's time limit.
async fn handle(
    warm: &mut Warm,
    job: &Job,
    config: &Config,
    function_arn: String,
    clock: Clock,
) -> (Outcome, Duration) {
    let limit = Duration::from_secs(u64::from(config.timeout_s));
    let begun = tokio::time::Instant::now();
    let invocation = Invocation {
        request_id: job.request_id.clone(),
        function_arn,
        payload: job.payload.clone(),
        deadline: clock.now() + limit,
    };
    let outcome = tokio::select! {
        biased;
        result = Contained(warm.instance.invoke(invocation)) => match result {
            Ok(answer) if answer.len() > ANSWER_LIMIT => {
                Outcome::Failed(FunctionError::new(
                    "Function.ResponseSizeTooLarge",
                    format!(
                        "Response payload size exceeded maximum allowed payload size \
                         ({ANSWER_LIMIT} bytes)."
                    ),
                ))
            }
            Ok(answer) => Outcome::Returned(answer),
            Err(error) => Outcome::Failed(error),
        },
        () = tokio::time::sleep(limit) => {
            Outcome::TimedOut(timed_out(clock, &job.request_id, limit))
        }
    };
    (outcome, begun.elapsed())
}

fn timed_out(clock: Clock, request_id: &str, limit: Duration) -> FunctionError {
    let now = date::iso(clock.now_ms());
    let seconds = limit.as_secs_f64();
    FunctionError::new(
        "Sandbox.Timedout",
        format!("{now} {request_id} Task timed out after {seconds:.2} seconds"),
    )
}
