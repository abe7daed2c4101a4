//! What is not allowed, and what would allow it.

use std::collections::{BTreeMap, BTreeSet};

use lexdr_journal::{Api, Call};
use serde_json::{Value, json};

use super::ask::Answer;
use super::switch::SCHEDULER;
use super::{Check, Findings, Patient};
use crate::permissions::Need;

/// Whose permissions they are.
pub(super) struct Who<'w> {
    /// The ARN of the role or user that policies are attached to.
    pub(super) source: &'w str,
    /// What people are told.
    pub(super) said: &'w str,
    /// A policy's name, and all that it has to allow.
    pub(super) policy: (&'w str, &'w [Need]),
}

/// Says what is not allowed, and what would allow it.
pub(super) fn lacking(
    patient: &Patient<'_>,
    check: Check,
    who: &Who<'_>,
    needs: &[Need],
    answers: &[Answer],
    findings: &mut Findings,
) {
    let those = |wanted: &Answer| {
        let both = needs.iter().zip(answers);
        let those = both.filter(|(_, answer)| *answer == wanted);
        those.map(|(need, _)| need).collect::<Vec<_>>()
    };
    let who_said = who.said;
    let denied = those(&Answer::Never);
    if !denied.is_empty() {
        let seen = format!("{who_said}: a policy denies {}", list(&denied));
        let mend = "remove the statement that denies it: none that allows it would help";
        findings.problem(check, seen, mend);
    }
    let lacks = those(&Answer::No);
    if !lacks.is_empty() {
        let seen = format!("{who_said} may not {}", list(&lacks));
        findings.problem(check, seen, allow(patient, who));
    }
    undecided(check, who, needs, answers, findings);
}

/// Says what IAM could not decide without knowing more of the call, and how to tell it.
fn undecided(
    check: Check,
    who: &Who<'_>,
    needs: &[Need],
    answers: &[Answer],
    findings: &mut Findings,
) {
    let mut undecided = Vec::new();
    let mut entries = BTreeSet::new();
    for (need, answer) in needs.iter().zip(answers) {
        if let Answer::Depends(keys) = answer {
            undecided.push(need);
            entries.extend(keys.iter().map(|key| {
                let value = match key.as_str() {
                    "iam:PassedToService" => SCHEDULER,
                    _ => "VALUE",
                };
                format!("ContextKeyName={key},ContextKeyValues={value},ContextKeyType=string")
            }));
        }
    }
    if undecided.is_empty() {
        return;
    }
    let words = |of: fn(&Need) -> &str| {
        let words: BTreeSet<&str> = undecided.iter().map(|need| of(need)).collect();
        Vec::from_iter(words).join(" ")
    };
    let mend = format!(
        "aws iam simulate-principal-policy --policy-source-arn {} --action-names {} \
         --resource-arns {} --context-entries {}",
        who.source,
        words(|need| &need.action),
        words(|need| &need.resource),
        Vec::from_iter(entries).join(" ")
    );
    let seen = format!("{}: conditions decide on {}", who.said, list(&undecided));
    findings.unknown(check, seen, mend);
}

/// `lambda:InvokeFunction on ARN (probes and callers), …`
fn list(needs: &[&Need]) -> String {
    let mut by_resource: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for Need {
        action,
        resource,
        why,
    } in needs
    {
        let mut known = by_resource.iter_mut();
        match known.find(|known| (known.0, known.1) == (resource, why)) {
            Some((.., actions)) => actions.push(action),
            None => by_resource.push((resource, why, vec![action])),
        }
    }
    let one = |(resource, why, actions): (&str, &str, Vec<&str>)| {
        format!("{} on {resource} ({why})", actions.join(", "))
    };
    let all: Vec<String> = by_resource.into_iter().map(one).collect();
    all.join("; ")
}

/// The call that allows all that is needed, also what is allowed by other means: made again it
/// takes nothing away.
fn allow(patient: &Patient<'_>, who: &Who<'_>) -> String {
    let (kind, name) = who.source.rsplit_once('/').unwrap_or(("", who.source));
    let (operation, key) = if kind.contains(":user") {
        ("PutUserPolicy", "UserName")
    } else {
        ("PutRolePolicy", "RoleName")
    };
    let (policy_name, needs) = who.policy;
    let call = Call {
        api: Api::Iam,
        region: patient.config.system.primary.clone(),
        operation: operation.to_owned(),
        input: json!({
            key: name,
            "PolicyName": policy_name,
            "PolicyDocument": policy(needs).to_string(),
        }),
    };
    call.to_string()
}

/// A policy that allows it, a statement for each resource.
pub(super) fn policy(needs: &[Need]) -> Value {
    let mut by_resource: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for need in needs {
        let actions = by_resource.entry(&need.resource).or_default();
        actions.push(&need.action);
    }
    let statements = by_resource.into_iter().map(
        |(resource, actions)| json!({ "Effect": "Allow", "Action": actions, "Resource": resource }),
    );
    json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::{Answer, Check, Findings, Need, Who, undecided};

    #[test]
    fn what_depends_on_conditions_is_neither_allowed_nor_denied() {
        let need = |action: &str, resource: &str| Need {
            action: action.to_owned(),
            resource: resource.to_owned(),
            why: "a test".to_owned(),
        };
        let needs = [
            need(
                "iam:PassRole",
                "arn:aws:iam::123456789012:role/lexdr-switch",
            ),
            need("scheduler:CreateSchedule", "*"),
        ];
        let answers = [
            Answer::Depends(vec!["iam:PassedToService".to_owned()]),
            Answer::Yes,
        ];
        let who = Who {
            source: "arn:aws:iam::123456789012:role/night",
            said: "ann",
            policy: ("lexdr-gameday", &[]),
        };
        let mut findings = Findings::default();
        undecided(Check::Permissions, &who, &needs, &answers, &mut findings);
        assert_eq!(
            findings.to_string(),
            "unknown  ann: conditions decide on iam:PassRole on \
             arn:aws:iam::123456789012:role/lexdr-switch (a test)\n  \
             mend:  aws iam simulate-principal-policy --policy-source-arn \
             arn:aws:iam::123456789012:role/night --action-names iam:PassRole --resource-arns \
             arn:aws:iam::123456789012:role/lexdr-switch --context-entries \
             ContextKeyName=iam:PassedToService,ContextKeyValues=scheduler.amazonaws.com,\
             ContextKeyType=string\n0 ok, 0 problems, 1 unknown"
        );
    }
}
