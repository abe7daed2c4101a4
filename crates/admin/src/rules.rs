//! Rules of the fault layer as they are posted, and how long they stay.

use std::time::Duration;

use lexdr_faults::{AddError, Caller, Faults, Millis, Rule};
use serde_json::Value;

use crate::Lifetime;
use crate::document::{count_from, millis, of_fault, time_to_live, wrong};

/// Why rules were not added.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// They make no sense.
    #[error("{0}")]
    Wrong(String),
    /// One of their names is taken.
    #[error("{0}; remove it first, or give another \"id\"")]
    Taken(AddError),
}

/// The rules of a fault layer, for whoever adds and removes them from outside. Clones share them.
#[derive(Debug, Clone)]
pub struct Rules {
    faults: Faults,
    lifetime: Lifetime,
    callers: bool,
}

impl Rules {
    /// The rules of this layer. All of them are removed in time; those that are added here stay
    /// for this long.
    #[must_use]
    pub const fn new(faults: Faults, lifetime: Lifetime) -> Self {
        Self {
            faults,
            lifetime,
            callers: true,
        }
    }

    /// Refuses rules about one caller's calls, for a layer that cannot tell callers apart: such a
    /// rule would never fire.
    #[must_use]
    pub const fn without_callers(mut self) -> Self {
        self.callers = false;
        self
    }

    /// Adds the rules of a document, all or none, and returns their names.
    ///
    /// # Errors
    /// When the document is not one of rules, or a name is taken. The text says what would be
    /// right.
    pub fn add(&self, document: &Value) -> Result<Vec<String>, RuleError> {
        let rules = self.read(document)?;
        let mut added: Vec<String> = Vec::new();
        for rule in rules {
            let id = rule.id.clone();
            if let Err(error) = self.faults.add(rule) {
                for id in &added {
                    self.faults.remove(id);
                }
                return Err(match error {
                    AddError::Invalid(error) => RuleError::Wrong(error.to_string()),
                    taken @ AddError::Duplicate { .. } => RuleError::Taken(taken),
                });
            }
            added.push(id);
        }
        Ok(added)
    }

