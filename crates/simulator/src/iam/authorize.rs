//! Whether a call may be made, and what AWS answers if it may not.

use lexdr_wire::{Call, Protocol, Request, ServiceError};

use super::condition::Circumstances;
use super::demand;
use super::permissions::Decision;
use super::state::Iam;
use crate::Principal;

/// What a resource's own policy says to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opinion {
    Allows,
    Denies,
    /// It has no policy, or none that is about this.
    Silent,
}

/// Checks a call before its service acts. Functions and schedules are restricted by the policies of their role: a
/// statement that denies wins over any that allows, and what none allows is denied. A role that does
/// not exist (any more) allows nothing. `of_resource` tells what the policy of the resource says to
/// an action: it may allow what no role does, and deny it to anybody.
///
/// # Errors
/// As the service answers a caller without permission.
pub(crate) fn authorize(
    iam: &Iam,
    principal: &Principal,
    call: &Call,
    request: &Request,
    of_resource: &dyn Fn(&str, &str) -> Opinion,
) -> Result<(), ServiceError> {
    let permissions = match principal {
        Principal::FunctionRole { role, .. } | Principal::ScheduleRole { role, .. } => {
            Some(iam.permissions(role))
        }
        Principal::Operator | Principal::Service(_) => None,
    };
    let circumstances = Circumstances {
        region: &call.region,
        now_ms: iam.now_ms(),
    };
    for demand in demand::of(iam, call, request) {
        let decision = match &permissions {
            None => Decision::Allowed,
            Some(None) => Decision::NotAllowed,
            Some(Some(known)) => known.decide(&demand.action, &demand.resource, &circumstances),
        };
        let why = match (decision, of_resource(&demand.action, &demand.resource)) {
            (Decision::Denied, _) => "with an explicit deny in an identity-based policy".to_owned(),
            (_, Opinion::Denies) => "with an explicit deny in a resource-based policy".to_owned(),
            (Decision::Allowed, _) | (_, Opinion::Allows) => continue,
            (Decision::NotAllowed, Opinion::Silent) => format!(
                "because no identity-based policy allows the {} action",
                demand.action
            ),
        };
        let message = format!(
            "User: {} is not authorized to perform: {} on resource: {} {why}",
            principal.arn(&iam.account),
            demand.action,
            demand.resource
        );
        return Err(denied(call, message));
    }
    Ok(())
}

fn denied(call: &Call, message: String) -> ServiceError {
    match call.service.protocol() {
        Protocol::AwsJson { .. } => ServiceError::new("AccessDeniedException", 400, message),
        Protocol::RestJson => ServiceError::new("AccessDeniedException", 403, message),
        Protocol::Query { .. } | Protocol::RpcCbor { .. } | Protocol::RestXml => {
            ServiceError::new("AccessDenied", 403, message)
        }
    }
}
