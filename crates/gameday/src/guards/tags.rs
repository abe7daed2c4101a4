//! Tags of what a plan changes: a resource may be changed also because of those that it carries.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use lexdr_deploy::tags::{Tags, of_bot, of_function, of_rule};
use lexdr_deploy::{Clients, Failed, boxed};
use lexdr_journal::Subject;

use super::Known;
use crate::config::{Account, Config};
use crate::plan::Plan;
use crate::said::said;

/// What has tags of its own, of all that a plan changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resource {
    /// A bot; its aliases go by its tags.
    Bot {
        /// Where.
        region: String,
        /// Its id.
        id: String,
    },
    /// A function.
    Function {
        /// Where.
        region: String,
        /// Its name.
        name: String,
    },
    /// A role.
    Role {
        /// Its name.
        name: String,
    },
    /// A rule of EventBridge.
    Rule {
        /// Where.
        region: String,
        /// Its name.
        name: String,
    },
}

impl Resource {
    /// What a change is made to.
    pub(super) fn of(subject: &Subject) -> Self {
        match subject.clone() {
            Subject::Rule { region, name } => Self::Rule { region, name },
            Subject::Concurrency { region, function }
            | Subject::Environment { region, function } => Self::Function {
                region,
                name: function,
            },
            Subject::RolePolicy { role, .. } => Self::Role { name: role },
            Subject::Alias { region, bot, .. } | Subject::NamedAlias { region, bot, .. } => {
                Self::Bot { region, id: bot }
            }
            Subject::AliasPolicy { region, arn } => {
                // `arn:aws:lex:REGION:ACCOUNT:bot-alias/BOT/ALIAS`.
                let id = arn.split('/').nth(1).unwrap_or_default().to_owned();
                Self::Bot { region, id }
            }
        }
    }

    /// ` in us-east-1`; nothing for what is everywhere.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Bot { region, .. }
            | Self::Function { region, .. }
            | Self::Rule { region, .. } => {
                format!(" in {region}")
            }
            Self::Role { .. } => String::new(),
        }
    }

    fn arn(&self, account: &Account) -> String {
        let Account { id, partition, .. } = account;
        let (service, region, rest) = match self {
            Self::Bot { region, id } => ("lex", region.as_str(), format!("bot/{id}")),
            Self::Function { region, name } => {
                ("lambda", region.as_str(), format!("function:{name}"))
            }
            Self::Role { name } => ("iam", "", format!("role/{name}")),
            Self::Rule { region, name } => ("events", region.as_str(), format!("rule/{name}")),
        };
        format!("arn:{partition}:{service}:{region}:{id}:{rest}")
    }

    /// A line for the AWS CLI that gives it these tags.
    pub(super) fn tagging(&self, tags: &[(&String, &String)], account: &Account) -> String {
        let arn = self.arn(account);
        let plain = |(key, value): &(&String, &String)| format!("{key}={value}");
        let long = |(key, value): &(&String, &String)| format!("Key={key},Value={value}");
        let plain = || tags.iter().map(plain).collect::<Vec<_>>().join(",");
        let long = || tags.iter().map(long).collect::<Vec<_>>().join(" ");
        match self {
            Self::Bot { region, .. } => format!(
                "aws lexv2-models tag-resource --region {region} --resource-arn {arn} --tags {}",
                plain()
            ),
            Self::Function { region, .. } => format!(
                "aws lambda tag-resource --region {region} --resource {arn} --tags {}",
                plain()
            ),
            Self::Role { name } => {
                format!("aws iam tag-role --role-name {name} --tags {}", long())
            }
            Self::Rule { region, .. } => format!(
                "aws events tag-resource --region {region} --resource-arn {arn} --tags {}",
                long()
            ),
        }
    }
}

/// The tags of all that a plan changes. Nobody asks for them if none would allow anything.
pub(super) async fn of_plan(
    clients: &Clients,
    config: &Config,
    plan: &Plan,
) -> BTreeMap<Resource, Known<Tags>> {
    let mut all = BTreeMap::new();
    if config.allow.tags.is_empty() {
        return all;
    }
    for change in plan.changes() {
        let Entry::Vacant(entry) = all.entry(Resource::of(&change.subject)) else {
            continue;
        };
        let resource = entry.key();
        let arn = resource.arn(&config.account);
        let tags = boxed(|| of(clients, resource, &arn)).await;
        entry.insert(tags);
    }
    all
}

async fn of(clients: &Clients, resource: &Resource, arn: &str) -> Known<Tags> {
    let named = |operation: &str, answer: Result<Tags, Failed>| {
        answer.map_err(|error| said(&format!("{operation} {arn}"), error))
    };
    match resource {
        Resource::Bot { region, .. } => {
            named("ListTagsForResource", of_bot(clients, region, arn).await)
        }
        Resource::Function { region, .. } => {
            named("ListTags", of_function(clients, region, arn).await)
        }
        Resource::Role { name } => {
            // A role has at most fifty tags, and an answer holds a hundred.
            let answer = clients.iam().list_role_tags().role_name(name).send().await;
            let answer = answer.map_err(|error| said(&format!("ListRoleTags {name}"), error));
            let tags = answer?.tags.into_iter();
            Ok(tags.map(|tag| (tag.key, tag.value)).collect())
        }
        Resource::Rule { region, .. } => {
            named("ListTagsForResource", of_rule(clients, region, arn).await)
        }
    }
}
