//! Contexts: what was talked about, for some turns and some time.

use serde_json::{Map, Value, json};

use super::program::OutputContext;
use super::refusal::Refusal;

/// The active contexts of a session.
#[derive(Debug, Clone, Default)]
pub(crate) struct Contexts(Vec<Context>);

/// A context that is active.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    name: String,
    attributes: Map<String, Value>,
    until_ms: i64,
    turns: i64,
}

/// The longest life, which a request gets that sets no other.
const MAX_SECONDS: i64 = 86_400;
const MAX_TURNS: i64 = 20;

/// Both service models allow a session this many.
const MOST: usize = 20;

impl Context {
    /// A context of a request, whose life is held against the service model.
    pub(crate) fn given(
        name: String,
        (seconds, turns): (Option<i64>, Option<i64>),
        attributes: Map<String, Value>,
        now_ms: i64,
    ) -> Result<Self, Refusal> {
        let seconds = seconds.unwrap_or(MAX_SECONDS);
        let turns = turns.unwrap_or(MAX_TURNS);
        if !(5..=MAX_SECONDS).contains(&seconds) || !(1..=MAX_TURNS).contains(&turns) {
            return Err(Refusal::Invalid(format!(
                "context {name} has an invalid timeToLive"
            )));
        }
        Ok(Self {
            name,
            attributes,
            until_ms: now_ms + seconds * 1000,
            turns,
        })
    }
}

impl Contexts {
    /// Replaces all contexts; no context clears them.
    pub(crate) fn replace(&mut self, given: Vec<Context>) -> Result<(), Refusal> {
        if given.len() > MOST {
            return Err(Refusal::invalid(format!(
                "activeContexts has more than {MOST} members"
            )));
        }
        self.0 = given;
        Ok(())
    }

    /// Counts a turn; contexts at their end go.
    pub(crate) fn turn(&mut self, now_ms: i64) {
        for context in &mut self.0 {
            context.turns -= 1;
        }
        self.0
            .retain(|context| context.turns >= 0 && now_ms < context.until_ms);
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|context| context.name == name)
    }

    /// Adds what fulfilling an intent makes active.
    pub(crate) fn add(
        &mut self,
        output: &[OutputContext],
        attributes: &Map<String, Value>,
        now_ms: i64,
    ) {
        for context in output {
            self.0.retain(|known| known.name != context.name);
            self.0.push(Context {
                name: context.name.clone(),
                attributes: attributes.clone(),
                until_ms: now_ms + context.seconds * 1000,
                turns: context.turns,
            });
        }
    }

    /// As the APIs show them, with what is left of their lives. The generations differ in what they
    /// call the attributes of a context.
    pub(crate) fn to_value(&self, attributes: &str, now_ms: i64) -> Value {
        self.0
            .iter()
            .map(|context| {
                json!({
                    "name": context.name,
                    "timeToLive": {
                        "timeToLiveInSeconds": (context.until_ms - now_ms) / 1000,
                        "turnsToLive": context.turns,
                    },
                    attributes: context.attributes,
                })
            })
            .collect()
    }
}
