//! One fault: its name, its parameters, and the rules it stands for.

use serde_json::{Map, Value, json};

use super::args::Args;
use super::param::{Param, Presence};
use crate::effect::Effect;
use crate::field::Read;
use crate::rule::Rule;
use crate::services::ServiceName;

/// A fault that scenario files can name.
#[derive(Debug)]
pub struct FaultSpec {
    /// As written in files.
    pub name: &'static str,
    /// What is wrong, in a sentence.
    pub summary: &'static str,
    /// Its parameters in use, as JSON.
    pub example: &'static str,
    pub(super) services: &'static [ServiceName],
    pub(super) groups: &'static [&'static [Param]],
    pub(super) build: Build,
}

/// How a fault becomes rules.
#[derive(Debug)]
pub(super) enum Build {
    /// One rule with this effect.
    One(fn(&Args<'_>) -> Read<Effect>),
    /// Whatever this makes of it.
    Many(fn(&Args<'_>) -> Read<Vec<Rule>>),
}

impl FaultSpec {
    /// Its parameters, in the order in which they are listed to people.
    pub fn params(&self) -> impl Iterator<Item = &'static Param> + Clone {
        self.groups.iter().copied().flatten()
    }

    /// The JSON schema of its parameters.
    #[must_use]
    pub fn schema(&self) -> Value {
        let properties: Map<String, Value> = self
            .params()
            .map(|param| (param.name.to_owned(), param.schema()))
            .collect();
        let with = |presence: Presence| {
            self.params()
                .filter(move |p| p.presence == presence)
                .map(|param| param.name)
        };
        let mut schema = json!({
            "type": "object",
            "description": self.summary,
            "properties": properties,
            "required": with(Presence::Required).collect::<Vec<_>>(),
            "additionalProperties": false,
        });
        let choices: Vec<Value> = with(Presence::OneOf)
            .map(|name| json!({ "required": [name] }))
            .collect();
        if !choices.is_empty() {
            schema["oneOf"] = choices.into();
        }
        schema
    }

    pub(super) fn rules(&self, args: &Args<'_>) -> Read<Vec<Rule>> {
        match self.build {
            Build::One(effect) => Ok(vec![args.rule(effect(args)?)?]),
            Build::Many(rules) => rules(args),
        }
    }
}
