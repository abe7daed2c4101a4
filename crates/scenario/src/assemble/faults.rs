//! A fault with its settings.

use super::word;
use crate::keys::FAULT;
use crate::parsed::Fields;
use crate::{DeniedService, Fault, FunctionRef};

/// The fault that stands here.
pub(super) fn fault(fields: &Fields) -> Option<Fault> {
    let name = fields.first_of(&FAULT.one_of())?;
    if let Some(request) = fields.request(name) {
        return Some(Fault::Request(request.clone()));
    }
    let settings = fields.map(name)?;
    let region = || settings.region("region").cloned();
    Some(match name {
        "alias-deleted" => Fault::AliasDeleted { region: region()? },
        "alias-repointed" => Fault::AliasRepointed { region: region()? },
        "bot-deleted" => Fault::BotDeleted { region: region()? },
        "locale-disabled" => Fault::LocaleDisabled { region: region()? },
        "alias-policy-denied" => Fault::AliasPolicyDenied { region: region()? },
        "rule-disabled" => Fault::RuleDisabled {},
        "concurrency-zero" => Fault::ConcurrencyZero {
            function: function(settings)?,
        },
        "environment-drift" => Fault::EnvironmentDrift {
            function: function(settings)?,
            variable: settings.text("variable")?.clone(),
            value: settings.text("value").cloned(),
        },
        "code-crashes" => Fault::CodeCrashes {
            function: function(settings)?,
        },
        "item-missing" => Fault::ItemMissing {},
        "item-corrupted" => Fault::ItemCorrupted {
            lex_region: settings.text("lex-region")?.clone(),
        },
        "table-deleted" => Fault::TableDeleted {},
        "role-denied" => Fault::RoleDenied {
            service: match word(settings, "service")? {
                "lex" => DeniedService::Lex,
                "lex-delete-session" => DeniedService::LexDeleteSession,
                "dynamodb" => DeniedService::Dynamodb,
                "dynamodb-update" => DeniedService::DynamodbUpdate,
                _ => return None,
            },
            region: region(),
        },
        _ => return None,
    })
}

fn function(settings: &Fields) -> Option<FunctionRef> {
    match word(settings, "function")? {
        "health-check" => Some(FunctionRef::HealthCheck),
        "get-region" => Some(FunctionRef::GetRegion),
        _ => None,
    }
}
