//! The EventBridge rule that runs the health check.

use std::time::Duration;

use aws_sdk_eventbridge::types::{RuleState, Tag, Target};

use crate::documents::function_arn;
use crate::error::{at, unless_missing};
use crate::tags::Tags;
use crate::{Clients, DeployError, Progress, System, names, tags};

const MISSING: &[&str] = &["ResourceNotFoundException"];
const TARGET_ID: &str = "lexDRTest";

/// The rate of the rule when the interval is none that EventBridge can keep; it stays disabled.
const SHORTEST: &str = "rate(1 minute)";

/// Who runs the health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    /// The rule, from one interval after it was enabled.
    Rule,
    /// Nobody yet: the interval is none that EventBridge can keep (less than a minute, or not
    /// whole minutes), so whoever deployed invokes the function.
    Caller,
}

/// `rate(5 minutes)`, or `None` for an interval EventBridge cannot keep: less than a minute, or
/// not whole minutes.
fn rate_expression(every: Duration) -> Option<String> {
    let minutes = every.as_secs() / 60;
    if minutes == 0 || Duration::from_secs(minutes * 60) != every {
        return None;
    }
    Some(if minutes == 1 {
        "rate(1 minute)".to_owned()
    } else {
        format!("rate({minutes} minutes)")
    })
}

pub(crate) async fn create_rule(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let step = names::rule(system);
    progress(&step);
    let tags = tags::list(system, |key, value| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.map_err(|error| DeployError::new(&step, error.to_string()))
    })?;
    clients
        .events(&system.primary)
        .put_rule()
        .name(&system.rule)
        .description("Runs the Lex health check")
        .schedule_expression(rate_expression(system.every).unwrap_or_else(|| SHORTEST.to_owned()))
        .state(RuleState::Disabled)
        .set_tags(tags)
        .send()
        .await
        .map_err(at(&step))?
        .rule_arn
        .ok_or_else(|| DeployError::new(&step, "no ARN in the answer"))
}

pub(crate) async fn attach_target(
    clients: &Clients,
    system: &System,
    account: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let step = format!("target of rule {}", system.rule);
    progress(&step);
    let arn = function_arn(&system.primary, account, &system.check_function);
    let target = Target::builder()
        .id(TARGET_ID)
        .arn(arn)
        .input("{}")
        .build()
        .map_err(|error| DeployError::new(&step, error.to_string()))?;
    let answer = clients
        .events(&system.primary)
        .put_targets()
        .rule(&system.rule)
        .targets(target)
        .send()
        .await
        .map_err(at(&step))?;
    // PutTargets answers 200 even when it took no target.
    match answer.failed_entries().first() {
        None => Ok(()),
        Some(failed) => Err(DeployError::new(
            &step,
            format!(
                "{}: {}",
                failed.error_code().unwrap_or("failed entry"),
                failed.error_message().unwrap_or("no message"),
            ),
        )),
    }
}

/// Enables the rule, if it can keep the interval.
pub(crate) async fn start(clients: &Clients, system: &System) -> Result<Driver, DeployError> {
    if rate_expression(system.every).is_none() {
        return Ok(Driver::Caller);
    }
    let step = format!("enabling rule {}", system.rule);
    clients
        .events(&system.primary)
        .enable_rule()
        .name(&system.rule)
        .send()
        .await
        .map_err(at(step))?;
    Ok(Driver::Rule)
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let events = clients.events(&system.primary);
    let step = format!("removing {}", names::rule(system));
    progress(&step);
    let answer = events
        .remove_targets()
        .rule(&system.rule)
        .ids(TARGET_ID)
        .send()
        .await;
    unless_missing(answer, MISSING, &step)?;
    let answer = events.delete_rule().name(&system.rule).send().await;
    unless_missing(answer, MISSING, &step)?;
    Ok(())
}

/// The tags of the rule, if it is there.
pub(crate) async fn its_tags(
    clients: &Clients,
    system: &System,
) -> Result<Option<Tags>, DeployError> {
    let events = clients.events(&system.primary);
    let step = tags::step(&names::rule(system));
    let found = events.describe_rule().name(&system.rule).send().await;
    let Some(found) = unless_missing(found, MISSING, &step)? else {
        return Ok(None);
    };
    let arn = found.arn.unwrap_or_default();
    let tags = tags::of_rule(clients, &system.primary, &arn).await;
    tags.map(Some).map_err(at(step))
}
