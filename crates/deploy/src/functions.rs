//! The two functions, with the published environment and who may call them.

mod make;

use std::time::Duration;

use aws_sdk_lambda::types::{LastUpdateStatus, State};
use lexdr_wire::LexVersion;

use crate::error::{at, unless_missing};
use crate::order_flowers::{EXPECTED_RESPONSE, SAMPLE_UTTERANCE};
use crate::tags::Tags;
use crate::{AliasBy, Clients, DeployError, Deployed, DeployedBot, Progress, System, names, tags};

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// Connect waits at most 8 s for a function.
const CONNECT_LIMIT: Duration = Duration::from_secs(8);

/// `TEST_USER` of the health check: how the names of its sessions begin.
pub const TEST_USER: &str = "test";

/// A new role is not known to Lambda everywhere at once, and an update takes a moment: a minute.
const POLLS: u32 = 60;

struct Function<'s> {
    name: &'s str,
    timeout: Duration,
    code: &'s [u8],
    variables: Vec<(&'static str, String)>,
    more: &'s [(String, String)],
    /// Statement id, principal and source of the one who may call it.
    caller: (&'static str, &'static str, Option<&'s str>),
}

/// Where the health check finds the bots.
fn bot_variables(system: &System, bots: &[DeployedBot]) -> Vec<(&'static str, String)> {
    if system.lex == LexVersion::V1 {
        return vec![
            ("BOTNAME", system.bot.clone()),
            ("BOT_ALIAS", system.alias.clone()),
        ];
    }
    let mut variables = vec![
        ("LEX_VERSION", system.lex.to_string()),
        ("LOCALE_ID", system.locale.clone()),
    ];
    for (region, id, alias) in [
        (&system.primary, "PRIMARY_BOT_ID", "PRIMARY_BOT_ALIAS"),
        (&system.secondary, "SECONDARY_BOT_ID", "SECONDARY_BOT_ALIAS"),
    ] {
        for bot in bots.iter().filter(|bot| bot.region == *region) {
            let named = match system.alias_by {
                AliasBy::Name => &system.alias,
                AliasBy::Id => &bot.alias_id,
            };
            variables.push((id, bot.bot_id.clone()));
            variables.push((alias, named.clone()));
        }
    }
    variables
}

/// The aliases that Amazon Connect is told of when the table does not tell it. One that may be
/// deleted is not among them, as one that is made again has another ARN.
fn aliases(system: &System, bots: &[DeployedBot]) -> Option<(&'static str, String)> {
    let arns: Vec<&str> = bots.iter().map(|bot| bot.alias_arn.as_str()).collect();
    (!arns.is_empty() && !system.scratch_alias).then(|| ("BOT_ALIAS_ARNS", arns.join(",")))
}

fn functions<'s>(system: &'s System, bots: &[DeployedBot], rule_arn: &'s str) -> [Function<'s>; 2] {
    let mut check_variables = bot_variables(system, bots);
    check_variables.extend([
        ("SAMPLE_UTTERANCE", SAMPLE_UTTERANCE.to_owned()),
        ("EXPECTED_RESPONSE", EXPECTED_RESPONSE.to_owned()),
        ("PRIMARY_REGION", system.primary.clone()),
        ("SECONDARY_REGION", system.secondary.clone()),
        ("TABLE_NAME", system.table.clone()),
        ("TEST_METHOD", system.method.to_owned()),
        ("TEST_USER", TEST_USER.to_owned()),
        ("FAILURE_THRESHOLD", system.thresholds.failure.to_string()),
        ("RECOVERY_THRESHOLD", system.thresholds.recovery.to_string()),
    ]);
    let mut region_variables = vec![("TABLE_NAME", system.table.clone())];
    region_variables.extend(aliases(system, bots));
    let check = Function {
        name: &system.check_function,
        timeout: system.check_timeout,
        code: &system.check_code,
        variables: check_variables,
        more: &system.check_variables,
        caller: ("lexHealthCheckRule", "events.amazonaws.com", Some(rule_arn)),
    };
    let region = Function {
        name: &system.region_function,
        timeout: CONNECT_LIMIT,
        code: &system.region_code,
        variables: region_variables,
        more: &system.region_variables,
        caller: ("connect", "connect.amazonaws.com", None),
    };
    [check, region]
}

pub(crate) async fn up(
    clients: &Clients,
    deployed: &Deployed,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let lambda = clients.lambda(&system.primary);
    let role_arn = &deployed.role_arn;
    for function in functions(system, &deployed.bots, &deployed.rule_arn) {
        let step = names::function(system, function.name);
        progress(&step);
        let found = lambda
            .get_function()
            .function_name(function.name)
            .send()
            .await;
        if unless_missing(found, MISSING, &step)?.is_some() {
            make::update(&lambda, &function, role_arn, &step).await?;
        } else {
            make::create(&lambda, &function, system, role_arn, &step).await?;
        }
        settled(&lambda, function.name, &step).await?;
        permit(&lambda, &function, &step).await?;
    }
    Ok(())
}

/// Waits until the function can be called in its present form.
pub(crate) async fn settled(
    lambda: &aws_sdk_lambda::Client,
    name: &str,
    step: &str,
) -> Result<(), DeployError> {
    for _ in 0..POLLS {
        let now = lambda
            .get_function_configuration()
            .function_name(name)
            .send()
            .await
            .map_err(at(step))?;
        let updating = now.last_update_status() == Some(&LastUpdateStatus::InProgress);
        let pending = now.state() == Some(&State::Pending);
        if !updating && !pending {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(DeployError::new(
        step,
        format!("still being updated after {POLLS} s"),
    ))
}

async fn permit(
    lambda: &aws_sdk_lambda::Client,
    function: &Function<'_>,
    step: &str,
) -> Result<(), DeployError> {
    let (statement, principal, source) = function.caller;
    let answer = lambda
        .add_permission()
        .function_name(function.name)
        .statement_id(statement)
        .action("lambda:InvokeFunction")
        .principal(principal)
        .set_source_arn(source.map(str::to_owned))
        .send()
        .await;
    // The statement is there from an earlier run: its id says what it permits.
    unless_missing(
        answer,
        &["ResourceConflictException"],
        format!("{step}: permission"),
    )?;
    Ok(())
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    name: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let step = format!("removing {}", names::function(system, name));
    progress(&step);
    let call = clients.lambda(&system.primary).delete_function();
    let answer = call.function_name(name).send().await;
    unless_missing(answer, MISSING, &step)?;
    Ok(())
}

/// The tags of a function, if it is there.
pub(crate) async fn its_tags(
    clients: &Clients,
    system: &System,
    name: &str,
) -> Result<Option<Tags>, DeployError> {
    let lambda = clients.lambda(&system.primary);
    let step = tags::step(&names::function(system, name));
    let found = lambda.get_function_configuration().function_name(name);
    let found = unless_missing(found.send().await, MISSING, &step)?;
    let Some(found) = found else {
        return Ok(None);
    };
    let arn = found.function_arn.unwrap_or_default();
    let tags = tags::of_function(clients, &system.primary, &arn).await;
    tags.map(Some).map_err(at(step))
}
