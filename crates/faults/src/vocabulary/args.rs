//! The parameters of a fault as they were given.

use serde_json::{Map, Value};

use super::param::Presence;
use super::spec::FaultSpec;
use crate::effect::Effect;
use crate::field::{Field, FieldError, Read};
use crate::matching::{Caller, Match, each};
use crate::resource::Glob;
use crate::rule::Rule;
use crate::services::ServiceName;
use crate::suggest::listed;
use crate::units::Probability;
use crate::when::When;

/// Parameters that have been checked against their kinds, with the defaults filled in.
pub(super) struct Args<'s> {
    spec: &'s FaultSpec,
    values: Map<String, Value>,
}

impl<'s> Args<'s> {
    /// Checks names, presence and kinds.
    pub(super) fn read(spec: &'s FaultSpec, given: &Value) -> Read<Self> {
        let field = Field::root(given);
        let names: Vec<&str> = spec.params().map(|param| param.name).collect();
        let fields = field.fields(&names)?;
        let mut values = Map::new();
        let mut chosen = Vec::new();
        for param in spec.params() {
            match (fields.get(param.name), param.presence) {
                (Some(field), presence) => {
                    param.kind().check(&field)?;
                    values.insert(param.name.to_owned(), field.value.clone());
                    if presence == Presence::OneOf {
                        chosen.push(param.name);
                    }
                }
                (None, Presence::Default(text)) => {
                    values.insert(param.name.to_owned(), param.kind().written(text));
                }
                (None, Presence::Required) => {
                    let problem = format!("`{}` is missing", param.name);
                    let suggestion = format!("write a {}", param.type_text());
                    return Err(FieldError::new("", problem).suggest(suggestion));
                }
                (None, Presence::Optional | Presence::OneOf) => {}
            }
        }
        let options = || {
            spec.params()
                .filter(|p| p.presence == Presence::OneOf)
                .map(|p| p.name)
        };
        let error = match chosen.as_slice() {
            _ if options().next().is_none() => return Ok(Self { spec, values }),
            [_] => return Ok(Self { spec, values }),
            [] => FieldError::new("", format!("`{}` says nothing of what is wrong", spec.name)),
            [_, second, ..] => {
                FieldError::new(*second, format!("`{}` excludes `{second}`", chosen[0]))
            }
        };
        Err(error.suggest(listed(options(), "write exactly one of")))
    }

    /// What `read` makes of a parameter, if it was given or has a default.
    pub(super) fn get<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Field<'_>) -> Read<T>,
    ) -> Read<Option<T>> {
        let field = |value| Field {
            value,
            path: name.to_owned(),
        };
        self.values
            .get(name)
            .map(|value| read(&field(value)))
            .transpose()
    }

    /// The same of a parameter that is required or has a default.
    pub(super) fn need<T>(&self, name: &str, read: impl FnOnce(&Field<'_>) -> Read<T>) -> Read<T> {
        self.get(name, read)?
            .ok_or_else(|| FieldError::new("", format!("`{name}` is missing")))
    }

    pub(super) fn text(&self, name: &str) -> Read<Option<String>> {
        self.get(name, |field| field.text().map(str::to_owned))
    }

    /// A rule with this effect, about the calls that the common parameters describe.
    pub(super) fn rule(&self, effect: Effect) -> Read<Rule> {
        let named = self.get("services", |field| each(field, ServiceName::read))?;
        let resource = match self.text("table")? {
            Some(table) => Some(table),
            None => self.text("function")?,
        };
        let matches = Match {
            service: named.unwrap_or_else(|| self.spec.services.to_vec()),
            operation: self
                .get("operation", |field| {
                    each(field, |f| f.text().map(str::to_owned))
                })?
                .map(in_both_generations)
                .unwrap_or_default(),
            region: self.text("region")?.into_iter().collect(),
            resource: resource.map(Glob::new),
            caller: self.get("caller", Caller::read)?.unwrap_or_default(),
        };
        let count = |name| self.get(name, |field| field.whole(1..=u64::from(u32::MAX)));
        let when = When {
            probability: self
                .get("probability", Probability::read)?
                .unwrap_or_default(),
            first: count("first")?,
            every: count("every")?,
            after: count("after")?,
            window: None,
            duty: None,
        };
        Ok(Rule {
            matches,
            when,
            ..Rule::new(self.spec.name, effect)
        })
    }
}

/// What a caller says to a bot has another name in each generation of Lex; a fault means both.
const NAMES_OF_BOTH: [(&str, &str); 2] = [
    ("PostText", "RecognizeText"),
    ("PostContent", "RecognizeUtterance"),
];

fn in_both_generations(mut operations: Vec<String>) -> Vec<String> {
    for (v1, v2) in NAMES_OF_BOTH {
        for (one, other) in [(v1, v2), (v2, v1)] {
            let has = |name: &str| operations.iter().any(|operation| operation == name);
            if has(one) && !has(other) {
                operations.push(other.to_owned());
            }
        }
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::in_both_generations;

    #[test]
    fn an_operation_is_meant_under_its_name_in_either_generation() {
        let both =
            |names: &[&str]| in_both_generations(names.iter().map(ToString::to_string).collect());
        assert_eq!(both(&["PostText"]), ["PostText", "RecognizeText"]);
        assert_eq!(both(&["RecognizeText"]), ["RecognizeText", "PostText"]);
        assert_eq!(both(&["PostText", "RecognizeText"]).len(), 2);
        assert_eq!(both(&["PutSession"]), ["PutSession"]);
        assert!(both(&[]).is_empty());
    }
}
