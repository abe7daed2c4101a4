//! What is changed, and whether it may be.

use lexdr_journal::Subject;

use super::{Bot, Facts, Guard, Refusals};
use crate::config::{Config, Names};
use crate::plan::Plan;

pub(super) fn regions(config: &Config, plan: &Plan, refusals: &mut Refusals) {
    let allowed = &config.account.regions;
    for region in plan.regions.iter().filter(|name| !allowed.contains(name)) {
        refusals.add(
            Guard::Regions,
            format!(
                "the plan changes something in {region}; allowed are {}",
                allowed.join(", ")
            ),
            "add it to `regions` in `[account]` if that is meant",
        );
    }
}

pub(super) fn faults(config: &Config, plan: &Plan, refusals: &mut Refusals) {
    let mut told = Vec::new();
    for fault in plan.faults.iter().map(|fault| fault.fault) {
        if config.allow.faults.iter().any(|name| name == fault) || told.contains(&fault) {
            continue;
        }
        told.push(fault);
        refusals.add(
            Guard::Faults,
            format!("the fault {fault} is not allowed"),
            format!("add \"{fault}\" to `faults` in `[allow]` if that is meant"),
        );
    }
}

pub(super) fn resources(facts: &Facts, config: &Config, plan: &Plan, refusals: &mut Refusals) {
    let allow = &config.allow;
    let mut named = Vec::new();
    let mut unknown = Vec::new();
    let mut bots = None;
    for change in plan.changes() {
        let resource = match &change.subject {
            Subject::Rule { name, .. } => (&allow.rules, "rule", "rules", name),
            Subject::Concurrency { function, .. } | Subject::Environment { function, .. } => {
                (&allow.functions, "function", "functions", function)
            }
            Subject::RolePolicy { role, .. } => (&allow.roles, "role", "roles", role),
            subject @ (Subject::Alias { .. } | Subject::AliasPolicy { .. }) => {
                let found = *bots.get_or_insert_with(|| {
                    refusals.known(Guard::Resources, "which bots there are", &facts.bots)
                });
                let Some(found) = found else { continue };
                if !found.iter().any(|bot| is_of(subject, bot)) {
                    unknown.push(subject.to_string());
                }
                (&allow.bots, "bot", "bots", &config.system.bot)
            }
        };
        named.push(resource);
    }
    // The journal's copy is written there.
    named.push((&allow.tables, "table", "tables", &config.journal.table));
    let mut told = Vec::new();
    for (allowed, kind, key, name) in named {
        if !allowed.contain(name) && !told.contains(&(kind, name)) {
            told.push((kind, name));
            not_allowed(allowed, (kind, key), name, refusals);
        }
    }
    unknown.dedup();
    for subject in unknown {
        let (bot, alias) = (&config.system.bot, &config.system.alias);
        refusals.add(
            Guard::Resources,
            format!("{subject} is not of alias {alias} of bot {bot}"),
            "make the plan again; the bot may have been made again since",
        );
    }
}

fn not_allowed(allowed: &Names, (kind, key): (&str, &str), name: &str, refusals: &mut Refusals) {
    refusals.add(
        Guard::Resources,
        format!("the {kind} {name} may not be changed; allowed: {allowed}"),
        format!("add \"{name}\" to `{key}` in `[allow]` if that is meant"),
    );
}

/// Whether this is changed of that bot's alias.
fn is_of(subject: &Subject, found: &Bot) -> bool {
    match subject {
        Subject::Alias { region, bot, alias } => {
            (region, bot, alias) == (&found.region, &found.id, &found.alias)
        }
        Subject::AliasPolicy { region, arn } => (region, arn) == (&found.region, &found.arn),
        _ => false,
    }
}
