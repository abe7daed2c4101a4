//! What a principal may do, asked of IAM instead of tried.

use std::collections::BTreeMap;

use lexdr_deploy::{Clients, boxed};
use lexdr_journal::{Api, Call};
use serde_json::{Value, json};

use super::{Check, Findings, Patient};
use crate::permissions::{Need, SCHEDULES, needed};
use crate::said::said;

const CHECK: Check = Check::Permissions;

/// The calls of this examination itself: what it could not read it has said where it read it.
const READ: [&str; 14] = [
    "cloudwatch:DescribeAlarms",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Scan",
    "events:DescribeRule",
    "events:ListTargetsByRule",
    "iam:GetRole",
    "lambda:GetAccountSettings",
    "lambda:GetFunctionConcurrency",
    "lambda:GetFunctionConfiguration",
    "lex:DescribeBotAlias",
    "lex:DescribeBotLocale",
    "lex:ListBotAliases",
    "lex:ListBots",
];

/// Whether something is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    /// No policy allows it.
    No,
    /// A policy denies it, and no other can change that.
    Never,
    /// It depends on these keys of a call's context.
    Depends(Vec<String>),
}

/// Whose permissions they are.
pub(super) struct Who<'w> {
    /// The ARN of the role or user that policies are attached to.
    pub(super) source: &'w str,
    /// What people are told.
    pub(super) said: &'w str,
    /// A policy's name, and all that it has to allow.
    pub(super) policy: (&'w str, &'w [Need]),
}

pub(super) async fn look(patient: &Patient<'_>, findings: &mut Findings) {
    // Without an identity there is nobody to ask about, and that has been said.
    let Ok(identity) = &patient.facts.identity else {
        return;
    };
    let all = needed(patient.config);
    let needs = concrete(patient, &all);
    let source = source(patient.clients, &identity.arn).await;
    let who = Who {
        source: &source,
        said: &identity.arn,
        policy: ("lexdr-gameday", &all),
    };
    match boxed(|| ask(patient.clients, &source, &needs)).await {
        Ok(answers) if answers.iter().all(|answer| *answer == Answer::Yes) => {
            let (who, count) = (who.said, needs.len());
            let seen = format!("{who} may do all {count} things that a game day does");
            findings.ok(CHECK, seen);
        }
        Ok(answers) => lacking(patient, CHECK, &who, &needs, &answers, findings),
        Err(why) => not_asked(&who, &needs, &why, findings),
    }
}

/// Whoever may not ask has shown by the reads of this examination what can be shown without
/// changing anything.
fn not_asked(who: &Who<'_>, needs: &[Need], why: &str, findings: &mut Findings) {
    let mut untried: Vec<&str> = needs.iter().map(|need| need.action.as_str()).collect();
    untried.retain(|action| !READ.contains(action));
    untried.sort_unstable();
    untried.dedup();
    let seen = format!(
        "whether {} may do more than read is not known: {why}; not tried: {}",
        who.said,
        untried.join(", ")
    );
    let mend = format!("allow iam:SimulatePrincipalPolicy on {}", who.source);
    findings.unknown(CHECK, seen, mend);
}

/// The role or user whose policies count. The ARN of a session does not tell the path of its role.
async fn source(clients: &Clients, arn: &str) -> String {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, "sts", _, account, resource] = parts.as_slice() else {
        return arn.to_owned();
    };
    let session = resource.strip_prefix("assumed-role/");
    let Some((role, _)) = session.and_then(|session| session.split_once('/')) else {
        return arn.to_owned();
    };
    let found = clients.iam().get_role().role_name(role).send().await;
    let found = found.ok().and_then(|found| found.role);
    found.map_or_else(
        || format!("arn:{partition}:iam::{account}:role/{role}"),
        |role| role.arn,
    )
}

/// The needs with the ids of the bots that are there, and the name of a schedule.
pub(super) fn concrete(patient: &Patient<'_>, needs: &[Need]) -> Vec<Need> {
    let bots = patient.facts.bots.as_ref().map_or(&[][..], Vec::as_slice);
    let concrete = |need: &Need| {
        let region = need.resource.split(':').nth(3).unwrap_or_default();
        let bot = bots.iter().find(|bot| bot.region == region);
        let resource = match (need.resource.strip_suffix('*'), bot) {
            (Some(arn), Some(bot)) if arn.ends_with(":bot/") => format!("{arn}{}", bot.id),
            (Some(arn), Some(bot)) if arn.ends_with(":bot-alias/") => {
                format!("{arn}{}/{}", bot.id, bot.alias)
            }
            (Some(arn), _) if arn.ends_with(SCHEDULES) => format!("{arn}doctor"),
            _ => need.resource.clone(),
        };
        let (action, why) = (need.action.clone(), need.why.clone());
        Need {
            action,
            resource,
            why,
        }
    };
    needs.iter().map(concrete).collect()
}

/// Asks IAM about each need, in their order.
pub(super) async fn ask(
    clients: &Clients,
    source: &str,
    needs: &[Need],
) -> Result<Vec<Answer>, String> {
    let mut by_resource: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for need in needs {
        let actions = by_resource.entry(&need.resource).or_default();
        actions.push(need.action.clone());
    }
    let mut answers = BTreeMap::new();
    for (resource, actions) in by_resource {
        let asked = clients.iam().simulate_principal_policy();
        let asked = asked.policy_source_arn(source).resource_arns(resource);
        let mut pages = asked
            .set_action_names(Some(actions))
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| said("SimulatePrincipalPolicy", &error))?;
            for result in page.evaluation_results.unwrap_or_default() {
                let missing = result.missing_context_values.unwrap_or_default();
                let answer = match result.eval_decision.as_str() {
                    "allowed" => Answer::Yes,
                    _ if !missing.is_empty() => Answer::Depends(missing),
                    "explicitDeny" => Answer::Never,
                    _ => Answer::No,
                };
                let action = result.eval_action_name.to_ascii_lowercase();
                answers.insert((action, resource), answer);
            }
        }
    }
    let answered = needs.iter().map(|need| {
        let asked = (need.action.to_ascii_lowercase(), need.resource.as_str());
        let answer = answers.get(&asked).cloned();
        answer.ok_or_else(|| format!("SimulatePrincipalPolicy: nothing about {}", need.action))
    });
    answered.collect()
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
    let depends = needs.iter().zip(answers).filter_map(|(need, answer)| {
        let Answer::Depends(keys) = answer else {
            return None;
        };
        Some((need, keys))
    });
    let (depends, keys): (Vec<&Need>, Vec<_>) = depends.unzip();
    if !depends.is_empty() {
        let mut keys: Vec<&str> = keys.into_iter().flatten().map(String::as_str).collect();
        keys.sort_unstable();
        keys.dedup();
        let keys = keys.join(", ");
        let seen = format!("{who_said}: conditions decide on {}", list(&depends));
        let mend = format!("see that they hold; IAM was not told {keys}");
        findings.unknown(check, seen, mend);
    }
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
    let statements = by_resource.into_iter().map(|(resource, actions)| {
        json!({ "Effect": "Allow", "Action": actions, "Resource": resource })
    });
    json!({ "Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>() })
}
