//! What whoever calls may do.

use lexdr_deploy::{Clients, boxed};

use super::ask::{Answer, ask, concrete};
use super::lacking::{Who, lacking};
use super::{Check, Findings, Patient};
use crate::permissions::{Need, needed};

const CHECK: Check = Check::Permissions;

/// The calls of this examination itself. They are made instead of asked about, and what they could
/// not read is said where it belongs.
const READ: [&str; 13] = [
    "cloudwatch:DescribeAlarms",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Scan",
    "events:DescribeRule",
    "events:ListTargetsByRule",
    "lambda:GetAccountSettings",
    "lambda:GetFunctionConcurrency",
    "lambda:GetFunctionConfiguration",
    "lex:DescribeBotAlias",
    "lex:DescribeBotLocale",
    "lex:ListBotAliases",
    "lex:ListBots",
];

pub(super) async fn look(patient: &Patient<'_>, findings: &mut Findings) {
    // Without an identity there is nobody to ask about, and the root user may do everything. Both
    // have been said.
    let Ok(identity) = &patient.facts.identity else {
        return;
    };
    if identity.arn.ends_with(":root") {
        return;
    }
    let all = needed(patient.config);
    let mut needs = concrete(patient, &all);
    needs.retain(|need| !READ.contains(&need.action.as_str()));
    let source = source(patient.clients, &identity.arn).await;
    let who = Who {
        source: &source,
        said: &identity.arn,
        policy: ("lexdr-gameday", &all),
    };
    match boxed(|| ask(patient.clients, &source, &needs)).await {
        Ok(answers) if answers.iter().all(|answer| *answer == Answer::Yes) => {
            let (who, count) = (who.said, needs.len());
            let seen = format!("{who} may make all {count} calls that are more than looking");
            findings.ok(CHECK, seen);
        }
        Ok(answers) => lacking(patient, CHECK, &who, &needs, &answers, findings),
        Err(why) => not_asked(&who, &needs, &why, findings),
    }
}

/// What can be shown without changing anything, the reads of this examination show.
fn not_asked(who: &Who<'_>, needs: &[Need], why: &str, findings: &mut Findings) {
    let mut untried: Vec<&str> = needs.iter().map(|need| need.action.as_str()).collect();
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
