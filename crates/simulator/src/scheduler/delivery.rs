//! One firing of a schedule: a call, and the same call again while its target is out of order.
//!
//! Answers of 5xx and refusals for want of throughput are worth another try, other refusals are not
//! (re:Post, "How do I set up EventBridge retries"): the invocation is dropped then. The API
//! reference says that retries have an exponential backoff and not how long it is. These waits
//! double from a second to eight minutes: then 185 of them, the most that a schedule has, come to
//! the 24 hours that are the longest that an event is kept.
//!
//! What becomes of the retries of a schedule that is deleted is not documented; here they end.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use lexdr_wire::{ConnectionError, Request, Response, Service};
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::definition::PRINCIPAL;
use super::target::Target;
use super::ticking::Ticking;
use super::universal::{Order, request};
use crate::Principal;
use crate::gateway::{error_code, exchange};
use crate::observe::Observation;
use crate::region::Region;
use crate::world::World;

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(8 * 60);

/// Why a call came to nothing.
struct Failure {
    reason: String,
    passing: bool,
}

/// Calls the target of a schedule until it has taken the call, or the schedule gives up. `None`
/// inside: the simulator is gone.
pub(super) async fn deliver(world: Weak<World>, ticking: Arc<Ticking>, tick: SystemTime) {
    attempts(&world, &ticking, tick).await.unwrap_or_default();
}

async fn attempts(world: &Weak<World>, ticking: &Ticking, tick: SystemTime) -> Option<()> {
    let retry = ticking.definition.retry;
    let begun = tokio::time::Instant::now();
    let execution = world.upgrade()?.ids.uuid();
    let mut wait = FIRST_WAIT;
    let mut attempt = 1;
    loop {
        if !is_current(&*world.upgrade()?, ticking) {
            return Some(());
        }
        let sent = send(
            &*world.upgrade()?,
            world,
            ticking,
            tick,
            attempt,
            &execution,
        );
        let failure = match sent {
            Ok((service, answer)) => match judged(service, answer.await.ok()?) {
                Ok(()) => return Some(()),
                Err(failure) => failure,
            },
            Err(reason) => Failure {
                reason,
                passing: false,
            },
        };
        let again =
            failure.passing && attempt <= retry.retries && begun.elapsed() + wait <= retry.max_age;
        if !again {
            dropped(&*world.upgrade()?, ticking, &failure.reason);
            return Some(());
        }
        tokio::time::sleep(wait).await;
        wait = LONGEST_WAIT.min(wait * 2);
        attempt += 1;
    }
}

/// Whether the schedule is still as it was: one that was changed or deleted makes no other call, also
/// if that happened in this very instant.
fn is_current(world: &World, ticking: &Ticking) -> bool {
    let region = world.region(&ticking.region);
    region.is_some_and(|region| region.scheduler.is_current(&ticking.name, ticking.serial))
}

type Answered = Result<Response, ConnectionError>;

/// Sends the call, in a task of its own: what is on its way cannot be called back, whatever
/// becomes of the schedule.
fn send(
    world: &World,
    weak: &Weak<World>,
    ticking: &Ticking,
    tick: SystemTime,
    attempt: u32,
    execution: &str,
) -> Result<(Service, oneshot::Receiver<Answered>), String> {
    let Ticking {
        name, definition, ..
    } = ticking;
    let region = world.region(&ticking.region).ok_or("the region is gone")?;
    let role = &definition.role_arn;
    if !world.iam.trusts(role, PRINCIPAL) {
        return Err(format!("{PRINCIPAL} may not assume {role}"));
    }
    let (service, operation) = definition.target.call();
    let text = definition.input.as_deref();
    let text = text.map(|text| filled(text, region, ticking, tick, attempt, execution));
    let order = Order {
        service,
        operation,
        region: &region.name,
        input: input(world, region, ticking, tick, text)?,
    };
    let keys = world.keys.credentials(&Principal::ScheduleRole {
        schedule: name.clone(),
        role: role.rsplit('/').next().unwrap_or_default().to_owned(),
    });
    let request: Request = request(order, &keys)?;
    let (answer, answered) = oneshot::channel();
    let weak = Weak::clone(weak);
    world.tasks.spawn(async move {
        // Fails if the schedule is gone.
        answer
            .send(exchange(weak, request).await)
            .unwrap_or_default();
    });
    Ok((service, answered))
}

/// The parameters of the call.
fn input(
    world: &World,
    region: &Region,
    ticking: &Ticking,
    tick: SystemTime,
    text: Option<String>,
) -> Result<Map<String, Value>, String> {
    match &ticking.definition.target {
        Target::Operation(..) => {
            let text = text.as_deref().unwrap_or("{}");
            serde_json::from_str(text).map_err(|error| format!("the input: {error}"))
        }
        Target::Function(arn) => {
            let payload = text.unwrap_or_else(|| notification(world, region, ticking, tick));
            let input = json!({
                "FunctionName": arn,
                "InvocationType": "Event",
                "Payload": payload,
            });
            Ok(input.as_object().cloned().unwrap_or_default())
        }
    }
}

/// The input with its keywords filled in (EventBridge Scheduler user guide, "Adding context
/// attributes").
fn filled(
    text: &str,
    region: &Region,
    ticking: &Ticking,
    tick: SystemTime,
    attempt: u32,
    execution: &str,
) -> String {
    text.replace(
        "<aws.scheduler.schedule-arn>",
        &region.scheduler.arn(&ticking.name),
    )
    .replace("<aws.scheduler.scheduled-time>", &Ticking::date(tick))
    .replace("<aws.scheduler.execution-id>", execution)
    .replace("<aws.scheduler.attempt-number>", &attempt.to_string())
}

/// What a function gets from a schedule without an input.
fn notification(world: &World, region: &Region, ticking: &Ticking, tick: SystemTime) -> String {
    let event = json!({
        "version": "0",
        "id": world.ids.uuid(),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": world.settings.account,
        "time": Ticking::date(tick),
        "region": region.name,
        "resources": [region.scheduler.arn(&ticking.name)],
        "detail": "{}",
    });
    event.to_string()
}

/// What an answer means.
fn judged(service: Service, answer: Answered) -> Result<(), Failure> {
    let response = answer.map_err(|error| Failure {
        reason: error.to_string(),
        passing: true,
    })?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let code = error_code(service, &response).unwrap_or_default();
    // 501 is the simulator's own: no other try will find the operation there.
    let passing = status.as_u16() == 429
        || (status.is_server_error() && status.as_u16() != 501)
        || code.contains("Throttl")
        || matches!(
            code.as_str(),
            "ProvisionedThroughputExceededException" | "RequestLimitExceeded"
        );
    let reason = format!("{service} answered {} {code}", status.as_u16());
    Err(Failure { reason, passing })
}

fn dropped(world: &World, ticking: &Ticking, reason: &str) {
    world.observe(&Observation::TargetFailed {
        region: &ticking.region,
        rule: &ticking.name,
        target: &ticking.definition.target_arn,
        reason,
        at_ms: world.clock.now_ms(),
    });
}
