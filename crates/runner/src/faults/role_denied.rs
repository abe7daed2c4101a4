//! The functions' role is denied a service, by an inline policy of its own: an explicit deny wins
//! over every permission the role has, and removing it leaves no trace.

use lexdr_scenario::DeniedService;
use lexdr_simulator::BoxFuture;
use serde_json::{Value, json};

use super::{Doing, Report, Undo};
use crate::Target;

const MISSING: &[&str] = &["NoSuchEntity", "NoSuchEntityException"];

/// The longest name of a policy.
const LONGEST: usize = 128;

struct Lift {
    policy: String,
}

pub(super) async fn inject(
    target: &Target,
    label: &str,
    service: DeniedService,
    regions: Option<Vec<String>>,
    doing: &mut Doing,
) -> Result<(), String> {
    let policy = free_name(target, label, &mut doing.report).await?;
    doing.will_undo(Lift {
        policy: policy.clone(),
    });
    let role = &target.system.role;
    let call = target
        .operator
        .iam()
        .put_role_policy()
        .role_name(role)
        .policy_name(&policy)
        .policy_document(document(service, regions).to_string())
        .send();
    let what = format!("PutRolePolicy {role} {policy}");
    doing.report.call(what, call).await.map(drop)
}

fn document(service: DeniedService, regions: Option<Vec<String>>) -> Value {
    let action = match service {
        DeniedService::Lex => "lex:*",
        DeniedService::LexDeleteSession => "lex:DeleteSession",
        DeniedService::Dynamodb => "dynamodb:*",
        DeniedService::DynamodbUpdate => "dynamodb:UpdateItem",
    };
    let mut statement = json!({ "Effect": "Deny", "Action": action, "Resource": "*" });
    if let Some(regions) = regions {
        statement["Condition"] = json!({ "StringEquals": { "aws:RequestedRegion": regions } });
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

/// A name that no policy of the role has: `lexdr-LABEL`, if need be with a number.
async fn free_name(target: &Target, label: &str, report: &mut Report) -> Result<String, String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    let plain = label.chars().map(|c| if allowed(c) { c } else { '-' });
    let name: String = "lexdr-".chars().chain(plain).take(LONGEST - 4).collect();
    for number in 1..100 {
        let name = match number {
            1 => name.clone(),
            _ => format!("{name}-{number}"),
        };
        if !is_there(target, &name, report).await? {
            return Ok(name);
        }
    }
    let role = &target.system.role;
    Err(format!("role {role} has too many policies named {name}"))
}

async fn is_there(target: &Target, policy: &str, report: &mut Report) -> Result<bool, String> {
    let role = &target.system.role;
    let call = target.operator.iam().get_role_policy();
    let call = call.role_name(role).policy_name(policy).send();
    let what = format!("GetRolePolicy {role} {policy}");
    Ok(report.find(what, MISSING, call).await?.is_some())
}

impl Undo for Lift {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let (role, policy) = (&target.system.role, &self.policy);
            let call = target.operator.iam().delete_role_policy();
            let call = call.role_name(role).policy_name(policy).send();
            let what = format!("DeleteRolePolicy {role} {policy}");
            report.find(what, MISSING, call).await?;
            if is_there(target, policy, report).await? {
                return Err(format!("policy {policy} of role {role} is still there"));
            }
            Ok(())
        })
    }
}
