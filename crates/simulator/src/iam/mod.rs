//! IAM and STS: the functions' role, its policies, and whose credentials these are.
//!
//! Policies are evaluated for the calls of functions and schedules ([`authorize`]); the operator and AWS's own
//! services may do everything. A call demands actions on resources ([`demand`]), policies are read
//! into statements ([`document`], [`condition`], [`pattern`]), and a role has the statements of all
//! its policies ([`permissions`]).
//!
//! Not here: resource-based policies (but for Lambda's permissions and those of Lex V2), permissions boundaries,
//! session and organization policies, `iam:PassRole`, and policy variables.

mod authorize;
mod condition;
mod demand;
mod document;
mod managed;
mod pattern;
mod permissions;
mod policies;
mod query;
mod roles;
mod simulate;
mod state;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};

use crate::Principal;
use crate::world::World;
use query::{Form, answer};

pub(crate) use authorize::{Opinion, authorize};
pub(crate) use condition::{Circumstances, Clause, Condition};
pub(crate) use query::Xml;
pub(crate) use state::Iam;

/// Answers a call of IAM.
pub(crate) fn handle(iam: &Iam, call: &Call, request: &Request, request_id: &str) -> Response {
    let form = Form::parse(request.body());
    let act = match call.operation.as_str() {
        "AttachRolePolicy" => roles::attach,
        "CreatePolicy" => policies::create,
        "CreateRole" => roles::create,
        "DeletePolicy" => policies::delete,
        "DeleteRole" => roles::delete,
        "DeleteRolePolicy" => roles::delete_policy,
        "DetachRolePolicy" => roles::detach,
        "GetPolicy" => policies::get,
        "GetPolicyVersion" => policies::get_version,
        "GetRole" => roles::get,
        "GetRolePolicy" => roles::get_policy,
        "ListAttachedRolePolicies" => roles::list_attached,
        "ListRolePolicies" => roles::list_policies,
        "ListRoleTags" => roles::list_tags,
        "PutRolePolicy" => roles::put_policy,
        "SimulatePrincipalPolicy" => simulate::simulate,
        "TagRole" => roles::tag,
        "UntagRole" => roles::untag,
        other => {
            return ServiceError::not_implemented(Service::Iam, other)
                .into_response(Service::Iam, request_id);
        }
    };
    match act(iam, &form) {
        Ok(result) => answer(Service::Iam, &call.operation, request_id, result),
        Err(error) => error.into_response(Service::Iam, request_id),
    }
}

/// Answers a call of STS.
pub(crate) fn sts(world: &World, principal: &Principal, call: &Call, request_id: &str) -> Response {
    if call.operation != "GetCallerIdentity" {
        return ServiceError::not_implemented(Service::Sts, &call.operation)
            .into_response(Service::Sts, request_id);
    }
    let key = call.access_key_id.as_deref().unwrap_or_default();
    let account = &world.settings.account;
    let identity = Xml::new()
        .text("Arn", principal.arn(account))
        .text(
            "UserId",
            key.replacen("AKIA", "AIDA", 1).replacen("ASIA", "AROA", 1),
        )
        .text("Account", account);
    answer(Service::Sts, &call.operation, request_id, Some(identity))
}
