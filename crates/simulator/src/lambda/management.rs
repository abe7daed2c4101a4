//! Lambda's API beside Invoke.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use lexdr_wire::{Call, Request, Service, ServiceError};
use serde_json::{Value, json};

use super::account;
use super::api::{nothing, query_value};
use super::code::Code;
use super::config::{Config, refused};
use super::environments::ACCOUNT_CONCURRENCY;
use super::functions::EventInvoke;
use crate::input::{Input, invalid};
use crate::region::Region;
use crate::world::World;

/// Concurrency that must stay for functions without a reservation.
const UNRESERVED: u32 = 100;

type Answered = Result<(u16, Value), ServiceError>;

/// Answers any call but Invoke: status and body.
pub(crate) fn handle(world: &World, region: &Region, call: &Call, request: &Request) -> Answered {
    match call.operation.as_str() {
        "CreateFunction" => return create(world, region, &Input::parse(request.body())?),
        "GetAccountSettings" => return account::settings(region),
        "ListFunctions" => return list(world, region, request),
        "ListTags" | "TagResource" | "UntagResource" => {
            return account::tags(region, call, request, world.clock.now_ms());
        }
        _ => {}
    }
    let lambda = &region.lambda;
    let name = lambda.name(call.label("name"))?;
    let now_ms = world.clock.now_ms();
    let query = |key| query_value(request, key);
    let input = || Input::parse(request.body());
    match call.operation.as_str() {
        "GetFunction" => lambda.with(name, now_ms, |function| {
            let mut body = json!({
                "Configuration": function.json(name, now_ms),
                // No Location: there is no place that the package could be fetched from.
                "Code": { "RepositoryType": "S3" },
            });
            if let Some(reserved) = function.reserved {
                body["Concurrency"] = json!({ "ReservedConcurrentExecutions": reserved });
            }
            if !function.tags.is_empty() {
                body["Tags"] = json!(function.tags);
            }
            Ok((200, body))
        }),
        "GetFunctionConfiguration" => lambda.with(name, now_ms, |function| {
            Ok((200, Value::Object(function.json(name, now_ms))))
        }),
        "UpdateFunctionConfiguration" => update(world, region, name, |config| {
            let input = input()?;
            config.update("UpdateFunctionConfiguration", &input)?;
            check_role(world, &config.role)?;
            Ok(input.text("RevisionId")?.map(str::to_owned))
        }),
        "UpdateFunctionCode" => update(world, region, name, |config| {
            let input = input()?;
            config.code = Arc::new(code(&input, "UpdateFunctionCode", input.text("ZipFile")?)?);
            Ok(input.text("RevisionId")?.map(str::to_owned))
        }),
        "DeleteFunction" => {
            let removed = lambda.functions().remove(name);
            removed
                .map(|_| nothing())
                .ok_or_else(|| lambda.not_found(name))
        }
        "AddPermission" => lambda.with(name, now_ms, |function| {
            let revision = world.ids.uuid();
            let statement = function.policy.add(&input()?, &function.arn, revision)?;
            Ok((201, json!({ "Statement": statement.to_string() })))
        }),
        "RemovePermission" => lambda.with(name, now_ms, |function| {
            let guard = query("RevisionId");
            let id = call.label("statementId");
            function
                .policy
                .remove(id, guard.as_deref(), world.ids.uuid())?;
            Ok(nothing())
        }),
        "GetPolicy" => lambda.with(name, now_ms, |function| {
            let document = function.policy.document(&function.arn)?;
            Ok((
                200,
                json!({ "Policy": document, "RevisionId": function.policy.revision }),
            ))
        }),
        "PutFunctionConcurrency" => reserve(region, name, &input()?),
        "DeleteFunctionConcurrency" => lambda.with(name, now_ms, |function| {
            function.reserved = None;
            Ok(nothing())
        }),
        "GetFunctionConcurrency" => lambda.with(name, now_ms, |function| {
            let body = function.reserved.map_or_else(
                || json!({}),
                |n| json!({ "ReservedConcurrentExecutions": n }),
            );
            Ok((200, body))
        }),
        "PutFunctionEventInvokeConfig" => {
            let set = event_invoke(&input()?, now_ms)?;
            lambda.with(name, now_ms, |function| {
                function.event_invoke = Some(set);
                Ok((200, show(&set, &function.arn)))
            })
        }
        "GetFunctionEventInvokeConfig" => lambda.with(name, now_ms, |function| {
            let set = function
                .event_invoke
                .ok_or_else(|| no_config(&function.arn))?;
            Ok((200, show(&set, &function.arn)))
        }),
        "DeleteFunctionEventInvokeConfig" => lambda.with(name, now_ms, |function| {
            let was = function.event_invoke.take();
            was.map(|_| nothing())
                .ok_or_else(|| no_config(&function.arn))
        }),
        other => Err(ServiceError::not_implemented(Service::Lambda, other)),
    }
}

