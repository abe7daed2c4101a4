//! Asynchronous invocation: events wait in a queue, failed ones are run again.
//!
//! From the Lambda developer guide, "Asynchronous invocation": function errors, timeouts included,
//! are retried twice, after one minute and then after two; throttled events go back to the queue
//! for up to six hours, at intervals that grow from one second to five minutes.

use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;

use super::functions::EventInvoke;
use super::invoke::{Job, Outcome, run};
use crate::latency::pass;
use crate::observe::Trigger;
use crate::world::World;

const FIRST_THROTTLE_WAIT: Duration = Duration::from_secs(1);
const LONGEST_THROTTLE_WAIT: Duration = Duration::from_secs(5 * 60);

/// Puts an event into the queue of a function.
pub(crate) fn enqueue(
    world: &Arc<World>,
    region: &str,
    function: &str,
    payload: Bytes,
    request_id: String,
) {
    let job = Job {
        region: region.to_owned(),
        function: function.to_owned(),
        payload,
        request_id,
        trigger: Trigger::Event,
        attempt: 1,
    };
    let weak = Arc::downgrade(world);
    let waiting = world
        .region(region)
        .map_or(Duration::ZERO, |region| region.pace.queue());
    world.tasks.spawn(async move {
        // `None`: the simulator is gone, and the event with it.
        deliver(weak, job, waiting).await.unwrap_or_default();
    });
}

async fn deliver(world: Weak<World>, mut job: Job, waiting: Duration) -> Option<()> {
    let accepted = tokio::time::Instant::now();
    let mut throttle_wait = FIRST_THROTTLE_WAIT;
    pass(waiting).await;
    loop {
        let ended = run(&world, &job).await?;
        let policy = event_invoke(&world, &job)?;
        let wait = match ended.outcome {
            Outcome::Returned(_) => return Some(()),
            Outcome::Refused(error) if error.status == 404 => return Some(()),
            Outcome::Refused(_) => {
                let wait = throttle_wait;
                throttle_wait = LONGEST_THROTTLE_WAIT.min(throttle_wait * 2);
                wait
            }
            Outcome::Failed(_) | Outcome::TimedOut(_) => {
                if job.attempt > policy.retries {
                    return Some(());
                }
                let wait = Duration::from_secs(60) * job.attempt;
                job.attempt += 1;
                wait
            }
        };
        if accepted.elapsed() + wait > policy.max_age {
            return Some(());
        }
        tokio::time::sleep(wait).await;
    }
}

/// The retry policy now; `None` if the function is gone.
fn event_invoke(world: &Weak<World>, job: &Job) -> Option<EventInvoke> {
    let world = world.upgrade()?;
    let region = world.region(&job.region)?;
    let functions = region.lambda.functions();
    let function = functions.get(&job.function)?;
    Some(function.event_invoke.unwrap_or(EventInvoke::DEFAULT))
}
