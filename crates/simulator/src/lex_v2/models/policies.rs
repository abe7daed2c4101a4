//! Resource policies of bots and aliases: who may do what with them.
//!
//! A policy counts at once.

use lexdr_wire::ServiceError;
use serde_json::{Value, json};

use super::context::Context;
use super::statement::{Order, Statement};
use super::{Models, resources};
use crate::Principal;
use crate::iam::{Circumstances, Opinion};
use crate::lex_v2::answer::{Answer, Outcome};
use crate::lex_v2::{LexV2Error, input};

/// The statements of a policy, and how often it has changed.
#[derive(Debug)]
pub(super) struct Policy {
    revision: u32,
    statements: Vec<Statement>,
}

impl Models {
    /// What the policy of a bot or an alias says to an action of somebody.
    pub(in crate::lex_v2) fn opinion(
        &self,
        principal: &Principal,
        action: &str,
        arn: &str,
        now_ms: i64,
    ) -> Opinion {
        let own = format!("arn:aws:lex:{}:{}:", self.region, self.account);
        let policy = arn.strip_prefix(&own).and_then(|of| self.policies.get(of));
        let statements = policy.map_or(&[][..], |policy| &policy.statements);
        let circumstances = Circumstances {
            region: &self.region,
            now_ms,
        };
        let mut opinion = Opinion::Silent;
        for statement in statements {
            if statement.is_about(principal, &self.account, action, &circumstances) {
                if statement.denies {
                    return Opinion::Denies;
                }
                opinion = Opinion::Allows;
            }
        }
        opinion
    }
}

/// The statements in the document that the request brings.
fn document(cx: &Context<'_>) -> Result<Vec<Statement>, ServiceError> {
    let members = cx.members()?;
    let Some(text) = members.get("policy").and_then(Value::as_str) else {
        return Err(crate::input::missing("policy"));
    };
    let document: Value = serde_json::from_str(text)
        .map_err(|error| LexV2Error::Validation.with(format!("Invalid policy: {error}")))?;
    match document.get("Statement") {
        Some(Value::Array(all)) if !all.is_empty() => all.iter().map(Statement::read).collect(),
        Some(one @ Value::Object(_)) => Ok(vec![Statement::read(one)?]),
        _ => Err(LexV2Error::Validation.with("Invalid policy: it has no statements")),
    }
}

fn no_policy(cx: &Context<'_>) -> ServiceError {
    let arn = cx.call.label("resourceArn");
    LexV2Error::ResourceNotFound.with(format!("{arn} has no resource policy."))
}

/// Fails if the request expects another revision of the policy.
fn guard(cx: &Context<'_>, policy: Option<&Policy>) -> Result<(), ServiceError> {
    let Some(expected) = input::query(cx.request, "expectedRevisionId") else {
        return Ok(());
    };
    if policy.is_some_and(|policy| policy.revision.to_string() == expected) {
        return Ok(());
    }
    let text = format!("The policy is not at revision {expected}. Read it and try again.");
    Err(LexV2Error::PreconditionFailed.with(text))
}

fn answer(cx: &Context<'_>, revision: u32) -> Answer {
    let arn = cx.call.label("resourceArn");
    let revision = revision.to_string();
    Answer::json(200, &json!({ "resourceArn": arn, "revisionId": revision }))
}

pub(super) fn create(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let statements = document(cx)?;
    if cx.models.policies.contains_key(&resource) {
        let text = "The resource has a policy. Change it with UpdateResourcePolicy.";
        return Err(LexV2Error::PreconditionFailed.with(text));
    }
    let policy = Policy {
        revision: 1,
        statements,
    };
    cx.models.policies.insert(resource, policy);
    Ok(answer(cx, 1))
}

pub(super) fn update(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let statements = document(cx)?;
    guard(cx, cx.models.policies.get(&resource))?;
    let missing = no_policy(cx);
    let policy = cx.models.policies.get_mut(&resource).ok_or(missing)?;
    policy.statements = statements;
    policy.revision += 1;
    let revision = policy.revision;
    Ok(answer(cx, revision))
}

pub(super) fn describe(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let policy = cx.models.policies.get(&resource);
    let policy = policy.ok_or_else(|| no_policy(cx))?;
    let statements: Vec<&Value> = policy.statements.iter().map(|one| &one.shown).collect();
    let document = json!({ "Version": "2012-10-17", "Statement": statements });
    let out = json!({
        "resourceArn": cx.call.label("resourceArn"),
        "policy": document.to_string(),
        "revisionId": policy.revision.to_string(),
    });
    Ok(Answer::json(200, &out))
}

pub(super) fn delete(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let policy = cx.models.policies.get(&resource);
    guard(cx, policy)?;
    if cx.models.policies.remove(&resource).is_none() {
        return Err(no_policy(cx));
    }
    Ok(Answer::no_content())
}

/// Adds a statement; makes the policy if there is none.
pub(super) fn create_statement(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let order: Order = input::read(&cx.members()?)?;
    let statement = Statement::read(&order.shown(cx.call.label("resourceArn"))?)?;
    guard(cx, cx.models.policies.get(&resource))?;
    let policy = cx.models.policies.entry(resource).or_insert(Policy {
        revision: 0,
        statements: Vec::new(),
    });
    if policy.statements.iter().any(|one| one.id == statement.id) {
        let id = &order.statement_id;
        return Err(LexV2Error::Conflict.with(format!("The policy has a statement {id}.")));
    }
    policy.statements.push(statement);
    policy.revision += 1;
    let revision = policy.revision;
    Ok(answer(cx, revision))
}

/// Takes a statement out; the last one takes the policy along.
pub(super) fn delete_statement(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    guard(cx, cx.models.policies.get(&resource))?;
    let id = cx.call.label("statementId");
    let missing = no_policy(cx);
    let policy = cx.models.policies.get_mut(&resource).ok_or(missing)?;
    let before = policy.statements.len();
    policy
        .statements
        .retain(|one| one.id.as_deref() != Some(id));
    if policy.statements.len() == before {
        let text = format!("The policy has no statement {id}.");
        return Err(LexV2Error::ResourceNotFound.with(text));
    }
    policy.revision += 1;
    if policy.statements.is_empty() {
        cx.models.policies.remove(&resource);
    }
    Ok(Answer::no_content())
}
