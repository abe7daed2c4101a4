//! What calls of Amazon Connect demand.

use lexdr_wire::Call;

use super::Demand;

/// Instances and flows are the resources; what is to be made has no id yet.
pub(super) fn demand(account: &str, call: &Call) -> Demand {
    let action = format!("connect:{}", call.operation);
    let instance = match (call.operation.as_str(), call.label("InstanceId")) {
        ("CreateInstance" | "ListInstances", _) => return Demand::new(action, "*"),
        (_, "") => return Demand::new(action, call.label("resourceArn")),
        (_, id) => format!("arn:aws:connect:{}:{account}:instance/{id}", call.region),
    };
    let resource = match (call.operation.as_str(), call.label("ContactFlowId")) {
        ("CreateContactFlow", _) => format!("{instance}/contact-flow/*"),
        (_, "") => instance,
        (_, flow) => format!("{instance}/contact-flow/{flow}"),
    };
    Demand::new(action, resource)
}
