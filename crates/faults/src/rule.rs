//! A rule: which calls, when, and what happens to them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::effect::Effect;
use crate::field::{Field, FieldError, Read};
use crate::matching::Match;
use crate::suggest::quoted;
use crate::units::Millis;
use crate::when::When;

/// A rule of the fault layer.
///
/// ```
/// let rule: lexdr_faults::Rule = serde_json::from_value(serde_json::json!({
///     "id": "primary-slow",
///     "matches": { "service": "lex", "region": "us-east-1", "caller": "checker" },
///     "when": { "probability": 0.5 },
///     "effect": { "latency": { "lognormal": { "median": "200ms", "p99": "4s" } } },
/// }))?;
/// assert_eq!(rule.effect.name(), "latency");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    /// Its name, by which it is removed: up to 100 letters, digits and `-_.:/`.
    pub id: String,
    /// Which calls it is about; all if left out.
    #[serde(skip_serializing_if = "is_default")]
    pub matches: Match,
    /// Which of these it applies to; all if left out.
    #[serde(skip_serializing_if = "is_default")]
    pub when: When,
    /// What it does to them.
    pub effect: Effect,
    /// The instant of the run's time at which the rule is removed by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Rule {
    /// A rule that applies this effect to every call.
    pub fn new(id: impl Into<String>, effect: Effect) -> Self {
        Self {
            id: id.into(),
            matches: Match::default(),
            when: When::default(),
            effect,
            expires: None,
        }
    }

    /// Reads a rule.
    ///
    /// # Errors
    /// When a key is unknown, a value is of the wrong type or out of range, or the rule can never
    /// have the effect it names. The error tells the field.
    pub fn parse(value: &Value) -> Result<Self, FieldError> {
        let fields = Field::root(value).fields(&["id", "matches", "when", "effect", "expires"])?;
        let rule = Self {
            id: fields.need("id")?.text()?.to_owned(),
            matches: fields.read("matches", Match::read)?.unwrap_or_default(),
            when: fields.read("when", When::read)?.unwrap_or_default(),
            effect: Effect::read(&fields.need("effect")?)?,
            expires: fields.read("expires", Millis::read)?,
        };
        rule.check()?;
        Ok(rule)
    }

    /// Refuses a rule that could never fire, or whose error the service never sends.
    ///
    /// # Errors
    /// Those of [`Rule::parse`] that are not about the form of the text.
    pub fn check(&self) -> Result<(), FieldError> {
        check_id(&self.id)?;
        self.matches.check()?;
        self.when.check()?;
        let services = self.matches.services();
        self.effect.check(&services)?;
        self.check_reach()
    }

    /// Each service and each operation named has calls that the effect means something for.
    fn check_reach(&self) -> Read<()> {
        let reached = |service, operation: &str| self.effect.reaches(service, operation);
        let fail = |path: String, what: &str| {
            let problem = format!("the effect `{}` never reaches {what}", self.effect.name());
            let suggestion = self.effect.needs();
            Err(FieldError {
                path,
                problem,
                suggestion,
            })
        };
        let services = self.matches.services();
        for (at, name) in self.matches.operation.iter().enumerate() {
            let any = services.iter().any(|service| {
                self.matches.operations(*service).contains(&name.as_str())
                    && reached(*service, name)
            });
            if !any {
                return fail(format!("matches.operation[{at}]"), &quoted(name));
            }
        }
        for (at, name) in self.matches.service.iter().enumerate() {
            let any = name.services().iter().any(|service| {
                self.matches
                    .operations(*service)
                    .iter()
                    .any(|op| reached(*service, op))
            });
            if !any {
                let what = match self.matches.operation.as_slice() {
                    [] => quoted(name.as_str()),
                    operations => format!("{} of `{}`", operations.join(", "), name.as_str()),
                };
                return fail(format!("matches.service[{at}]"), &what);
            }
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Read<()> {
    let good = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
    if (1..=100).contains(&id.len()) && id.chars().all(good) {
        return Ok(());
    }
    let problem = format!("{} is not fit for a name", quoted(id));
    Err(FieldError::new("id", problem)
        .suggest("write up to 100 letters, digits and any of `-_.:/`"))
}

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::parse(&value).map_err(serde::de::Error::custom)
    }
}
