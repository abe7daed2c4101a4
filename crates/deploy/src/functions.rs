//! The two functions, with the published environment and who may call them.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, LastUpdateStatus, Runtime, State};
use lexdr_wire::LexVersion;

use crate::error::{at, unless_missing};
use crate::order_flowers::{EXPECTED_RESPONSE, SAMPLE_UTTERANCE};
use crate::{AliasBy, Clients, DeployError, Deployed, DeployedBot, Progress, System};

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

/// The aliases that Amazon Connect is told of when the table does not tell it.
fn aliases(bots: &[DeployedBot]) -> Option<(&'static str, String)> {
    let arns: Vec<&str> = bots.iter().map(|bot| bot.alias_arn.as_str()).collect();
    (!arns.is_empty()).then(|| ("BOT_ALIAS_ARNS", arns.join(",")))
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
    region_variables.extend(aliases(bots));
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
        let step = format!("function {} in {}", function.name, system.primary);
        progress(&step);
        let found = lambda
            .get_function()
            .function_name(function.name)
            .send()
            .await;
        if unless_missing(found, MISSING, &step)?.is_some() {
            update(&lambda, &function, role_arn, &step).await?;
        } else {
            create(&lambda, &function, role_arn, &step).await?;
        }
        settled(&lambda, function.name, &step).await?;
        permit(&lambda, &function, &step).await?;
    }
    Ok(())
}

fn environment(function: &Function<'_>) -> Environment {
    let variables: HashMap<String, String> = function
        .variables
        .iter()
        .map(|(k, v)| ((*k).to_owned(), v.clone()))
        .chain(function.more.iter().cloned())
        .collect();
    Environment::builder()
        .set_variables(Some(variables))
        .build()
}

/// Whole seconds, as Lambda counts limits.
fn seconds(timeout: Duration) -> i32 {
    i32::try_from(timeout.as_secs()).unwrap_or(i32::MAX)
}

async fn create(
    lambda: &aws_sdk_lambda::Client,
    function: &Function<'_>,
    role_arn: &str,
    step: &str,
) -> Result<(), DeployError> {
    for attempt in 1.. {
        let code_zip = FunctionCode::builder()
            .zip_file(Blob::new(function.code))
            .build();
        let answer = lambda
            .create_function()
            .function_name(function.name)
            .runtime(Runtime::from("provided.al2023"))
            .handler("bootstrap")
            .role(role_arn)
            .timeout(seconds(function.timeout))
            .environment(environment(function))
            .code(code_zip)
            .send()
            .await;
        match answer {
            Ok(_) => return Ok(()),
            // "The role defined for the function cannot be assumed by Lambda", for some seconds
            // after the role was made.
            Err(error)
                if error.code() == Some("InvalidParameterValueException")
                    && error
                        .message()
                        .is_some_and(|text| text.contains("cannot be assumed"))
                    && attempt < POLLS =>
            {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => return Err(at(step)(error)),
        }
    }
    Ok(())
}

async fn update(
    lambda: &aws_sdk_lambda::Client,
    function: &Function<'_>,
    role_arn: &str,
    step: &str,
) -> Result<(), DeployError> {
    lambda
        .update_function_configuration()
        .function_name(function.name)
        .role(role_arn)
        .timeout(seconds(function.timeout))
        .environment(environment(function))
        .send()
        .await
        .map_err(at(step))?;
    settled(lambda, function.name, step).await?;
    lambda
        .update_function_code()
        .function_name(function.name)
        .zip_file(Blob::new(function.code))
        .send()
        .await
        .map_err(at(step))?;
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
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let lambda = clients.lambda(&system.primary);
    for name in [&system.check_function, &system.region_function] {
        let step = format!("removing function {name} in {}", system.primary);
        progress(&step);
        let answer = lambda.delete_function().function_name(name).send().await;
        unless_missing(answer, MISSING, &step)?;
    }
    Ok(())
}
