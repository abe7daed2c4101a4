//! SimulatePrincipalPolicy: what a role may do, asked instead of tried.
//!
//! The answer is that of the identity-based policies as they count now, after propagation: what
//! [`authorize`](super::authorize) would say, without the policies of resources.

use lexdr_wire::ServiceError;

use super::condition::Circumstances;
use super::permissions::Decision;
use super::query::{Form, Xml};
use super::state::{Iam, no_such_entity};
use crate::Principal;

type Answered = Result<Option<Xml>, ServiceError>;

/// What AWS has in a request and the simulator would have to ignore.
const UNSUPPORTED: [&str; 7] = [
    "PolicyInputList.member.1",
    "PermissionsBoundaryPolicyInputList.member.1",
    "ResourcePolicy",
    "ResourceOwner",
    "ResourceHandlingOption",
    "CallerArn",
    "Marker",
];

/// The one key of a context that is known.
const REGION: &str = "aws:RequestedRegion";

pub(crate) fn simulate(iam: &Iam, form: &Form) -> Answered {
    let source = form.required("PolicySourceArn")?;
    form.required("ActionNames.member.1")?;
    for member in UNSUPPORTED {
        if form.get(member).is_some() {
            let name = member.trim_end_matches(".member.1");
            return Err(ServiceError::new(
                "NotImplementedException",
                501,
                format!(
                    "the lexdr simulator does not implement SimulatePrincipalPolicy with {name}"
                ),
            ));
        }
    }
    let permissions = permissions(iam, source)?;
    let region = region(form)?;
    let circumstances = Circumstances {
        region: region.as_deref().unwrap_or_default(),
        now_ms: iam.now_ms(),
    };
    let mut resources = form.list("ResourceArns");
    if resources.is_empty() {
        resources.push("*");
    }
    let mut results = Vec::new();
    for action in form.list("ActionNames") {
        if !action
            .split_once(':')
            .is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
        {
            let message = format!("Invalid action name: {action}");
            return Err(ServiceError::new("InvalidInput", 400, message));
        }
        for resource in &resources {
            let decision = match &permissions {
                Permitted::Everything => Decision::Allowed,
                Permitted::Nothing => Decision::NotAllowed,
                Permitted::By(known) => known.decide(action, resource, &circumstances),
            };
            let decision = match decision {
                Decision::Allowed => "allowed",
                Decision::Denied => "explicitDeny",
                Decision::NotAllowed => "implicitDeny",
            };
            results.push(
                Xml::new()
                    .text("EvalActionName", action)
                    .text("EvalResourceName", resource)
                    .text("EvalDecision", decision)
                    .list("MatchedStatements", [])
                    .list("MissingContextValues", []),
            );
        }
    }
    let answer = Xml::new().list("EvaluationResults", results);
    Ok(Some(answer.text("IsTruncated", "false")))
}

/// What a principal's policies say.
enum Permitted {
    Everything,
    Nothing,
    By(std::sync::Arc<super::permissions::Permissions>),
}

fn permissions(iam: &Iam, source: &str) -> Result<Permitted, ServiceError> {
    if source == Principal::Operator.arn(&iam.account) {
        return Ok(Permitted::Everything);
    }
    let name = {
        let state = iam.state();
        let role = state.roles.iter().find(|(_, role)| role.arn == source);
        let (name, _) = role.ok_or_else(|| {
            no_such_entity(&format!("The principal with ARN {source} cannot be found."))
        })?;
        name.clone()
    };
    let known = iam.permissions(&name);
    Ok(known.map_or(Permitted::Nothing, Permitted::By))
}

/// The region that the context tells; conditions on it see none if it does not.
fn region(form: &Form) -> Result<Option<String>, ServiceError> {
    let mut found = None;
    for n in 1.. {
        let of = format!("ContextEntries.member.{n}.");
        let Some(key) = form.get(&format!("{of}ContextKeyName")) else {
            break;
        };
        if !key.eq_ignore_ascii_case(REGION) {
            return Err(ServiceError::new(
                "NotImplementedException",
                501,
                format!("the lexdr simulator does not implement the context key {key}"),
            ));
        }
        found = form
            .get(&format!("{of}ContextKeyValues.member.1"))
            .map(str::to_owned);
    }
    Ok(found)
}
