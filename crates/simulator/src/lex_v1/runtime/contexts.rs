//! Contexts: what was talked about, for some turns and some time.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::lex_v1::LexError;
use crate::lex_v1::definition::intent::OutputContext;
use crate::lex_v1::names;

/// The active contexts of a session.
#[derive(Debug, Clone, Default)]
pub(super) struct Contexts(Vec<Active>);

#[derive(Debug, Clone)]
struct Active {
    name: String,
    parameters: Map<String, Value>,
    until_ms: i64,
    turns: i64,
}

/// A context in a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    name: String,
    time_to_live: GivenLife,
    parameters: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GivenLife {
    time_to_live_in_seconds: Option<i64>,
    turns_to_live: Option<i64>,
}

/// The longest life, which a request gets that sets no other.
const MAX_SECONDS: i64 = 86_400;
const MAX_TURNS: i64 = 20;

impl Contexts {
    /// Replaces all contexts if the request has a list; an empty list clears them.
    pub(super) fn replace(
        &mut self,
        given: Option<&Value>,
        now_ms: i64,
    ) -> Result<(), ServiceError> {
        let Some(given) = given.filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let list: Vec<Given> = serde_json::from_value(given.clone()).map_err(|error| {
            LexError::BadRequest.with(format!("Invalid activeContexts: {error}"))
        })?;
        if list.len() > 20 {
            return Err(LexError::BadRequest.with("activeContexts has more than 20 members"));
        }
        let mut active = Vec::new();
        for context in list {
            names::Name::Alias.check("activeContexts.name", &context.name)?;
            let seconds = context
                .time_to_live
                .time_to_live_in_seconds
                .unwrap_or(MAX_SECONDS);
            let turns = context.time_to_live.turns_to_live.unwrap_or(MAX_TURNS);
            if !(5..=MAX_SECONDS).contains(&seconds) || !(1..=MAX_TURNS).contains(&turns) {
                return Err(LexError::BadRequest.with(format!(
                    "context {} has an invalid timeToLive",
                    context.name
                )));
            }
            active.push(Active {
                name: context.name,
                parameters: context.parameters,
                until_ms: now_ms + seconds * 1000,
                turns,
            });
        }
        self.0 = active;
        Ok(())
    }

    /// Counts a turn; contexts at their end go.
    pub(super) fn turn(&mut self, now_ms: i64) {
        for context in &mut self.0 {
            context.turns -= 1;
        }
        self.0
            .retain(|context| context.turns >= 0 && now_ms < context.until_ms);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|context| context.name == name)
    }

    /// Adds what fulfilling an intent makes active; its slots are the parameters.
    pub(super) fn add(
        &mut self,
        output: &[OutputContext],
        parameters: &Map<String, Value>,
        now_ms: i64,
    ) {
        for context in output {
            self.0.retain(|known| known.name != context.name);
            self.0.push(Active {
                name: context.name.clone(),
                parameters: parameters.clone(),
                until_ms: now_ms + context.time_to_live_in_seconds * 1000,
                turns: context.turns_to_live,
            });
        }
    }

    /// As the API shows them, with what is left of their lives.
    pub(super) fn to_value(&self, now_ms: i64) -> Value {
        self.0
            .iter()
            .map(|context| {
                json!({
                    "name": context.name,
                    "timeToLive": {
                        "timeToLiveInSeconds": (context.until_ms - now_ms) / 1000,
                        "turnsToLive": context.turns,
                    },
                    "parameters": context.parameters,
                })
            })
            .collect()
    }
}
