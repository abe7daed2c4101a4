//! Statements of resource policies.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::Principal;
use crate::iam::{Circumstances, Clause, Condition};
use crate::lex_v2::definition::not_built;
use crate::lex_v2::{LexV2Error, names};

/// Who may or may not do what.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) id: Option<String>,
    pub(super) denies: bool,
    principals: Vec<Who>,
    actions: Vec<String>,
    conditions: Vec<Clause>,
    /// As it stands in the policy.
    pub(super) shown: Value,
}

#[derive(Debug)]
enum Who {
    Everybody,
    Service(String),
    Arn(String),
}

/// A statement as `CreateResourcePolicyStatement` takes it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub(super) statement_id: String,
    effect: String,
    principal: Vec<Map<String, Value>>,
    action: Vec<String>,
    #[serde(default)]
    condition: Map<String, Value>,
}

impl Who {
    fn is(&self, principal: &Principal, account: &str) -> bool {
        match (self, principal) {
            (Self::Everybody, _) => true,
            (Self::Service(name), Principal::Service(calling)) => name == calling,
            (Self::Service(_), _) | (Self::Arn(_), Principal::Service(_)) => false,
            (Self::Arn(arn), principal) => {
                let own = format!("arn:aws:iam::{account}:");
                match (arn.strip_prefix(&own), principal) {
                    (Some("root"), _) => true,
                    // A role goes by its name, whatever its path.
                    (
                        Some(rest),
                        Principal::FunctionRole { role, .. } | Principal::ScheduleRole { role, .. },
                    ) => rest.starts_with("role/") && rest.rsplit('/').next() == Some(role),
                    (Some(_), principal) => *arn == principal.arn(account),
                    (None, _) => false,
                }
            }
        }
    }
}

impl Statement {
    pub(super) fn is_about(
        &self,
        principal: &Principal,
        account: &str,
        action: &str,
        circumstances: &Circumstances<'_>,
    ) -> bool {
        self.actions.iter().any(|pattern| fits(pattern, action))
            && self.principals.iter().any(|who| who.is(principal, account))
            && self.conditions.iter().all(|one| one.holds(circumstances))
    }

    /// A statement of a policy document.
    pub(super) fn read(shown: &Value) -> Result<Self, ServiceError> {
        let wrong = |what: &str| LexV2Error::Validation.with(format!("Invalid policy: {what}"));
        let text = |name: &str| shown.get(name).and_then(Value::as_str);
        let conditions = match shown
            .get("Condition")
            .map(|given| Condition::parse(given, true))
        {
            None => Vec::new(),
            Some(Ok(Condition::All(clauses))) => clauses,
            Some(Ok(Condition::Beyond(what))) => return Err(not_built(&what)),
            Some(Err(why)) => return Err(wrong(&why)),
        };
        let mut principals = Vec::new();
        match shown.get("Principal") {
            Some(Value::String(all)) if all == "*" => principals.push(Who::Everybody),
            Some(Value::Object(kinds)) => {
                for (kind, value) in kinds {
                    for one in texts(value).ok_or_else(|| wrong("a principal is no text"))? {
                        principals.push(match (kind.as_str(), one.as_str()) {
                            ("AWS", "*") => Who::Everybody,
                            ("AWS", _) => Who::Arn(one),
                            ("Service", _) => Who::Service(one),
                            _ => return Err(wrong(&format!("unknown principal {kind}"))),
                        });
                    }
                }
            }
            _ => return Err(wrong("a statement has no Principal")),
        }
        let actions = shown.get("Action").and_then(texts);
        Ok(Self {
            id: text("Sid").map(str::to_owned),
            denies: match text("Effect") {
                Some("Allow") => false,
                Some("Deny") => true,
                _ => return Err(wrong("Effect must be Allow or Deny")),
            },
            principals,
            actions: actions.ok_or_else(|| wrong("a statement has no Action"))?,
            conditions,
            shown: shown.clone(),
        })
    }
}

impl Order {
    /// The statement as it stands in a policy for `arn`.
    pub(super) fn shown(&self, arn: &str) -> Result<Value, ServiceError> {
        names::check_name("statementId", &self.statement_id)?;
        names::one_of("effect", &self.effect, &["Allow", "Deny"])?;
        for action in &self.action {
            names::length("action", action, 5, 50)?;
            let name = action.strip_prefix("lex:").unwrap_or_default();
            if !name
                .bytes()
                .all(|sign| sign.is_ascii_alphabetic() || sign == b'*')
                || name.is_empty()
            {
                return Err(names::pattern("action", action, "lex:[a-zA-Z*]+$"));
            }
        }
        let mut kinds: Map<String, Value> = Map::new();
        for one in &self.principal {
            let (kind, value) = match (one.get("arn"), one.get("service")) {
                (Some(Value::String(arn)), None) => ("AWS", principal_arn(arn)?),
                (None, Some(Value::String(service))) => {
                    names::length("principal.service", service, 15, 1024)?;
                    ("Service", service)
                }
                _ => {
                    return Err(LexV2Error::Validation
                        .with("A principal must have either an arn or a service."));
                }
            };
            let list = kinds.entry(kind).or_insert_with(|| json!([]));
            list.as_array_mut()
                .expect("made as a list")
                .push(value.as_str().into());
        }
        let mut shown = json!({
            "Sid": self.statement_id,
            "Effect": self.effect,
            "Principal": kinds,
            "Action": self.action,
            "Resource": arn,
        });
        if !self.condition.is_empty() {
            shown["Condition"] = self.condition.clone().into();
        }
        Ok(shown)
    }
}

fn principal_arn(arn: &String) -> Result<&String, ServiceError> {
    names::length("principal.arn", arn, 30, 1024)?;
    let rest = arn.strip_prefix("arn:aws:iam::").unwrap_or_default();
    let (account, name) = rest.split_once(':').unwrap_or_default();
    let is_account = account.len() == 12 && account.bytes().all(|sign| sign.is_ascii_digit());
    if is_account && (name == "root" || name.starts_with("user/") || name.starts_with("role/")) {
        return Ok(arn);
    }
    let form = "^arn:aws:iam::[0-9]{12}:(root|(user|role)/.*)$";
    Err(names::pattern("principal.arn", arn, form))
}

/// A text, or several.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(all) => {
            let texts = all.iter().map(|one| one.as_str().map(str::to_owned));
            texts.collect()
        }
        _ => None,
    }
}

/// Whether an action fits a pattern with `*` for any text. Actions are not case-sensitive.
fn fits(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == action;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = action.strip_prefix(first) else {
        return false;
    };
    for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
        let Some((_, behind)) = left.split_once(piece) else {
            return false;
        };
        left = behind;
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::fits;

    #[rstest]
    #[case("lex:*", true)]
    #[case("*", true)]
    #[case("lex:RecognizeText", true)]
    #[case("lex:recognize*", true)]
    #[case("lex:*Text", true)]
    #[case("lex:Rec*ze*t", true)]
    #[case("lex:RecognizeUtterance", false)]
    #[case("lex:*Session", false)]
    #[case("lex:Recognize", false)]
    fn actions_fit_patterns(#[case] pattern: &str, #[case] expected: bool) {
        assert_eq!(fits(pattern, "lex:RecognizeText"), expected);
    }
}
