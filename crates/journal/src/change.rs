//! A change to one resource, and its inverse.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Call;
use crate::masked::Masked;

/// What a change is made to: enough to read its state, on any machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Subject {
    /// Whether a rule of EventBridge is enabled.
    Rule {
        /// Where.
        region: String,
        /// The rule on the default bus.
        name: String,
    },
    /// How many runs of a function are reserved for it.
    Concurrency {
        /// Where.
        region: String,
        /// The function's name.
        function: String,
    },
    /// The environment of a function.
    Environment {
        /// Where.
        region: String,
        /// The function's name.
        function: String,
    },
    /// An inline policy of a role.
    RolePolicy {
        /// Where calls to IAM are signed for; IAM itself is global.
        region: String,
        /// The role's name.
        role: String,
        /// The policy's name.
        policy: String,
    },
    /// What an alias of a bot of Lex V2 says: version, locales, and the rest of an update.
    Alias {
        /// Where.
        region: String,
        /// The bot's id.
        bot: String,
        /// The alias' id.
        alias: String,
    },
    /// An alias by its name, which one that is made again keeps: all that it says, its tags, and
    /// whether it is there.
    NamedAlias {
        /// Where.
        region: String,
        /// The bot's id.
        bot: String,
        /// The alias' name.
        name: String,
        /// What the ARNs of the bot's aliases begin with; behind it stands an id.
        arns: String,
    },
    /// The resource policy of an alias.
    AliasPolicy {
        /// Where.
        region: String,
        /// The alias' ARN.
        arn: String,
    },
}

impl Subject {
    /// Where it is.
    #[must_use]
    pub fn region(&self) -> &str {
        match self {
            Self::Rule { region, .. }
            | Self::Concurrency { region, .. }
            | Self::Environment { region, .. }
            | Self::RolePolicy { region, .. }
            | Self::Alias { region, .. }
            | Self::NamedAlias { region, .. }
            | Self::AliasPolicy { region, .. } => region,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule { region, name } => write!(f, "rule {name} in {region}"),
            Self::Concurrency { region, function } => {
                write!(f, "reserved concurrency of {function} in {region}")
            }
            Self::Environment { region, function } => {
                write!(f, "environment of {function} in {region}")
            }
            Self::RolePolicy { role, policy, .. } => write!(f, "policy {policy} of role {role}"),
            Self::Alias { region, bot, alias } => write!(f, "alias {bot}/{alias} in {region}"),
            Self::NamedAlias {
                region, bot, name, ..
            } => write!(f, "alias {name} of bot {bot} in {region}"),
            Self::AliasPolicy { arn, .. } => write!(f, "resource policy of {arn}"),
        }
    }
}

/// A change to one resource.
///
/// It holds what a function's environment holds. `Debug` hides that and is fit for a log.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What is changed.
    pub subject: Subject,
    /// Its state before; what the undo has to bring back.
    pub before: Value,
    /// Its state while the fault is in effect. A state that is neither is somebody else's doing.
    pub after: Value,
    /// Makes the change.
    pub apply: Call,
    /// Takes it back. Safe to make more than once, and where the change was never made.
    pub undo: Call,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("subject", &self.subject)
            .field("before", &Masked(&self.before))
            .field("after", &Masked(&self.after))
            .field("apply", &self.apply)
            .field("undo", &self.undo)
            .finish()
    }
}