    /// Removes a rule, or the rules that a fault of this name stands for. Tells which there were.
    #[must_use]
    pub fn remove(&self, id: &str) -> Vec<String> {
        let of_fault = |name: &str| {
            name.strip_prefix(id)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|nth| nth.parse::<u32>().is_ok())
        };
        let mut names = self.names();
        names.retain(|name| name == id || of_fault(name));
        names.retain(|name| self.faults.remove(name).is_some());
        names
    }

    /// Removes all rules. Tells which there were.
    pub fn clear(&self) -> Vec<String> {
        let names = self.names();
        self.faults.clear();
        names
    }

    /// The names of the rules in force.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let rules = self.faults.list();
        rules.into_iter().map(|rule| rule.id).collect()
    }

    /// The rules in force. Times are what is left of them, as far as they can be.
    #[must_use]
    pub fn list(&self) -> Vec<Value> {
        let (now, fired) = (self.faults.now(), self.faults.fired());
        let shown = |rule: Rule| {
            let mut value = serde_json::to_value(&rule).unwrap_or_default();
            if let Value::Object(fields) = &mut value {
                fields.remove("expires");
                if let Some(at) = rule.expires {
                    let left = at.duration().saturating_sub(now);
                    let left = Duration::from_millis(millis(left).0);
                    let left = humantime::format_duration(left).to_string();
                    fields.insert("ttl".to_owned(), left.into());
                }
                let fired = fired.get(&rule.id).copied().unwrap_or_default();
                fields.insert("fired".to_owned(), fired.into());
            }
            value
        };
        self.faults.list().into_iter().map(shown).collect()
    }

    fn read(&self, document: &Value) -> Result<Vec<Rule>, RuleError> {
        match document {
            Value::Array(documents) => {
                let rules: Result<Vec<_>, _> =
                    documents.iter().map(|one| self.read_one(one)).collect();
                Ok(rules?.into_iter().flatten().collect())
            }
            one => self.read_one(one),
        }
    }

    fn read_one(&self, document: &Value) -> Result<Vec<Rule>, RuleError> {
        let now = self.faults.now();
        let Value::Object(fields) = document else {
            return Err(wrong(
                "expected a rule such as {\"id\": \"gone\", \"effect\": {\"error\": \"NotFound\"}}, \
                 or a fault such as {\"fault\": {\"lex-error\": {\"error\": \"NotFound\"}}}",
            ));
        };
        let mut fields = fields.clone();
        let ttl = fields.remove("ttl");
        let ttl = ttl.map(|ttl| time_to_live(&ttl)).transpose()?;
        let mut rules = match fields.remove("fault") {
            Some(fault) => of_fault(&fault, fields, now)?,
            None => {
                let rule = Rule::parse(&Value::Object(fields));
                let mut rule = rule.map_err(|error| wrong(error.to_string()))?;
                count_from(&mut rule, now);
                vec![rule]
            }
        };
        for rule in &mut rules {
            if !self.callers && rule.matches.caller != Caller::Any {
                return Err(wrong(
                    "caller: who calls cannot be told here, so the rule would never fire; leave \
                     it out",
                ));
            }
            let asked = ttl.or(rule.expires.map(Millis::duration));
            let stays = self.lifetime.of(asked);
            let stays = stays.map_err(|problem| wrong(format!("ttl: {problem}")))?;
            rule.expires = stays.map(|time| millis(now + time));
        }
        Ok(rules)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn rules(lifetime: Lifetime) -> Rules {
        Rules::new(Faults::builder().build(), lifetime)
    }

    fn limited() -> Rules {
        rules(Lifetime::limited(HOUR).unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_rule_without_a_time_to_live_gets_the_usual_one_and_goes_by_itself() {
        let rules = limited();
        rules.add(&json!({ "id": "a", "effect": "hang" })).unwrap();
        rules
            .add(&json!({ "id": "b", "effect": "hang", "ttl": "2h" }))
            .unwrap();
        assert_eq!(rules.list()[0]["ttl"], "1h");
        tokio::time::advance(HOUR - Duration::from_millis(1)).await;
        assert_eq!(rules.names(), ["a", "b"]);
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(rules.names(), ["b"]);
        tokio::time::advance(HOUR).await;
        assert_eq!(rules.names(), [""; 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn times_count_from_the_moment_a_rule_is_added() {
        let rules = rules(Lifetime::UNLIMITED);
        tokio::time::advance(HOUR).await;
        let posted = json!([
            { "id": "a", "effect": "hang", "ttl": "30s", "when": { "window": { "from": "10s" } } },
            { "id": "b", "effect": "hang" },
        ]);
        rules.add(&posted).unwrap();
        assert_eq!(rules.list()[0]["ttl"], "30s");
        let from = rules.list()[0]["when"]["window"]["from"].clone();
        assert_eq!(from, json!(Millis(3_610_000)));
        tokio::time::advance(HOUR).await;
        assert_eq!(rules.names(), ["b"], "without a limit a rule stays");
    }

    #[rstest]
    #[case::too_long(json!({ "id": "a", "effect": "hang", "ttl": "25h" }), "at most 1day")]
    #[case::too_long_by_its_own(json!({ "id": "a", "effect": "hang", "expires": "25h" }), "at most")]
    #[case::no_time(json!({ "id": "a", "effect": "hang", "ttl": "0s" }), "not a duration")]
    #[case::a_caller(
        json!({ "id": "a", "effect": "hang", "matches": { "caller": "checker" } }),
        "leave it out"
    )]
    #[case::a_caller_of_a_fault(
        json!({ "fault": { "lex-error": { "region": "both", "error": "NotFound", "caller": "checker" } } }),
        "leave it out"
    )]
    #[case::the_second_of_two(json!([{ "id": "a", "effect": "hang" }, { "id": "b" }]), "effect")]
    fn what_would_stay_for_ever_or_never_fire_is_refused(
        #[case] document: Value,
        #[case] expected: &str,
    ) {
        let rules = limited().without_callers();
        let error = rules.add(&document).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(rules.names(), [""; 0]);
    }

    #[test]
    fn a_name_is_taken_once_and_removed_with_all_that_it_stands_for() {
        let rules = limited();
        let outage = json!({ "fault": { "region-outage": { "region": "primary" } } });
        let first = rules.add(&outage).unwrap();
        assert_eq!(rules.names(), first);
        let taken = rules.add(&json!({ "id": first[0], "effect": "hang" }));
        assert!(matches!(taken, Err(RuleError::Taken(_))), "{taken:?}");
        assert_eq!(rules.remove("region-outage"), first);
        assert_eq!(rules.names(), [""; 0]);
    }

    #[test]
    fn a_lifetime_has_its_own_bounds() {
        assert!(Lifetime::limited(Lifetime::LONGEST).is_ok());
        assert!(Lifetime::limited(Duration::ZERO).is_err());
        let longer = Lifetime::LONGEST + Duration::from_secs(1);
        assert!(Lifetime::limited(longer).unwrap_err().contains("at most"));
    }
}
