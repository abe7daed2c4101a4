//! Faults that are not for real accounts, with what to do instead.

use lexdr_deploy::System;
use lexdr_scenario::{Fault, Injection};

use crate::error::Error;

/// Why a fault is not planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The fault is not for this account as it stands.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The account could not be read.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// An error if no call of its own would put back what the fault takes away.
pub(crate) fn unless_reversible(fault: &Fault) -> Result<(), Refused> {
    let name = fault.name();
    let why = match fault {
        Fault::RuleDisabled {}
        | Fault::ConcurrencyZero { .. }
        | Fault::EnvironmentDrift { .. }
        | Fault::RoleDenied { .. }
        | Fault::LocaleDisabled { .. }
        | Fault::AliasDeleted { .. }
        | Fault::AliasPolicyDenied { .. }
        | Fault::AliasRepointed { .. } => return Ok(()),
        Fault::BotDeleted { .. } => {
            "a bot that is made again has another id, as have its aliases, and the contact flows, \
             the health check and the associations with Amazon Connect hold the old ones; use \
             alias-policy-denied or locale-disabled"
        }
        Fault::CodeCrashes { .. } => {
            "no single call puts back the code that was there; use concurrency-zero or \
             environment-drift"
        }
        Fault::ItemMissing {} | Fault::ItemCorrupted { .. } => {
            "no single call puts back the item that was there, as each check writes it again; use \
             role-denied with service dynamodb"
        }
        Fault::TableDeleted {} => {
            "no single call puts back the table with what was in it; use role-denied with service \
             dynamodb"
        }
        Fault::Request(_) => {
            "it is a fault on the wire, which no call to AWS brings about; it needs the fault proxy \
             beside the function (`lexdr proxy`, as an extension of Lambda); use role-denied, \
             alias-policy-denied or locale-disabled"
        }
    };
    Err(Refused(format!(
        "{name} is not for real accounts: {why}, or run it on the simulator"
    )))
}

/// An error if the fault would reach a replica without being meant to, or cannot be applied to one
/// at all: what changes the bot or its alias changes its replica a little later.
pub(crate) fn unless_meant(
    system: &System,
    injection: &Injection,
    regions: &[String],
) -> Result<(), Refused> {
    let fault = &injection.fault;
    // The policy of an alias goes by the ARN, which has a region, and stays where it is.
    let changes_the_bot = matches!(
        fault,
        Fault::AliasRepointed { .. } | Fault::LocaleDisabled { .. }
    );
    if !system.replicated || !changes_the_bot {
        return Ok(());
    }
    let (name, bot) = (fault.name(), &system.bot);
    let (source, replica) = (&system.primary, &system.secondary);
    if regions.contains(replica) {
        return Err(Refused(format!(
            "{name} cannot be applied in {replica}: bot {bot} is a replica there, which can only \
             be read; inject it in the primary region with `force: true`, from where it reaches \
             both, or break {replica} alone with a fault that does not change the bot, such as \
             role-denied or alias-policy-denied"
        )));
    }
    if injection.force {
        return Ok(());
    }
    Err(Refused(format!(
        "{name} changes bot {bot}, which is replicated: what is changed in {source} is changed in \
         {replica} too, a little later, so the fault would break both regions; write \
         `force: true` beside the inject if that is meant, or use a fault that stays in one \
         region, such as role-denied or alias-policy-denied"
    )))
}
