//! The policies of IAM that the system and its game days need, made from the calls that are made.
//!
//! [`Policy::document`] renders one for an account. What a game day calls is known to
//! [`permissions`](crate::permissions); what it takes to deploy the system stands in `operator`.
//! Those for an account that is yet to come are in the directory `iam` of this crate.

mod operator;
mod statement;
mod trust;

use lexdr_deploy::DeployedBot;

use crate::config::Config;
use crate::permissions::{needed, needed_by_switch};
use statement::{Document, allow};

/// A policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// Of who deploys the system with bots of Lex V2, and removes it.
    Operator,
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
    pub const ALL: [Self; 5] = [
        Self::Operator,
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
            Self::Operator => allow(operator::needed(config), config, &[]),
            Self::Runner => allow(pairs(needed(config)), config, bots),
            Self::Switch => allow(pairs(needed_by_switch(config)), config, bots),
            Self::SwitchTrust => vec![trust::scheduler(config)],
            Self::GithubTrust => vec![trust::github(config)],
        });
        document.text()
    }
}

/// Actions, each with what it acts on.
fn pairs(needs: Vec<crate::permissions::Need>) -> Vec<(String, String)> {
    let needs = needs.into_iter();
    needs.map(|need| (need.action, need.resource)).collect()
}
