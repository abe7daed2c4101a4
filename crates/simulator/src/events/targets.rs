//! The targets of a rule.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::api::validation;
use super::rules::Rule;
use crate::input::Input;

/// Quotas: targets of a rule, bytes of an input.
const MOST_TARGETS: usize = 5;
const LONGEST_INPUT: usize = 8192;

/// Members of a target that the simulator knows. Another one would have to be ignored.
const KNOWN: &[&str] = &[
    "Id",
    "Arn",
    "Input",
    "RetryPolicy",
    "DeadLetterConfig",
    "RoleArn",
];

/// PutTargets: takes what it can, and says which it could not take.
pub(crate) fn put(region: &str, rule: &mut Rule, input: &Input) -> Result<Value, ServiceError> {
    let mut failed = Vec::new();
    for target in input.list("Targets")? {
        let target = target
            .as_object()
            .ok_or_else(|| validation("A target is an object."))?;
        let id = text(target, "Id")?;
        let arn = text(target, "Arn")?;
        check_input(target, id)?;
        if !arn.starts_with("arn:") || arn.split(':').count() < 6 {
            return Err(validation(&format!(
                "Parameter {arn} is not valid. Reason: Provided Arn is not in correct format."
            )));
        }
        let mut fail = |code: &str, message: String| {
            let entry = json!({ "TargetId": id, "ErrorCode": code, "ErrorMessage": message });
            failed.push(entry);
        };
        let unknown = target
            .keys()
            .find(|member| !KNOWN.contains(&member.as_str()));
        if let Some(member) = unknown {
            let what = format!("the lexdr simulator does not implement targets with {member}");
            fail("NotImplementedException", what);
        } else if !arn.starts_with("arn:aws:lambda:") {
            let what = format!("the lexdr simulator has functions as targets only, not {arn}");
            fail("NotImplementedException", what);
        } else if arn.split(':').nth(3) != Some(region) {
            let what = format!("Target {arn} is not in the region of the rule, {region}.");
            fail("ValidationException", what);
        } else if rule.targets.len() >= MOST_TARGETS && !rule.targets.contains_key(id) {
            let what = "The requested resource exceeds the maximum number allowed.".to_owned();
            fail("LimitExceededException", what);
        } else {
            rule.targets.insert(id.to_owned(), target.clone());
        }
    }
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

/// RemoveTargets.
pub(crate) fn remove(rule: &mut Rule, input: &Input) -> Result<Value, ServiceError> {
    let mut failed = Vec::new();
    for id in input.list("Ids")? {
        let id = id.as_str().unwrap_or_default();
        if rule.targets.shift_remove(id).is_none() {
            failed.push(json!({
                "TargetId": id,
                "ErrorCode": "ResourceNotFoundException",
                "ErrorMessage": format!("Target {id} does not exist."),
            }));
        }
    }
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

fn text<'t>(target: &'t Map<String, Value>, member: &str) -> Result<&'t str, ServiceError> {
    target
        .get(member)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| crate::input::missing(&format!("targets.member.{member}")))
}

fn check_input(target: &Map<String, Value>, id: &str) -> Result<(), ServiceError> {
    let Some(input) = target.get("Input").and_then(Value::as_str) else {
        return Ok(());
    };
    if input.len() > LONGEST_INPUT {
        return Err(validation(&format!(
            "Input for target {id} has {} bytes; at most {LONGEST_INPUT} are allowed.",
            input.len()
        )));
    }
    serde_json::from_str::<serde::de::IgnoredAny>(input)
        .map(|_| ())
        .map_err(|error| {
            validation(&format!(
                "JSON syntax error in input for target {id} : {error}"
            ))
        })
}
