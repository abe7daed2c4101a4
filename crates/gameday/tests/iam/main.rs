//! The published policies are what the calls take: they suffice, and nothing in them is too much.

mod account;
#[cfg(feature = "connect")]
mod connect;
mod files;
#[path = "../shared/journals.rs"]
mod journals;
mod operator;
mod programs;
mod runner;
mod switch;

use lexdr_deploy::DeployedBot;
use lexdr_gameday::config::{Config, FAULTS};
use serde_json::Value;

/// The guide, whose `lexdr.toml` the published policies are for.
const GUIDE: &str = include_str!("../../GUIDE.md");

/// What stands in the published files instead of an account's own; the longer ones first.
const PLACEHOLDERS: [(&str, &str); 4] = [
    ("123456789012", "ACCOUNT"),
    ("us-east-1", "PRIMARY"),
    ("us-west-2", "SECONDARY"),
    ("eu-west-1", "JOURNALS"),
];

/// The configuration of the guide, with every fault that a game day can do.
fn config() -> Config {
    let toml = GUIDE.split("```toml\n").nth(1).unwrap();
    let toml = toml.split("```").next().unwrap();
    let mut config = match Config::parse("GUIDE.md", toml.as_bytes()) {
        Ok(config) => config,
        Err(errors) => panic!("{errors}"),
    };
    config.allow.faults = FAULTS.map(str::to_owned).to_vec();
    config
}

/// The bots of the published files.
fn placeholders() -> [DeployedBot; 2] {
    [
        ("us-east-1", "BOT1", "ALIAS1"),
        ("us-west-2", "BOT2", "ALIAS2"),
    ]
    .map(|(region, bot, alias)| DeployedBot {
        region: region.to_owned(),
        bot_id: bot.to_owned(),
        alias_id: alias.to_owned(),
        alias_arn: String::new(),
    })
}

/// A published file as the guide says to fill it in.
fn filled_in(text: &str, bots: &[DeployedBot]) -> String {
    let mut text = text.to_owned();
    for (own, placeholder) in PLACEHOLDERS {
        text = text.replace(placeholder, own);
    }
    for (bot, placeholder) in bots.iter().zip(placeholders()) {
        text = text.replace(&placeholder.bot_id, &bot.bot_id);
        text = text.replace(&placeholder.alias_id, &bot.alias_id);
    }
    text
}

/// The statements of a policy.
fn statements(policy: &str) -> Vec<Value> {
    let policy: Value = serde_json::from_str(policy).unwrap();
    policy["Statement"].as_array().unwrap().clone()
}

/// What can be taken out of a policy so that less of it is left: a resource of a statement, or the
/// whole statement if it has no other. Roles that are given away are left out: the simulator does
/// not look at them.
fn pieces(policy: &str) -> Vec<(usize, usize)> {
    let statements = statements(policy);
    let called = |statement: &Value| statement["Action"][0] != "iam:PassRole";
    let called = statements.iter().enumerate().filter(|(_, one)| called(one));
    called
        .flat_map(|(at, one)| {
            let resources = one["Resource"].as_array().unwrap().len();
            (0..resources).map(move |resource| (at, resource))
        })
        .collect()
}

/// A policy without a piece of it, and what that is.
fn without(policy: &str, (statement, resource): (usize, usize)) -> (String, String) {
    let mut policy: Value = serde_json::from_str(policy).unwrap();
    let statements = policy["Statement"].as_array_mut().unwrap();
    let one = &mut statements[statement];
    let name = one["Sid"].as_str().unwrap().to_owned();
    let resources = one["Resource"].as_array_mut().unwrap();
    let removed = resources.remove(resource);
    if resources.is_empty() {
        statements.remove(statement);
    }
    (policy.to_string(), format!("{name} on {removed}"))
}

/// The actions of a policy, in order, but for those that nobody calls.
fn actions(policy: &str, but: &[&str]) -> Vec<String> {
    let statements = statements(policy);
    let actions = statements
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap());
    let actions = actions.map(|action| action.as_str().unwrap().to_owned());
    let mut actions: Vec<String> = actions
        .filter(|name| !but.contains(&name.as_str()))
        .collect();
    actions.sort();
    actions.dedup();
    actions
}
