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
use statement::{Document, allow};

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
    /// Who may take the role of the dead-man's switch.
    SwitchTrust,
    /// Who may take the role that runs game days, if that is a workflow of GitHub.
    GithubTrust,
}

impl Policy {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Operator,
        Self::Connect,
        Self::Runner,
        Self::Switch,
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
            Self::Runner => allow(runner(config), bots, &[]),
            Self::Switch => allow(pairs(needed_by_switch(config)), bots, &[]),
            Self::SwitchTrust => vec![trust::scheduler(config)],
            Self::GithubTrust => vec![trust::github(config)],
        });
        document.text()
    }
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
