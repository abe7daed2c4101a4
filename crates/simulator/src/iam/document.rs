//! Identity-based policy documents: read once, when they are stored, and compared with calls.
//!
//! Evaluated are `Effect`, `Action`, `NotAction`, `Resource`, `NotResource` with wildcards, and the
//! conditions of [`condition`](super::condition). A statement that needs more cannot be evaluated,
//! and then the answer errs towards the smaller permission: an `Allow` allows nothing, and a `Deny`
//! is refused as malformed, because storing it without effect would be a false success.

use serde_json::{Map, Value};

use super::condition::{Circumstances, Clause, Condition};
use super::pattern::Pattern;

/// Whether a statement gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// One statement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) effect: Effect,
    actions: Choice,
    resources: Choice,
    conditions: Vec<Clause>,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Debug, PartialEq, Eq)]
struct Choice {
    inverted: bool,
    patterns: Vec<Pattern>,
}

impl Choice {
    fn takes(&self, text: &str) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(text)) != self.inverted
    }
}

impl Statement {
    /// Whether it speaks of this call.
    pub(super) fn applies(
        &self,
        action: &str,
        resource: &str,
        circumstances: &Circumstances<'_>,
    ) -> bool {
        self.actions.takes(action)
            && self.resources.takes(resource)
            && self.conditions.iter().all(|one| one.holds(circumstances))
    }
}

const MEMBERS: [&str; 7] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// Reads a document. Statements that allow nothing, because they cannot be evaluated, are left out.
///
/// # Errors
/// Why it is malformed: in AWS's words where AWS would refuse it too.
pub(super) fn parse(document: &str) -> Result<Vec<Statement>, String> {
    let parsed: Value = serde_json::from_str(document)
        .map_err(|_| "This policy contains invalid Json".to_owned())?;
    let variables = match &parsed["Version"] {
        Value::Null => false,
        version if version == "2008-10-17" => false,
        version if version == "2012-10-17" => true,
        _ => return Err(syntax()),
    };
    let one = std::slice::from_ref(&parsed["Statement"]);
    let given = parsed["Statement"].as_array().map_or(one, Vec::as_slice);
    if given.is_empty() {
        return Err(syntax());
    }
    let mut statements = Vec::with_capacity(given.len());
    for one in given {
        let members = one.as_object().ok_or_else(syntax)?;
        statements.extend(statement(members, variables)?);
    }
    Ok(statements)
}

fn statement(members: &Map<String, Value>, variables: bool) -> Result<Option<Statement>, String> {
    if members.contains_key("Principal") || members.contains_key("NotPrincipal") {
        return Err("Policy document should not specify a principal.".to_owned());
    }
    if members.keys().any(|name| !MEMBERS.contains(&name.as_str())) {
        return Err(syntax());
    }
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(syntax()),
    };
    let (not_actions, actions) = either(members, "Action", "NotAction")?
        .ok_or_else(|| "Policy statement must contain actions.".to_owned())?;
    let (not_resources, resources) = either(members, "Resource", "NotResource")?
        .ok_or_else(|| "Policy statement must contain resources.".to_owned())?;
    let foreign = |action: &&&str| **action != "*" && !action.contains(':');
    if let Some(action) = actions.iter().find(foreign) {
        return Err(format!(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: {action}"
        ));
    }
    let no_arn = |resource: &&&str| **resource != "*" && !resource.starts_with("arn:");
    if let Some(resource) = resources.iter().find(no_arn) {
        return Err(format!(
            "Resource {resource} must be in ARN format or \"*\"."
        ));
    }
    let condition = match members.get("Condition") {
        None => Condition::All(Vec::new()),
        Some(given) => Condition::parse(given, variables)?,
    };
    let read = |texts: &[&str], variables| -> Option<Vec<Pattern>> {
        texts
            .iter()
            .map(|text| Pattern::wild(text, variables))
            .collect()
    };
    let beyond = |what: String| match effect {
        Effect::Allow => Ok(None),
        Effect::Deny => Err(format!(
            "the lexdr simulator cannot evaluate {what}, and a Deny without effect would mislead"
        )),
    };
    let conditions = match condition {
        Condition::All(clauses) => clauses,
        Condition::Beyond(what) => return beyond(what),
    };
    let (Some(actions), Some(resources)) = (read(&actions, false), read(&resources, variables))
    else {
        return beyond(format!("the variables in {resources:?}"));
    };
    Ok(Some(Statement {
        effect,
        actions: Choice {
            inverted: not_actions,
            patterns: actions.into_iter().map(Pattern::ignoring_case).collect(),
        },
        resources: Choice {
            inverted: not_resources,
            patterns: resources,
        },
        conditions,
    }))
}

/// The one of two members that is there, and whether it is the second.
fn either<'m>(
    members: &'m Map<String, Value>,
    plain: &str,
    inverted: &str,
) -> Result<Option<(bool, Vec<&'m str>)>, String> {
    let (negated, given) = match (members.get(plain), members.get(inverted)) {
        (Some(_), Some(_)) => return Err(syntax()),
        (Some(given), None) => (false, given),
        (None, Some(given)) => (true, given),
        (None, None) => return Ok(None),
    };
    let one = std::slice::from_ref(given);
    let list = given.as_array().map_or(one, Vec::as_slice);
    let texts: Option<Vec<_>> = list.iter().map(Value::as_str).collect();
    match texts {
        Some(texts) if !texts.is_empty() => Ok(Some((negated, texts))),
        _ => Err(syntax()),
    }
}

fn syntax() -> String {
    "Syntax errors in policy.".to_owned()
}
