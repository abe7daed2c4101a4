//! Finding out how things are. Reads only.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types::AlarmType;
use aws_sdk_sts::config::ProvideCredentials;
use aws_smithy_types::error::display::DisplayErrorContext;
use jiff::Timestamp;
use lexdr_deploy::{Clients, System, boxed};
use lexdr_scenario::Millis;
use lexdr_wire::BoxFuture;

use super::{Alarm, Bot, Facts, Identity, Known, Rule, Told, tags};
use crate::config::Config;
use crate::plan::Plan;
use crate::said::said;

/// Finds out how things are, and with a plan how the things are that it changes. What cannot be
/// found out is a fact as well.
pub fn gather<'a>(
    clients: &'a Clients,
    config: &'a Config,
    system: &'a System,
    plan: Option<&'a Plan>,
    told: Told,
) -> BoxFuture<'a, Facts> {
    Box::pin(async move {
        Facts {
            told,
            identity: boxed(|| identity(clients, &system.primary)).await,
            expire: boxed(|| expire(clients)).await,
            rule: boxed(|| rule(clients, system)).await,
            check_timeout: boxed(|| check_timeout(clients, system)).await,
            bots: boxed(|| bots(clients, system)).await,
            alarms: boxed(|| alarms(clients, config)).await,
            tags: match plan {
                Some(plan) => boxed(|| tags::of_plan(clients, config, plan)).await,
                None => BTreeMap::new(),
            },
        }
    })
}

/// The alarms that stop a game day now: those in ALARM, and those that are gone, since they could
/// not tell.
///
/// # Errors
/// If they cannot be read; what could not be read may be in ALARM.
pub fn firing<'a>(
    clients: &'a Clients,
    config: &'a Config,
) -> BoxFuture<'a, Result<Vec<String>, String>> {
    Box::pin(async move {
        let alarms = boxed(|| alarms(clients, config)).await?;
        let quiet = |name: &String| {
            let mut found = alarms.iter().filter(|alarm| alarm.name == *name);
            found.next().is_some_and(|alarm| alarm.state != "ALARM")
        };
        let names = config.alarms.names.iter();
        Ok(names.filter(|name| !quiet(name)).cloned().collect())
    })
}

pub(super) async fn identity(clients: &Clients, region: &str) -> Known<Identity> {
    let config = aws_sdk_sts::config::Builder::from(&clients.in_region(region));
    let config = match clients.retry_partition() {
        Some(partition) => config.retry_partition(partition.clone()),
        None => config,
    };
    let sts = aws_sdk_sts::Client::from_conf(config.build());
    let answer = sts.get_caller_identity().send().await;
    let answer = answer.map_err(|error| said("GetCallerIdentity", error))?;
    match (answer.account, answer.arn) {
        (Some(account), Some(arn)) => Ok(Identity { account, arn }),
        _ => Err("GetCallerIdentity: no account in the answer".to_owned()),
    }
}

/// When the credentials expire, as far as they tell.
async fn expire(clients: &Clients) -> Known<Option<Timestamp>> {
    let Some(provider) = clients.config().credentials_provider() else {
        return Err("there are no credentials".to_owned());
    };
    // The error says why there are none; it holds none.
    let credentials = provider.provide_credentials().await;
    let credentials = credentials.map_err(|error| DisplayErrorContext(error).to_string())?;
    let expiry = credentials.expiry().map(Timestamp::try_from);
    expiry
        .transpose()
        .map_err(|_| "they expire at no date there is".to_owned())
}

async fn rule(clients: &Clients, system: &System) -> Known<Rule> {
    let call = clients.events(&system.primary).describe_rule();
    let answer = call.name(&system.rule).send().await;
    let answer = answer.map_err(|error| said(&format!("DescribeRule {}", system.rule), error))?;
    Ok(Rule {
        enabled: answer
            .state()
            .is_some_and(|state| state.as_str() != "DISABLED"),
        schedule: answer.schedule_expression.unwrap_or_default(),
    })
}

async fn check_timeout(clients: &Clients, system: &System) -> Known<Millis> {
    let function = &system.check_function;
    let call = clients.lambda(&system.primary).get_function_configuration();
    let answer = call.function_name(function).send().await;
    let what = format!("GetFunctionConfiguration {function}");
    let answer = answer.map_err(|error| said(&what, error))?;
    let seconds = answer
        .timeout
        .and_then(|seconds| u64::try_from(seconds).ok());
    seconds
        .map(|seconds| Millis(seconds.saturating_mul(1_000)))
        .ok_or_else(|| format!("{what}: no time limit in the answer"))
}

async fn bots(clients: &Clients, system: &System) -> Known<Vec<Bot>> {
    let found = lexdr_deploy::find_bots(clients, system).await;
    let found = found.map_err(|error| error.to_string())?;
    let found = found.into_iter().map(|bot| Bot {
        region: bot.region,
        id: bot.bot_id,
        alias: bot.alias_id,
        arn: bot.alias_arn,
    });
    Ok(found.collect())
}

async fn alarms(clients: &Clients, config: &Config) -> Known<Vec<Alarm>> {
    let region = &config.alarms.region;
    let cloudwatch = crate::cloudwatch::client(clients, region);
    let mut alarms = Vec::new();
    let mut token = None;
    loop {
        let answer = cloudwatch
            .describe_alarms()
            .set_alarm_names(Some(config.alarms.names.clone()))
            // Left out, composite alarms would be missing.
            .alarm_types(AlarmType::MetricAlarm)
            .alarm_types(AlarmType::CompositeAlarm)
            .set_next_token(token)
            .send()
            .await;
        let answer = answer.map_err(|error| said(&format!("DescribeAlarms in {region}"), error))?;
        let metric = answer.metric_alarms.unwrap_or_default().into_iter();
        let metric = metric.map(|alarm| (alarm.alarm_name, alarm.state_value));
        let composite = answer.composite_alarms.unwrap_or_default().into_iter();
        let composite = composite.map(|alarm| (alarm.alarm_name, alarm.state_value));
        alarms.extend(metric.chain(composite).filter_map(|(name, state)| {
            Some(Alarm {
                name: name?,
                state: state?.as_str().to_owned(),
            })
        }));
        token = answer.next_token;
        if token.is_none() {
            return Ok(alarms);
        }
    }
}