fn create(world: &World, region: &Region, input: &Input) -> Answered {
    let name = input.required("FunctionName")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        let constraint = "Member must satisfy regular expression pattern: [a-zA-Z0-9-_]{1,64}";
        return Err(invalid("functionName", name, constraint));
    }
    let package = input.object("Code")?.and_then(|code| code.get("ZipFile"));
    let code = code(input, "CreateFunction", package.and_then(Value::as_str))?;
    let mut config = Config::create(input, code)?;
    check_role(world, &config.role)?;
    let now_ms = world.clock.now_ms();
    config.revision = world.ids.uuid();
    config.modified_ms = now_ms;
    let mut tags = BTreeMap::new();
    account::add(&mut tags, input)?;
    Ok((201, region.lambda.add(name, config, tags, now_ms)?))
}

/// Lambda takes a role only if it may assume it.
fn check_role(world: &World, arn: &str) -> Result<(), ServiceError> {
    if world.iam.trusts(arn, "lambda.amazonaws.com") {
        return Ok(());
    }
    Err(refused(
        "The role defined for the function cannot be assumed by Lambda.",
    ))
}

fn code(input: &Input, operation: &str, package: Option<&str>) -> Result<Code, ServiceError> {
    input.refuse(
        operation,
        &["S3Bucket", "S3Key", "ImageUri", "Publish", "DryRun"],
    )?;
    let package = package.ok_or_else(|| {
        refused("the lexdr simulator takes code as a ZipFile, not from S3 or an image")
    })?;
    Code::from_base64(package)
}

fn update(
    world: &World,
    region: &Region,
    name: &str,
    change: impl FnOnce(&mut Config) -> Result<Option<String>, ServiceError>,
) -> Answered {
    let now_ms = world.clock.now_ms();
    let settling = region.lambda.settling;
    region.lambda.with(name, now_ms, |function| {
        let mut config = function.shown().clone();
        let guard = change(&mut config)?;
        function.replace(guard.as_deref(), config, world.ids.uuid(), now_ms, settling)?;
        Ok((200, Value::Object(function.json(name, now_ms))))
    })
}

fn list(world: &World, region: &Region, request: &Request) -> Answered {
    let now_ms = world.clock.now_ms();
    let limit = query_value(request, "MaxItems").and_then(|text| text.parse().ok());
    let marker = query_value(request, "Marker").unwrap_or_default();
    let limit = limit.unwrap_or(50_usize).clamp(1, 50);
    let functions = region.lambda.functions();
    let mut after = functions.iter().filter(|(name, _)| **name > marker);
    let mut last = None;
    let mut page = Vec::new();
    for (name, function) in after.by_ref().take(limit) {
        page.push(Value::Object(function.json(name, now_ms)));
        last = Some(name);
    }
    let mut body = json!({ "Functions": page });
    if after.next().is_some() {
        body["NextMarker"] = json!(last);
    }
    Ok((200, body))
}

fn reserve(region: &Region, name: &str, input: &Input) -> Answered {
    let wanted = input
        .bounded("ReservedConcurrentExecutions", 0..=i64::from(u32::MAX))?
        .ok_or_else(|| crate::input::missing("ReservedConcurrentExecutions"))?;
    let wanted = u32::try_from(wanted).expect("within its bounds");
    let mut functions = region.lambda.functions();
    let others: u32 = functions
        .iter()
        .filter(|(other, _)| *other != name)
        .filter_map(|(_, function)| function.reserved)
        .sum();
    let function = functions
        .get_mut(name)
        .ok_or_else(|| region.lambda.not_found(name))?;
    if others.saturating_add(wanted) > ACCOUNT_CONCURRENCY - UNRESERVED {
        return Err(refused(&format!(
            "Specified ReservedConcurrentExecutions for function decreases account's \
             UnreservedConcurrentExecution below its minimum value of [{UNRESERVED}]."
        )));
    }
    function.reserved = Some(wanted);
    Ok((200, json!({ "ReservedConcurrentExecutions": wanted })))
}

fn event_invoke(input: &Input, now_ms: i64) -> Result<EventInvoke, ServiceError> {
    input.refuse("PutFunctionEventInvokeConfig", &["DestinationConfig"])?;
    let mut set = EventInvoke {
        modified_ms: now_ms,
        ..EventInvoke::DEFAULT
    };
    if let Some(retries) = input.bounded("MaximumRetryAttempts", 0..=2)? {
        set.retries = u32::try_from(retries).expect("within its bounds");
    }
    if let Some(age) = input.bounded("MaximumEventAgeInSeconds", 60..=21_600)? {
        set.max_age = Duration::from_secs(age.unsigned_abs());
    }
    Ok(set)
}

fn show(set: &EventInvoke, arn: &str) -> Value {
    json!({
        "FunctionArn": format!("{arn}:$LATEST"),
        "LastModified": set.modified_ms as f64 / 1000.0,
        "MaximumRetryAttempts": set.retries,
        "MaximumEventAgeInSeconds": set.max_age.as_secs(),
        "DestinationConfig": { "OnSuccess": {}, "OnFailure": {} },
    })
}

fn no_config(arn: &str) -> ServiceError {
    let message = format!("The function {arn}:$LATEST doesn't have an EventInvokeConfig");
    ServiceError::new("ResourceNotFoundException", 404, message).with_member("Type", "User")
}
