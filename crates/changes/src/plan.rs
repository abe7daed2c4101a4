//! What a fault would change.

use lexdr_deploy::{Clients, DeployedBot, System, boxed, find_bots};
use lexdr_journal::Change;
use lexdr_scenario::{Fault, FunctionRef, Injection, RegionRef};
use lexdr_wire::{BoxFuture, LexVersion};

use crate::environment::Drift;
use crate::error::Error;
use crate::refused::{PlanError, Refused, unless_meant, unless_reversible};
use crate::{
    alias, alias_policy, concurrency, environment, role_policy, rule, scratch_alias, until,
};

/// What a scenario does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The version that `alias-repointed` points the alias to. It has to be there.
    pub repoint_to: Option<String>,
    /// Variables beside lexdr's own whose values may be written down, where `environment-drift`
    /// finds them.
    pub known_variables: Vec<String>,
    /// When a fault ends by itself if nobody undoes it, in milliseconds since 1970: one that is
    /// brought about by a policy. The others stay.
    pub until_ms: Option<i64>,
}

/// What a fault would change, one change for each resource, in the order to make them. Nothing is
/// changed by asking.
///
/// # Errors
/// When the fault is refused, as there is nothing to break or no call that would bring back what
/// was there, or when the account cannot be read.
pub fn plan<'a>(
    clients: &'a Clients,
    system: &'a System,
    injection: &'a Injection,
    options: &'a Options,
) -> BoxFuture<'a, Result<Vec<Change>, PlanError>> {
    Box::pin(async move {
        let fault = &injection.fault;
        unless_reversible(fault)?;
        let named = fault.region().map(|region| regions(system, &region));
        unless_meant(system, injection, named.as_deref().unwrap_or_default())?;
        let change = match fault {
            Fault::RuleDisabled {} => rule::disabled(clients, system).await?,
            Fault::ConcurrencyZero { function } => {
                let function = name_of(system, *function);
                concurrency::zero(clients, system, function).await?
            }
            Fault::EnvironmentDrift {
                function,
                variable,
                value,
            } => {
                let drift = Drift {
                    function: name_of(system, *function),
                    variable,
                    value: value.as_deref(),
                };
                boxed(|| environment::drift(clients, system, drift, options)).await?
            }
            Fault::RoleDenied { service, .. } => {
                let label = &injection.label;
                let mut denied = role_policy::statement(*service, named);
                until::limit(&mut denied, options.until_ms);
                role_policy::added(clients, system, label, denied).await?
            }
            fault => {
                let named = named.unwrap_or_default();
                return boxed(|| of_bots(clients, system, fault, &named, options)).await;
            }
        };
        Ok(vec![change])
    })
}

/// The changes to the bots of the regions named.
async fn of_bots(
    clients: &Clients,
    system: &System,
    fault: &Fault,
    named: &[String],
    options: &Options,
) -> Result<Vec<Change>, PlanError> {
    let name = fault.name();
    if system.lex == LexVersion::V1 {
        let why = format!("{name} needs bots of Lex V2; there are no others on real accounts");
        return Err(Refused::new(why).into());
    }
    let bots = boxed(|| find_bots(clients, system)).await;
    let bots = bots.map_err(Error::from)?;
    let mut changes = Vec::new();
    for region in named {
        let bot = bot_in(system, &bots, region)?;
        let change = match fault {
            Fault::LocaleDisabled { .. } => {
                boxed(|| alias::locale_disabled(clients, system, bot)).await?
            }
            Fault::AliasRepointed { .. } => {
                let to = options.repoint_to.as_deref();
                boxed(|| alias::repointed(clients, bot, to)).await?
            }
            Fault::AliasDeleted { .. } => {
                boxed(|| scratch_alias::deleted(clients, system, bot)).await?
            }
            Fault::AliasPolicyDenied { .. } => {
                boxed(|| alias_policy::denied(clients, system, bot, options.until_ms)).await?
            }
            _ => return Err(Refused::new(format!("{name} does not change bots")).into()),
        };
        changes.push(change);
    }
    Ok(changes)
}

fn bot_in<'b>(
    system: &System,
    bots: &'b [DeployedBot],
    region: &str,
) -> Result<&'b DeployedBot, Refused> {
    let found = bots.iter().find(|bot| bot.region == region);
    found.ok_or_else(|| {
        let (bot, alias) = (&system.bot, &system.alias);
        let [primary, secondary] = system.regions();
        Refused::new(format!(
            "there is no bot {bot} with an alias {alias} in {region} to break; the failover is \
             between {primary} and {secondary}"
        ))
    })
}

/// The names behind a region's part in the failover.
fn regions(system: &System, region: &RegionRef) -> Vec<String> {
    match region {
        RegionRef::Primary => vec![system.primary.clone()],
        RegionRef::Secondary => vec![system.secondary.clone()],
        RegionRef::Both => vec![system.primary.clone(), system.secondary.clone()],
        RegionRef::Named(name) => vec![name.clone()],
    }
}

fn name_of(system: &System, function: FunctionRef) -> &str {
    match function {
        FunctionRef::HealthCheck => &system.check_function,
        FunctionRef::GetRegion => &system.region_function,
    }
}
