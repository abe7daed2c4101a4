//! Statements of a policy, as they are written down.

use std::collections::{BTreeMap, BTreeSet};

use lexdr_deploy::DeployedBot;
use serde::Serialize;

/// A policy.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

/// A statement that allows something. Its members stand in the order in which one reads them.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Statement {
    pub(super) sid: String,
    pub(super) effect: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) principal: BTreeMap<&'static str, String>,
    pub(super) action: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) resource: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) condition: Condition,
}

/// By operator and key: the values, one of which it must be.
pub(super) type Condition = BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>>;

/// One operator on one key.
pub(super) fn only_if(operator: &'static str, key: &'static str, values: Vec<String>) -> Condition {
    BTreeMap::from([(operator, BTreeMap::from([(key, values)]))])
}

impl Document {
    pub(super) const fn new(statement: Vec<Statement>) -> Self {
        Self {
            version: "2012-10-17",
            statement,
        }
    }

    /// With two spaces for each level, and a line break at the end.
    pub(super) fn text(&self) -> String {
        // Maps whose keys are text cannot fail to be written.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }
}

/// The statements that allow each action on what stands beside it: one for all actions on the same
/// resources. What has no resource is allowed in `regions` only, if there are any.
pub(super) fn allow(
    needs: Vec<(String, String)>,
    bots: &[DeployedBot],
    regions: &[String],
) -> Vec<Statement> {
    let mut resources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (action, resource) in needs {
        let resource = of_bots(resource, bots);
        resources.entry(action).or_default().insert(resource);
    }
    let mut actions: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    for (action, resources) in resources {
        let resources = resources.into_iter().collect();
        actions.entry(resources).or_default().push(action);
    }
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let statement = |(resource, action): (Vec<String>, Vec<String>)| Statement {
        sid: unlike(&mut named, sid(&resource)),
        effect: "Allow",
        principal: BTreeMap::new(),
        condition: match regions {
            [] => Condition::new(),
            _ if resource != ["*"] => Condition::new(),
            regions => only_if("StringEquals", "aws:RequestedRegion", regions.to_vec()),
        },
        action,
        resource,
    };
    actions.into_iter().map(statement).collect()
}

/// A name, with a number if there is one like it: no two of a policy may be the same.
fn unlike(named: &mut BTreeMap<String, usize>, name: String) -> String {
    let number = named.entry(name.clone()).or_default();
    *number += 1;
    match number {
        1 => name,
        number => format!("{name}{number}"),
    }
}

/// The ids of the bot that is in the region, in place of all.
fn of_bots(resource: String, bots: &[DeployedBot]) -> String {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    let ["arn", _, "lex", region, _, what] = parts.as_slice() else {
        return resource;
    };
    let Some(bot) = bots.iter().find(|bot| bot.region == *region) else {
        return resource;
    };
    let (id, alias) = (&bot.bot_id, &bot.alias_id);
    let begins = resource.strip_suffix(what).unwrap_or_default();
    match *what {
        "bot/*" => format!("{begins}bot/{id}"),
        "bot-alias/*" => format!("{begins}bot-alias/{id}/{alias}"),
        _ => resource,
    }
}

/// `RoleLexDRRole`, `Functions`: only letters and digits are allowed.
fn sid(resources: &[String]) -> String {
    let kind = |resource: &String| {
        if let Some((_, objects)) = resource.split_once(":s3:::") {
            return Some(("Objects".to_owned(), capitalized(objects)));
        }
        // Ids of instances have hyphens.
        if let Some((_, within)) = resource.split_once(":instance/") {
            let within = within.split_once('/').map(|(_, within)| within);
            let kind = capitalized(within.unwrap_or("instance"));
            return Some((format!("Connect{kind}"), String::new()));
        }
        let what = resource.splitn(6, ':').nth(5)?;
        let (kind, name) = what.split_once(['/', ':'])?;
        Some((capitalized(kind), capitalized(name)))
    };
    let kinds: Vec<(String, String)> = resources.iter().filter_map(kind).collect();
    match kinds.as_slice() {
        [] => "Account".to_owned(),
        [(kind, name)] => format!("{kind}{name}"),
        [(kind, _), ..] if kind.ends_with('s') => format!("{kind}es"),
        [(kind, _), ..] => format!("{kind}s"),
    }
}

/// `lexdr-switch` is `LexdrSwitch`.
fn capitalized(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    words.map(capital).collect()
}
