//! What is changed, and whether it may be.

use lexdr_journal::Subject;

use super::{Bot, Facts, Guard, Refusals, Resource};
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
    let mut told = Vec::new();
    let mut unknown = Vec::new();
    let mut bots = None;
    for change in plan.changes() {
        let subject = &change.subject;
        let (names, named) = match subject {
            Subject::Rule { name, .. } => (&allow.rules, ("rule", "rules", name)),
            Subject::Concurrency { function, .. } | Subject::Environment { function, .. } => {
                (&allow.functions, ("function", "functions", function))
            }
            Subject::RolePolicy { role, .. } => (&allow.roles, ("role", "roles", role)),
            Subject::Alias { .. } | Subject::NamedAlias { .. } | Subject::AliasPolicy { .. } => {
                let found = *bots.get_or_insert_with(|| {
                    refusals.known(Guard::Resources, "which bots there are", &facts.bots)
                });
                let Some(found) = found else { continue };
                if !found.iter().any(|bot| is_of(subject, bot)) {
                    unknown.push(subject.to_string());
                }
                (&allow.bots, ("bot", "bots", &config.system.bot))
            }
        };
        let resource = Resource::of(subject);
        // Two bots have one name, and tags of their own.
        let once = (named, (!allow.tags.is_empty()).then_some(resource.clone()));
        if names.contain(named.2) || told.contains(&once) {
            continue;
        }
        told.push(once);
        if allow.tags.is_empty() {
            not_named(names, named, refusals);
        } else {
            unless_tagged(facts, config, &resource, named, refusals);
        }
    }
    // The journal's copy is written there.
    let table = &config.journal.table;
    if !allow.tables.contain(table) {
        not_named(&allow.tables, ("table", "tables", table), refusals);
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

/// What kind of thing it is, the key of such names, and its name.
type Named<'n> = (&'static str, &'static str, &'n String);

fn not_named(allowed: &Names, (kind, key, name): Named<'_>, refusals: &mut Refusals) {
    refusals.add(
        Guard::Resources,
        format!("the {kind} {name} may not be changed; allowed: {allowed}"),
        format!("add \"{name}\" to `{key}` in `[allow]` if that is meant"),
    );
}

/// Refuses what is not named, unless it carries all the tags that allow it.
fn unless_tagged(
    facts: &Facts,
    config: &Config,
    resource: &Resource,
    (kind, key, name): Named<'_>,
    refusals: &mut Refusals,
) {
    let nobody_looked = Err("nobody has looked".to_owned());
    let carried = facts.tags.get(resource).unwrap_or(&nobody_looked);
    let what = format!("which tags the {kind} {name} has");
    let Some(carried) = refusals.known(Guard::Resources, &what, carried) else {
        return;
    };
    let wanted = config.allow.tags.iter();
    let missing: Vec<_> = wanted
        .filter(|(tag, value)| carried.get(*tag) != Some(value))
        .collect();
    if missing.is_empty() {
        return;
    }
    let lacks = missing.iter().map(|(tag, value)| match carried.get(*tag) {
        Some(other) => format!("its tag {tag} is \"{other}\" and not \"{value}\""),
        None => format!("it does not have the tag {tag} = \"{value}\""),
    });
    let lacks: Vec<String> = lacks.collect();
    refusals.add(
        Guard::Resources,
        format!(
            "the {kind} {name}{} may not be changed: it is not named in `{key}` in `[allow]`, and {}",
            resource.place(),
            lacks.join(", ")
        ),
        format!(
            "if that is meant, tag it with `{}`",
            resource.tagging(&missing, &config.account)
        ),
    );
}

/// Whether this is changed of that bot's alias.
fn is_of(subject: &Subject, found: &Bot) -> bool {
    match subject {
        Subject::Alias { region, bot, alias } => {
            (region, bot, alias) == (&found.region, &found.id, &found.alias)
        }
        Subject::NamedAlias { region, arns, .. } => {
            (region, Some(found.alias.as_str())) == (&found.region, found.arn.strip_prefix(arns))
        }
        Subject::AliasPolicy { region, arn } => (region, arn) == (&found.region, &found.arn),
        _ => false,
    }
}
