//! The policies of IAM that the system and its game days need, made from the calls that are made.
//!
//! [`Policy::document`] renders one for an account. What a game day calls is known to
//! [`permissions`](crate::permissions); what it takes to deploy the system stands in `operator`.
//! Those for an account that is yet to come are in the directory `iam` of this crate.

mod connect;
mod operator;
mod statement;
mod trust;

use lexdr_deploy::DeployedBot;

use crate::config::Config;
use crate::permissions::{Need, needed, needed_by_switch};
use statement::{Document, Statement, allow};

/// A policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// Of who deploys the system with bots of Lex V2, and removes it.
    Operator,
    /// What it takes beside that to connect it to an instance of Amazon Connect.
    Connect,
    /// Of who runs game days, recovers, and examines the account.
    Runner,
    /// Of the dead-man's switch.
    Switch,
    /// What it takes of the aliases, beside what runners have, if one of them may be deleted: it has
    /// another id each time it is made again.
    ScratchAlias,
    /// The same beside what the dead-man's switch has.
    ScratchAliasSwitch,
    /// Who may take the role of the dead-man's switch.
    SwitchTrust,
    /// Who may take the role that runs game days, if that is a workflow of GitHub.
    GithubTrust,
}

impl Policy {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Operator,
        Self::Connect,
        Self::Runner,
        Self::Switch,
        Self::ScratchAlias,
        Self::ScratchAliasSwitch,
        Self::SwitchTrust,
        Self::GithubTrust,
    ];

    /// The name of its file.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Operator => "operator.json",
            Self::Connect => "connect.json",
            Self::Runner => "runner.json",
            Self::Switch => "switch.json",
            Self::ScratchAlias => "scratch-alias.json",
            Self::ScratchAliasSwitch => "scratch-alias-switch.json",
            Self::SwitchTrust => "switch-trust.json",
            Self::GithubTrust => "github-oidc-trust.json",
        }
    }

    /// The policy, as it stands in a file. It allows what the configuration's faults take, and of
    /// the bots those that are given; in a region without one all.
    #[must_use]
    pub fn document(self, config: &Config, bots: &[DeployedBot]) -> String {
        let document = Document::new(match self {
            Self::Operator => {
                let system = &config.system;
                let regions = [system.primary.clone(), system.secondary.clone()];
                allow(operator::needed(config), &[], &regions)
            }
            Self::Connect => allow(connect::needed(config), bots, &[]),
            Self::Runner => allow(runner(&lasting(config)), bots, &[]),
            Self::Switch => allow(pairs(needed_by_switch(&lasting(config))), bots, &[]),
            Self::ScratchAlias => scratch(needed(&with_scratch_alias(config)), bots),
            Self::ScratchAliasSwitch => {
                scratch(needed_by_switch(&with_scratch_alias(config)), bots)
            }
            Self::SwitchTrust => vec![trust::scheduler(config)],
            Self::GithubTrust => vec![trust::github(config)],
        });
        document.text()
    }
}

/// As if no alias might be deleted.
fn lasting(config: &Config) -> Config {
    let mut config = config.clone();
    config.system.scratch_alias = false;
    config
}

fn with_scratch_alias(config: &Config) -> Config {
    let mut config = config.clone();
    config.system.scratch_alias = true;
    let faults = &mut config.allow.faults;
    if faults.iter().all(|name| name != DELETED) {
        faults.push(DELETED.to_owned());
    }
    config
}

/// The fault that scratch aliases are for.
const DELETED: &str = "alias-deleted";

/// What acts on aliases, whatever id they have.
fn scratch(mut needs: Vec<Need>, bots: &[DeployedBot]) -> Vec<Statement> {
    needs.retain(|need| need.resource.contains(":bot-alias/"));
    let bots = bots.iter().map(|bot| DeployedBot {
        alias_id: "*".to_owned(),
        ..bot.clone()
    });
    allow(pairs(needs), &bots.collect::<Vec<_>>(), &[])
}

/// The name of the role that runs game days, in the published files.
const RUNNER: &str = "lexdr-runner";

/// What a game day takes, and beside it what a configuration does not tell: to ask what the role
/// itself may do, and to keep what was measured.
fn runner(config: &Config) -> Vec<(String, String)> {
    let (id, partition) = (&config.account.id, &config.account.partition);
    let own = format!("arn:{partition}:iam::{id}:role/{RUNNER}");
    let mut needs = pairs(needed(config));
    needs.extend([
        ("iam:GetRole".to_owned(), own.clone()),
        ("iam:SimulatePrincipalPolicy".to_owned(), own),
        ("cloudwatch:PutMetricData".to_owned(), "*".to_owned()),
    ]);
    needs
}

/// Actions on resources, each action with each resource.
fn needs(table: &[(&[&str], Vec<String>)]) -> Vec<(String, String)> {
    let mut needs = Vec::new();
    for (actions, resources) in table {
        for action in *actions {
            let each = resources.iter();
            needs.extend(each.map(|resource| ((*action).to_owned(), resource.clone())));
        }
    }
    needs
}

/// Actions, each with what it acts on.
fn pairs(needs: Vec<Need>) -> Vec<(String, String)> {
    let needs = needs.into_iter();
    needs.map(|need| (need.action, need.resource)).collect()
}
