//! EventBridge's API: rules with schedules on the default event bus, and their targets.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use lexdr_wire::{Call, Request, Response, Service, ServiceError};
use serde_json::{Map, Value, json};

use super::rules::Rule;
use super::targets;
use crate::input::{Input, invalid, json as json_response};
use crate::region::Region;
use crate::world::World;

type Answered = Result<Value, ServiceError>;

/// Answers a call of EventBridge.
pub(crate) fn handle(
    world: &Arc<World>,
    region: &Region,
    call: &Call,
    request: &Request,
    request_id: &str,
) -> Response {
    let answered =
        Input::parse(request.body()).and_then(|input| act(world, region, &call.operation, &input));
    match answered {
        Ok(body) => json_response(200, "application/x-amz-json-1.1", request_id, &body),
        Err(error) => error.into_response(Service::Events, request_id),
    }
}

fn act(world: &Arc<World>, region: &Region, operation: &str, input: &Input) -> Answered {
    let events = &region.events;
    let rule = |input: &Input, member| -> Result<String, ServiceError> {
        default_bus(input)?;
        input.required(member).map(str::to_owned)
    };
    match operation {
        "PutRule" => put(world, region, input),
        "DescribeRule" => {
            let name = rule(input, "Name")?;
            events.with(&name, |found| Ok(show(&name, found)))
        }
        "ListRules" => list(region, input),
        "EnableRule" => {
            let name = rule(input, "Name")?;
            events.with(&name, |found| {
                // A rule that ticks already keeps its beat.
                if found.ticker.is_none() {
                    found.start(world, region, &name);
                }
                Ok(json!({}))
            })
        }
        "DisableRule" => {
            let name = rule(input, "Name")?;
            events.with(&name, |found| {
                found.ticker = None;
                Ok(json!({}))
            })
        }
        "DeleteRule" => {
            let name = rule(input, "Name")?;
            let mut rules = events.rules();
            if rules
                .get(&name)
                .is_some_and(|found| !found.targets.is_empty())
            {
                return Err(validation("Rule can't be deleted since it has targets."));
            }
            // Deleting a rule that is not there succeeds.
            rules.remove(&name);
            Ok(json!({}))
        }
        "PutTargets" => {
            let name = rule(input, "Rule")?;
            events.with(&name, |found| targets::put(&region.name, found, input))
        }
        "RemoveTargets" => {
            let name = rule(input, "Rule")?;
            events.with(&name, |found| targets::remove(found, input))
        }
        "ListTargetsByRule" => {
            let name = rule(input, "Rule")?;
            events.with(&name, |found| {
                let all: Vec<&Map<String, Value>> = found.targets.values().collect();
                Ok(json!({ "Targets": all }))
            })
        }
        "TagResource" | "UntagResource" | "ListTagsForResource" => tags(region, operation, input),
        other => Err(ServiceError::not_implemented(Service::Events, other)),
    }
}

/// There is no event bus but `default`.
fn default_bus(input: &Input) -> Result<(), ServiceError> {
    match input.text("EventBusName")? {
        None | Some("default") => Ok(()),
        Some(arn) if arn.ends_with(":event-bus/default") => Ok(()),
        Some(other) => {
            let message = format!("Event bus {other} does not exist.");
            Err(ServiceError::new("ResourceNotFoundException", 400, message))
        }
    }
}

