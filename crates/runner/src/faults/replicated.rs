//! Which faults a bot with a replica is spared.
//!
//! What changes the bot or its alias changes its replica a little later, so a drill of one region
//! becomes an outage of both. Such a fault is refused before anything is done, unless it is meant.

use lexdr_deploy::System;
use lexdr_scenario::{Action, Fault, Injection, Scenario, Step};

use super::regions;
use crate::world::system;

/// Why a scenario is not to be run as it stands, if it is not: a fault of it would break more than
/// it says. What was refused before the run need not be undone.
#[must_use]
pub fn refusal(scenario: &Scenario) -> Option<String> {
    let system = system(scenario);
    scenario.timeline.iter().find_map(|Step { at, action }| {
        let Action::Inject(injection) = action else {
            return None;
        };
        let why = unless_meant(&system, injection).err()?;
        Some(format!("at {at}: {why}"))
    })
}

/// An error if the fault would break the replica without being meant to, or cannot be applied to
/// a replica at all.
pub(super) fn unless_meant(system: &System, injection: &Injection) -> Result<(), String> {
    let fault = &injection.fault;
    if !system.replicated || !changes_the_bot(fault) {
        return Ok(());
    }
    let (name, bot) = (fault.name(), &system.bot);
    let (source, replica) = (&system.primary, &system.secondary);
    let named = fault.region().map(|region| regions(system, &region));
    if named.is_some_and(|named| named.contains(replica)) {
        return Err(format!(
            "{name} cannot be applied in {replica}: bot {bot} is a replica there, which can only \
             be read; inject it in the primary region with `force: true`, from where it reaches \
             both, or break {replica} alone with a fault that does not change the bot, such as \
             role-denied or region-outage"
        ));
    }
    if injection.force {
        return Ok(());
    }
    Err(format!(
        "{name} changes bot {bot}, which is replicated: what is changed in {source} is changed in \
         {replica} too, a little later, so the fault would break both regions; write \
         `force: true` beside the inject if that is meant, or use a fault that stays in one \
         region, such as role-denied or region-outage"
    ))
}

/// Whether a fault acts in every region of a replicated bot, wherever it is injected.
pub(super) fn reaches_the_replica(system: &System, fault: &Fault) -> bool {
    system.replicated && changes_the_bot(fault)
}

/// Whether a fault changes what a replica repeats. The policy of an alias goes by the ARN, which
/// has a region, and stays where it is.
const fn changes_the_bot(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::AliasDeleted { .. }
            | Fault::AliasRepointed { .. }
            | Fault::BotDeleted { .. }
            | Fault::LocaleDisabled { .. }
    )
}
