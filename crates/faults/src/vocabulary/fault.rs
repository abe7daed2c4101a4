//! A fault with its parameters.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::args::Args;
use super::spec::FaultSpec;
use crate::field::FieldError;
use crate::rule::Rule;
use crate::units::Millis;

/// A fault as a scenario names it, its parameters checked.
///
/// It serializes as it is written: `{ "lex-error": { "region": "primary", "error": "NotFound" } }`.
#[derive(Debug, Clone)]
pub struct RequestFault {
    spec: &'static FaultSpec,
    params: Value,
    rules: Vec<Rule>,
}

impl RequestFault {
    /// Reads a fault's parameters.
    ///
    /// # Errors
    /// When there is no fault of this name, a parameter is unknown, missing or wrong, or the fault
    /// could never hit a call. The path is that of the parameter.
    pub fn parse(name: &str, params: &Value) -> Result<Self, FieldError> {
        let spec = super::spec(name)?;
        let args = Args::read(spec, params)?;
        let rules = spec.rules(&args)?;
        for rule in &rules {
            rule.check().map_err(|error| in_params(spec, error))?;
        }
        Ok(Self {
            spec,
            params: params.clone(),
            rules,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.spec.name
    }

    /// Its row in the table of faults.
    #[must_use]
    pub const fn spec(&self) -> &'static FaultSpec {
        self.spec
    }

    /// Its parameters as they were given.
    #[must_use]
    pub const fn params(&self) -> &Value {
        &self.params
    }

    /// Where it acts: `primary`, `secondary`, `both` or a region's name; `None` is everywhere.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.params.get("region").and_then(Value::as_str)
    }

    /// The rules of the fault, injected `at` this instant of the run under this label. `resolve`
    /// gives the names of the regions behind `primary`, `secondary` and `both`; a name that it
    /// has nothing for stays as it is. The rules are named after the label: `label`, or
    /// `label/1`, `label/2`, … if there are several.
    pub fn rules(
        &self,
        label: &str,
        at: Duration,
        resolve: impl Fn(&str) -> Vec<String>,
    ) -> Vec<Rule> {
        let at = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        let later = |ms: Millis| Millis(ms.0.saturating_add(at));
        let resolved = |region: String| match resolve(&region) {
            names if names.is_empty() => vec![region],
            names => names,
        };
        let several = self.rules.len() > 1;
        let mut rules = self.rules.clone();
        for (nth, rule) in rules.iter_mut().enumerate() {
            rule.id = if several {
                format!("{label}/{}", nth + 1)
            } else {
                label.to_owned()
            };
            let regions = std::mem::take(&mut rule.matches.region);
            rule.matches.region = regions.into_iter().flat_map(resolved).collect();
            if let Some(window) = &mut rule.when.window {
                window.from = later(window.from);
                window.to = window.to.map(later);
            }
        }
        rules
    }
}

/// The error of a rule, told in the parameters that the user wrote.
fn in_params(spec: &FaultSpec, error: FieldError) -> FieldError {
    let path = error
        .path
        .split('.')
        .filter_map(|piece| piece.split('[').next())
        .map(|piece| {
            if piece == "service" {
                "services"
            } else {
                piece
            }
        })
        .find(|piece| spec.params().any(|param| param.name == *piece))
        .unwrap_or_default()
        .to_owned();
    FieldError { path, ..error }
}

impl PartialEq for RequestFault {
    fn eq(&self, other: &Self) -> bool {
        self.spec.name == other.spec.name && self.params == other.params
    }
}

impl Eq for RequestFault {}

impl Serialize for RequestFault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.spec.name, &self.params)])
    }
}

impl<'de> Deserialize<'de> for RequestFault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let map = Map::<String, Value>::deserialize(deserializer)?;
        let mut entries = map.iter();
        match (entries.next(), entries.next()) {
            (Some((name, params)), None) => Self::parse(name, params).map_err(D::Error::custom),
            _ => Err(D::Error::custom(format!(
                "expected one fault, found {}",
                map.len()
            ))),
        }
    }
}