fn put(world: &Arc<World>, region: &Region, input: &Input) -> Answered {
    default_bus(input)?;
    let name = input.required("Name")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        let constraint = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+";
        return Err(invalid("name", name, constraint));
    }
    input.refuse("PutRule", &["EventPattern"])?;
    let expression = input
        .text("ScheduleExpression")?
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            validation("Parameter(s) EventPattern or ScheduleExpression must be specified.")
        })?;
    let schedule = expression
        .parse()
        .map_err(|_| validation("Parameter ScheduleExpression is not valid."))?;
    let enabled = match input.text("State")? {
        None | Some("ENABLED") => true,
        Some("DISABLED") => false,
        Some(other) => {
            let constraint = "Member must satisfy enum value set: [ENABLED, DISABLED]";
            return Err(invalid("state", other, constraint));
        }
    };
    let text = |member| input.text(member).map(|found| found.map(str::to_owned));
    let (description, role_arn) = (text("Description")?, text("RoleArn")?);
    let mut new_tags = BTreeMap::new();
    add_tags(&mut new_tags, input)?;
    let mut rules = region.events.rules();
    // PutRule on an existing rule replaces all but its targets and tags; tags that come with it are
    // ignored then.
    let before = rules.remove(name);
    let (targets, tags, failed_invocations) = before
        .map(|rule| (rule.targets, rule.tags, rule.failed_invocations))
        .unwrap_or_else(|| (IndexMap::new(), new_tags, 0));
    let mut rule = Rule {
        arn: region.events.arn(name),
        expression: expression.to_owned(),
        schedule,
        description,
        role_arn,
        targets,
        tags,
        failed_invocations,
        ticker: None,
    };
    if enabled {
        rule.start(world, region, name);
    }
    let answer = json!({ "RuleArn": rule.arn });
    rules.insert(name.to_owned(), rule);
    Ok(answer)
}

fn show(name: &str, rule: &Rule) -> Value {
    let mut shown = json!({
        "Name": name,
        "Arn": rule.arn,
        "ScheduleExpression": rule.expression,
        "State": rule.state(),
        "EventBusName": "default",
    });
    if let Some(description) = &rule.description {
        shown["Description"] = json!(description);
    }
    if let Some(role) = &rule.role_arn {
        shown["RoleArn"] = json!(role);
    }
    shown
}

fn list(region: &Region, input: &Input) -> Answered {
    default_bus(input)?;
    let prefix = input.text("NamePrefix")?.unwrap_or_default();
    let after = input.text("NextToken")?.unwrap_or_default();
    let limit = input.bounded("Limit", 1..=100)?.unwrap_or(100);
    let rules = region.events.rules();
    let mut rest = rules
        .iter()
        .filter(|(name, _)| name.starts_with(prefix) && name.as_str() > after);
    let limit = usize::try_from(limit).unwrap_or(100);
    let page: Vec<Value> = rest
        .by_ref()
        .take(limit)
        .map(|(name, rule)| show(name, rule))
        .collect();
    let mut answer = json!({ "Rules": page });
    if rest.next().is_some() {
        let last = answer["Rules"].as_array().and_then(|page| page.last());
        let token = last.map(|rule| rule["Name"].clone());
        answer["NextToken"] = json!(token);
    }
    Ok(answer)
}

fn tags(region: &Region, operation: &str, input: &Input) -> Answered {
    let arn = input.required("ResourceARN")?;
    let name = arn.rsplit('/').next().unwrap_or_default();
    region.events.with(name, |rule| match operation {
        "TagResource" => {
            add_tags(&mut rule.tags, input)?;
            Ok(json!({}))
        }
        "UntagResource" => {
            let keys = input.list("TagKeys")?;
            rule.tags.retain(|key, _| !keys.contains(&json!(key)));
            Ok(json!({}))
        }
        _ => {
            let tags = rule.tags.iter();
            let tags = tags.map(|(key, value)| json!({ "Key": key, "Value": value }));
            Ok(json!({ "Tags": tags.collect::<Vec<Value>>() }))
        }
    })
}

/// Adds the member `Tags`; all of it, or none if something is wrong with it.
fn add_tags(tags: &mut BTreeMap<String, String>, input: &Input) -> Result<(), ServiceError> {
    let mut new = BTreeMap::new();
    for tag in input.list("Tags")? {
        let (Some(key), Some(value)) = (tag["Key"].as_str(), tag["Value"].as_str()) else {
            return Err(validation("A tag needs a Key and a Value."));
        };
        new.insert(key.to_owned(), value.to_owned());
    }
    tags.append(&mut new);
    Ok(())
}

pub(crate) fn validation(message: &str) -> ServiceError {
    ServiceError::new("ValidationException", 400, message)
}
