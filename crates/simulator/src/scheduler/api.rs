//! The API: schedules in the default group.

use std::sync::Arc;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};
use serde_json::{Value, json};

use super::definition::{self, Definition, PRINCIPAL, not_in};
use super::schedules::{Schedule, State, not_found};
use super::ticking::{self, Ticking};
use super::{GROUP, validation};
use crate::input::{Input, invalid, json as json_response, query};
use crate::region::Region;
use crate::world::World;

type Answered = Result<Value, ServiceError>;

/// Answers a call of EventBridge Scheduler.
pub(crate) fn handle(
    world: &Arc<World>,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Response {
    match act(world, region, call, request) {
        Ok(body) => json_response(200, "application/json", request_id, &body),
        Err(error) => error.into_response(Service::Scheduler, request_id),
    }
}

fn act(world: &Arc<World>, region: &Region, call: &Call, request: &Request) -> Answered {
    let name = call.label("Name");
    match call.operation.as_str() {
        "CreateSchedule" => {
            check_name("name", name)?;
            create(world, region, name, &Input::parse(request.body())?)
        }
        "UpdateSchedule" => {
            check_name("name", name)?;
            update(world, region, name, &Input::parse(request.body())?)
        }
        "GetSchedule" => {
            check_group(query(request, "groupName").as_deref())?;
            let scheduler = &region.scheduler;
            let mut state = scheduler.state();
            Ok(state.schedule(name)?.show(name, &scheduler.arn(name)))
        }
        "DeleteSchedule" => {
            check_group(query(request, "groupName").as_deref())?;
            delete(region, name, query(request, "clientToken"))
        }
        "ListSchedules" => list(region, request),
        other => Err(ServiceError::not_implemented(Service::Scheduler, other)),
    }
}

fn create(world: &Arc<World>, region: &Region, name: &str, input: &Input) -> Answered {
    let token = input.text("ClientToken")?.map(str::to_owned);
    let defined = defined(world, region, "CreateSchedule", input)?;
    let mut state = region.scheduler.state();
    let arn = region.scheduler.arn(name);
    if let Some(known) = state.schedules.get(name) {
        // The same request, sent again because its answer was lost.
        if token.is_some() && known.token == token && *known.definition == defined {
            return Ok(json!({ "ScheduleArn": arn }));
        }
        let message = format!("Schedule {name} already exists.");
        return Err(ServiceError::new("ConflictException", 409, message));
    }
    let now_ms = world.clock.now_ms();
    state.deleted.remove(name);
    let schedule = Schedule {
        token,
        created_ms: now_ms,
        ..begin(world, region, &mut state, name, defined)
    };
    state.schedules.insert(name.to_owned(), schedule);
    Ok(json!({ "ScheduleArn": arn }))
}

/// Replaces everything; what the request does not say gets its default.
fn update(world: &Arc<World>, region: &Region, name: &str, input: &Input) -> Answered {
    let defined = defined(world, region, "UpdateSchedule", input)?;
    let mut state = region.scheduler.state();
    let before = state
        .schedules
        .remove(name)
        .ok_or_else(|| not_found(name))?;
    let schedule = Schedule {
        token: before.token,
        created_ms: before.created_ms,
        ..begin(world, region, &mut state, name, defined)
    };
    state.schedules.insert(name.to_owned(), schedule);
    Ok(json!({ "ScheduleArn": region.scheduler.arn(name) }))
}

/// What the request defines, with a role that can be assumed.
fn defined(
    world: &World,
    region: &Region,
    operation: &str,
    input: &Input,
) -> Result<Definition, ServiceError> {
    check_group(input.text("GroupName")?)?;
    let defined = definition::read(input, operation, &region.name, world.clock.now())?;
    if !world.iam.trusts(&defined.role_arn, PRINCIPAL) {
        return Err(validation(
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the \
             role.",
        ));
    }
    Ok(defined)
}

/// A new schedule, which ticks from now on if it is enabled.
fn begin(
    world: &Arc<World>,
    region: &Region,
    state: &mut State,
    name: &str,
    defined: Definition,
) -> Schedule {
    let now_ms = world.clock.now_ms();
    let definition = Arc::new(defined);
    let serial = state.next_serial();
    let ticking = Ticking {
        region: region.name.clone(),
        name: name.to_owned(),
        serial,
        definition: Arc::clone(&definition),
    };
    let ticker = definition.enabled.then(|| ticking::start(world, ticking));
    Schedule {
        definition,
        serial,
        token: None,
        created_ms: now_ms,
        changed_ms: now_ms,
        ticker,
    }
}

fn delete(region: &Region, name: &str, token: Option<String>) -> Answered {
    let mut state = region.scheduler.state();
    if state.schedules.remove(name).is_some() {
        if let Some(token) = token {
            state.deleted.insert(name.to_owned(), token);
        }
        return Ok(json!({}));
    }
    match token {
        Some(token) if state.deleted.get(name) == Some(&token) => Ok(json!({})),
        _ => Err(not_found(name)),
    }
}

fn list(region: &Region, request: &Request) -> Answered {
    check_group(query(request, "ScheduleGroup").as_deref())?;
    let prefix = query(request, "NamePrefix").unwrap_or_default();
    let after = query(request, "NextToken").unwrap_or_default();
    let state = query(request, "State");
    if let Some(wanted) = &state
        && !matches!(wanted.as_str(), "ENABLED" | "DISABLED")
    {
        return Err(not_in("state", wanted, &["ENABLED", "DISABLED"]));
    }
    let limit = limit(query(request, "MaxResults"))?;
    let scheduler = &region.scheduler;
    let all = scheduler.state();
    let mut rest = all.schedules.iter().filter(|(name, schedule)| {
        let is = &schedule.definition.shown["State"];
        name.starts_with(&prefix)
            && name.as_str() > after.as_str()
            && state.as_ref().is_none_or(|wanted| is == wanted.as_str())
    });
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let shown = page
        .iter()
        .map(|(name, schedule)| schedule.summary(name, &scheduler.arn(name)));
    let mut answer = json!({ "Schedules": shown.collect::<Vec<_>>() });
    if let (Some((last, _)), Some(_)) = (page.last(), rest.next()) {
        answer["NextToken"] = json!(last);
    }
    Ok(answer)
}

fn limit(given: Option<String>) -> Result<usize, ServiceError> {
    const MOST: usize = 100;
    let Some(given) = given else {
        return Ok(MOST);
    };
    let limit = given.parse().ok().filter(|n| (1..=MOST).contains(n));
    let constraint = "Member must be between 1 and 100, inclusive";
    limit.ok_or_else(|| invalid("maxResults", &given, constraint))
}

/// There is no group but the default one.
fn check_group(name: Option<&str>) -> Result<(), ServiceError> {
    match name {
        None | Some(GROUP) => Ok(()),
        Some(other) => {
            let message = format!("Schedule group {other} does not exist.");
            Err(ServiceError::new("ResourceNotFoundException", 404, message))
        }
    }
}

fn check_name(member: &str, name: &str) -> Result<(), ServiceError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if (1..=64).contains(&name.len()) && name.chars().all(plain) {
        return Ok(());
    }
    let constraint = "Member must satisfy regular expression pattern: ^[0-9a-zA-Z-_.]+$";
    Err(invalid(member, name, constraint))
}
