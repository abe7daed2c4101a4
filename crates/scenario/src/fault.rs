//! What can be said of every fault alike.

use lexdr_wire::LexVersion;

use crate::values;
use crate::{Fault, RegionRef};

impl Fault {
    /// The name in scenario files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AliasDeleted { .. } => "alias-deleted",
            Self::AliasRepointed { .. } => "alias-repointed",
            Self::BotDeleted { .. } => "bot-deleted",
            Self::LocaleDisabled { .. } => "locale-disabled",
            Self::AliasPolicyDenied { .. } => "alias-policy-denied",
            Self::RuleDisabled {} => "rule-disabled",
            Self::ConcurrencyZero { .. } => "concurrency-zero",
            Self::EnvironmentDrift { .. } => "environment-drift",
            Self::CodeCrashes { .. } => "code-crashes",
            Self::ItemMissing {} => "item-missing",
            Self::ItemCorrupted { .. } => "item-corrupted",
            Self::TableDeleted {} => "table-deleted",
            Self::RoleDenied { .. } => "role-denied",
            Self::Request(fault) => fault.name(),
        }
    }

    /// The generation of Lex that it needs; nothing if it can be applied to any.
    #[must_use]
    pub const fn lex(&self) -> Option<LexVersion> {
        match self {
            Self::LocaleDisabled { .. } | Self::AliasPolicyDenied { .. } => Some(LexVersion::V2),
            _ => None,
        }
    }

    /// Where it acts; nothing if it is bound to no region.
    #[must_use]
    pub fn region(&self) -> Option<RegionRef> {
        match self {
            Self::AliasDeleted { region }
            | Self::AliasRepointed { region }
            | Self::BotDeleted { region }
            | Self::LocaleDisabled { region }
            | Self::AliasPolicyDenied { region } => Some(region.clone()),
            Self::RoleDenied { region, .. } => region.clone(),
            // The fault layer has held the text against the same rules.
            Self::Request(fault) => fault.region().and_then(|text| values::region(text).ok()),
            Self::RuleDisabled {}
            | Self::ConcurrencyZero { .. }
            | Self::EnvironmentDrift { .. }
            | Self::CodeCrashes { .. }
            | Self::ItemMissing {}
            | Self::ItemCorrupted { .. }
            | Self::TableDeleted {} => None,
        }
    }
}
