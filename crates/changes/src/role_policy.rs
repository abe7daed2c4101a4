//! An inline policy of the functions' role that denies it a service: an explicit deny wins over
//! every permission the role has, and removing it leaves no trace.

use lexdr_deploy::{Clients, System};
use lexdr_journal::{Api, Call, Change, Subject};
use lexdr_scenario::DeniedService;
use serde_json::{Value, json};

use crate::error::{Error, Kind, at, unless_missing};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};

/// The longest name of a policy.
const LONGEST: usize = 128;

/// A role that is gone has no policy either: nothing is denied to it.
pub(crate) async fn look(clients: &Clients, role: &str, policy: &str) -> Result<Seen, Error> {
    let call = clients.iam().get_role_policy();
    let call = call.role_name(role).policy_name(policy).send();
    let what = format!("GetRolePolicy {role} {policy}");
    let Some(found) = unless_missing(call.await, &what)? else {
        return Ok(Seen::still(state(&Value::Null)));
    };
    let document = parsed(&found.policy_document);
    let document = document.map_err(|why| Error::new(what, why, Kind::Other))?;
    Ok(Seen::still(state(&document)))
}

fn state(document: &Value) -> Value {
    json!({ "document": document })
}

/// IAM gives documents percent-encoded, as they stand in a URL.
fn parsed(document: &str) -> Result<Value, String> {
    let mut bytes = Vec::with_capacity(document.len());
    let mut rest = document.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| byte == b'%');
        let digits = digits.and_then(|digits| str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &behind[2..];
            }
            None => {
                bytes.push(byte);
                rest = behind;
            }
        }
    }
    serde_json::from_slice(&bytes).map_err(|error| format!("the document is not JSON: {error}"))
}

/// The change that gives the role a policy of this one statement.
pub(crate) async fn added(
    clients: &Clients,
    system: &System,
    label: &str,
    statement: Value,
) -> Result<Change, PlanError> {
    let (subject, policy) = free(clients, system, label).await?;
    let document = json!({ "Version": "2012-10-17", "Statement": [statement] });
    let call = |operation: &str, input: Value| Call {
        api: Api::Iam,
        region: system.primary.clone(),
        operation: operation.to_owned(),
        input,
    };
    let role = &system.role;
    let apply = json!({
        "RoleName": role,
        "PolicyName": policy,
        "PolicyDocument": document.to_string(),
    });
    let undo = json!({ "RoleName": role, "PolicyName": policy });
    Ok(Change {
        subject,
        before: state(&Value::Null),
        after: state(&document),
        apply: call("PutRolePolicy", apply),
        undo: call("DeleteRolePolicy", undo),
    })
}

/// Denies a service, if need be in these regions only.
pub(crate) fn statement(service: DeniedService, regions: Option<Vec<String>>) -> Value {
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
    statement
}

/// A policy that the role does not have: `lexdr-LABEL`, if need be with a number.
async fn free(
    clients: &Clients,
    system: &System,
    label: &str,
) -> Result<(Subject, String), PlanError> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(c);
    let plain = label.chars().map(|c| if allowed(c) { c } else { '-' });
    let name: String = "lexdr-".chars().chain(plain).take(LONGEST - 4).collect();
    for number in 1..100 {
        let policy = match number {
            1 => name.clone(),
            _ => format!("{name}-{number}"),
        };
        let subject = Subject::RolePolicy {
            region: system.primary.clone(),
            role: system.role.clone(),
            policy: policy.clone(),
        };
        if look_at(clients, &subject).await?.state == state(&Value::Null) {
            return Ok((subject, policy));
        }
    }
    let role = &system.role;
    let why = format!("role {role} has too many policies named {name}; remove what was left there");
    Err(Refused::new(why).into())
}

pub(crate) async fn put(clients: &Clients, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.iam().put_role_policy();
    let call = input.whole(|input| {
        Ok(call
            .set_role_name(input.text("RoleName")?)
            .set_policy_name(input.text("PolicyName")?)
            .set_policy_document(input.text("PolicyDocument")?))
    })?;
    call.send().await.map_err(at(what)).map(drop)
}

pub(crate) async fn delete(clients: &Clients, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.iam().delete_role_policy();
    let call = input.whole(|input| {
        Ok(call
            .set_role_name(input.text("RoleName")?)
            .set_policy_name(input.text("PolicyName")?))
    })?;
    unless_missing(call.send().await, what).map(drop)
}
