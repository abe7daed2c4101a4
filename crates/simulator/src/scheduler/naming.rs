//! The names of parameters in the input of a universal target: all of them begin with a capital,
//! whatever the API calls them. A name that does not is no parameter.

use lexdr_wire::Service;
use serde_json::Value;

/// Parameters of Lex that are maps: their keys are the user's, no names of parameters.
const MAPS: [&str; 8] = [
    "BotAliasLocaleSettings",
    "BotTags",
    "BotVersionLocaleSpecification",
    "PromptAttemptsSpecification",
    "RequestAttributes",
    "SessionAttributes",
    "Tags",
    "TestBotAliasTags",
];

/// Whether the API itself writes its parameters with a small first letter.
pub(super) const fn is_camel(service: Service) -> bool {
    matches!(
        service,
        Service::LexRuntime | Service::LexModels | Service::LexRuntimeV2 | Service::LexModelsV2
    )
}

/// The value of parameter `name` with all names in it as the API writes them.
pub(super) fn uncapitalized(name: &str, value: Value) -> Result<Value, String> {
    match value {
        Value::Array(values) => {
            let values = values.into_iter().map(|value| uncapitalized("", value));
            values.collect::<Result<_, _>>().map(Value::Array)
        }
        Value::Object(members) => {
            let is_map = MAPS.contains(&name);
            let members = members.into_iter().map(|(member, value)| {
                let written = if is_map {
                    member.clone()
                } else {
                    lowered(&member)?
                };
                // The value behind a key of the user's is a structure whatever the key is.
                let name = if is_map { "" } else { &member };
                Ok((written, uncapitalized(name, value)?))
            });
            members.collect::<Result<_, String>>().map(Value::Object)
        }
        value => Ok(value),
    }
}

pub(super) fn lowered(name: &str) -> Result<String, String> {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if first.is_ascii_uppercase() => {
            Ok(first.to_lowercase().chain(letters).collect())
        }
        _ => Err(format!(
            "no parameter is called {name}: their names begin with a capital"
        )),
    }
}

pub(super) fn capital(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
