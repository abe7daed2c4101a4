//! The resource policy of an alias. It is written whole: that needs permission for fewer actions
//! than writing one statement of it, and what is in it afterwards is known beforehand.

use lexdr_deploy::{Clients, DeployedBot, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::{Value, json};

use crate::error::{Error, Kind, at, unless_missing};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::Seen;
use crate::until;

/// The statement's id. A statement by this name was left by a run that was cut off.
const STATEMENT: &str = "lexdrDenied";

/// What a conversation consists of.
const ACTIONS: [&str; 6] = [
    "lex:DeleteSession",
    "lex:GetSession",
    "lex:PutSession",
    "lex:RecognizeText",
    "lex:RecognizeUtterance",
    "lex:StartConversation",
];

/// The policy as Lex tells it, if there is one.
async fn text(clients: &Clients, region: &str, arn: &str) -> Result<Option<String>, Error> {
    let call = clients.lex_models_v2(region).describe_resource_policy();
    let call = call.resource_arn(arn).send();
    let what = format!("DescribeResourcePolicy {arn}");
    let found = unless_missing(call.await, what)?;
    Ok(found.and_then(|found| found.policy))
}

fn parsed(arn: &str, text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| {
        let what = format!("DescribeResourcePolicy {arn}");
        Error::new(what, format!("not JSON: {error}"), Kind::Other)
    })
}

/// Takes the place of a policy: the same for all texts that mean the same. One without statements
/// means what none means.
fn state(policy: Option<Value>) -> Value {
    let policy = policy.map(|mut policy| {
        let statements = match policy["Statement"].take() {
            Value::Array(statements) => statements,
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let mut statements: Vec<Value> = statements.into_iter().map(plain).collect();
        statements.sort_by_key(Value::to_string);
        policy["Statement"] = statements.into();
        policy
    });
    let says = policy.filter(|policy| policy["Statement"] != json!([]));
    json!({ "policy": says })
}

/// A statement with a list wherever one text may stand for a list of one, in one order.
fn plain(mut statement: Value) -> Value {
    for member in ["Action", "NotAction", "Resource", "NotResource"] {
        if let Some(texts) = statement.get_mut(member) {
            *texts = list(texts);
        }
    }
    for member in ["Principal", "NotPrincipal"] {
        if let Some(Value::Object(kinds)) = statement.get_mut(member) {
            for texts in kinds.values_mut() {
                *texts = list(texts);
            }
        }
    }
    if let Some(Value::Object(operators)) = statement.get_mut("Condition") {
        for keys in operators.values_mut().filter_map(Value::as_object_mut) {
            keys.values_mut().for_each(|texts| *texts = list(texts));
        }
    }
    if let Some(members) = statement.as_object_mut()
        && members.get("Condition") == Some(&json!({}))
    {
        members.remove("Condition");
    }
    statement
}

fn list(texts: &Value) -> Value {
    let mut texts = match texts {
        Value::Array(texts) => texts.clone(),
        one => vec![one.clone()],
    };
    texts.sort_by_key(Value::to_string);
    texts.into()
}

pub(crate) async fn look(clients: &Clients, region: &str, arn: &str) -> Result<Seen, Error> {
    let text = text(clients, region, arn).await?;
    let policy = text.map(|text| parsed(arn, &text)).transpose()?;
    Ok(Seen::still(state(policy)))
}

pub(crate) async fn denied(
    clients: &Clients,
    system: &System,
    bot: &DeployedBot,
    until_ms: Option<i64>,
) -> Result<Change, PlanError> {
    let (region, arn) = (&bot.region, &bot.alias_arn);
    let was = text(clients, region, arn).await?;
    let policy = was.as_ref().map(|text| parsed(arn, text)).transpose()?;
    let before = state(policy);
    let mut statements = match &before["policy"]["Statement"] {
        Value::Array(statements) => statements.clone(),
        _ => Vec::new(),
    };
    if statements.iter().any(|one| one["Sid"] == STATEMENT) {
        return Err(Refused::new(format!(
            "{arn} has a statement {STATEMENT} already, which a run left that was cut off; \
             recover that run first"
        ))
        .into());
    }
    let role = role_arn(clients, &system.role).await?;
    let mut denied = json!({
        "Sid": STATEMENT,
        "Effect": "Deny",
        "Principal": { "AWS": [role] },
        "Action": ACTIONS,
        "Resource": [arn],
    });
    until::limit(&mut denied, until_ms);
    statements.push(denied);
    let mut policy = match &before["policy"] {
        Value::Null => json!({ "Version": "2012-10-17" }),
        policy => policy.clone(),
    };
    policy["Statement"] = statements.into();
    let call = |operation: &str, policy: Option<String>| {
        let mut input = json!({ "resourceArn": arn });
        if let Some(policy) = policy {
            input["policy"] = policy.into();
        }
        Call {
            api: Api::LexModelsV2,
            region: region.clone(),
            operation: operation.to_owned(),
            input,
        }
    };
    let write = match was {
        Some(_) => "UpdateResourcePolicy",
        None => "CreateResourcePolicy",
    };
    let undo = match &before["policy"] {
        Value::Null => call("DeleteResourcePolicy", None),
        _ => call("UpdateResourcePolicy", was),
    };
    Ok(Change {
        subject: Subject::AliasPolicy {
            region: region.clone(),
            arn: arn.clone(),
        },
        apply: call(write, Some(policy.to_string())),
        after: state(Some(policy)),
        undo,
        before,
    })
}

async fn role_arn(clients: &Clients, role: &str) -> Result<String, Error> {
    let call = clients.iam().get_role().role_name(role).send();
    let what = format!("GetRole {role}");
    let found = call.await.map_err(at(&what))?.role;
    let missing = || Error::new(what, "no role in the answer", Kind::Other);
    found.map(|role| role.arn).ok_or_else(missing)
}

/// Makes the policy. One that is there as it shall be is taken for made: the answer to the call
/// that made it may have been lost, and a second one is refused.
pub(crate) async fn create(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let (arn, policy) =
        input.whole(|input| Ok((input.text("resourceArn")?, input.text("policy")?)))?;
    let call = clients.lex_models_v2(region).create_resource_policy();
    let call = call
        .set_resource_arn(arn.clone())
        .set_policy(policy.clone());
    let Err(error) = call.send().await.map_err(at(what)) else {
        return Ok(());
    };
    if let (Kind::Other, Some(arn), Some(policy)) = (error.kind(), arn, policy) {
        let wanted = state(Some(parsed(&arn, &policy)?));
        if look(clients, region, &arn).await?.state == wanted {
            return Ok(());
        }
    }
    Err(error)
}

pub(crate) async fn update(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lex_models_v2(region).update_resource_policy();
    let call = input.whole(|input| {
        Ok(call
            .set_resource_arn(input.text("resourceArn")?)
            .set_policy(input.text("policy")?))
    })?;
    call.send().await.map_err(at(what)).map(drop)
}

pub(crate) async fn delete(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lex_models_v2(region).delete_resource_policy();
    let call = input.whole(|input| Ok(call.set_resource_arn(input.text("resourceArn")?)))?;
    unless_missing(call.send().await, what).map(drop)
}
