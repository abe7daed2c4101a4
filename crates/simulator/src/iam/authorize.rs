//! Whether a call may be made, and what AWS answers if it may not.

use lexdr_wire::{Call, Protocol, Request, ServiceError};

use super::condition::Circumstances;
use super::demand;
use super::permissions::Decision;
use super::state::Iam;
use crate::Principal;

/// Checks a call before its service acts. Only functions are restricted, by the policies of their
/// role: a statement that denies wins over any that allows, and what none allows is denied. A
/// role that does not exist (any more) allows nothing.
///
/// # Errors
/// As the service answers a caller without permission.
pub(crate) fn authorize(
    iam: &Iam,
    principal: &Principal,
    call: &Call,
    request: &Request,
) -> Result<(), ServiceError> {
    let Principal::FunctionRole { role, .. } = principal else {
        return Ok(());
    };
    let permissions = iam.permissions(role);
    let circumstances = Circumstances {
        region: &call.region,
    };
    for demand in demand::of(iam, call, request) {
        let decision = permissions.as_ref().map_or(Decision::NotAllowed, |known| {
            known.decide(&demand.action, &demand.resource, &circumstances)
        });
        let why = match decision {
            Decision::Allowed => continue,
            Decision::Denied => "with an explicit deny in an identity-based policy".to_owned(),
            Decision::NotAllowed => format!(
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
        Protocol::Query { .. } => ServiceError::new("AccessDenied", 403, message),
    }
}
