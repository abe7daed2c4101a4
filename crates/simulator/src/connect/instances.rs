//! Instances.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Answered, Context, Instance, Instances, invalid, no_instance};
use crate::input::missing;

/// The only way of signing in that needs nothing else.
const MANAGED: &str = "CONNECT_MANAGED";

pub(super) fn create(cx: &Context<'_>, instances: &mut Instances) -> Answered {
    let input = cx.input()?;
    match input.required("IdentityManagementType")? {
        MANAGED => {}
        other => {
            let what = format!("CreateInstance with IdentityManagementType {other}");
            let service = lexdr_wire::Service::Connect;
            return Err(lexdr_wire::ServiceError::not_implemented(service, &what));
        }
    }
    let flag = |name: &str| {
        let given = input.get(name).ok_or_else(|| missing(name))?;
        let no_flag = || invalid(format!("{name} is {given}, not true or false"));
        given.as_bool().ok_or_else(no_flag)
    };
    let alias = input.required("InstanceAlias")?;
    if !is_alias(alias) {
        return Err(invalid(format!("InstanceAlias {alias} is not valid")));
    }
    if instances.values().any(|other| other.alias == alias) {
        return Err(invalid(format!("InstanceAlias {alias} is in use")));
    }
    let instance = Instance {
        alias: alias.to_owned(),
        inbound: flag("InboundCallsEnabled")?,
        outbound: flag("OutboundCallsEnabled")?,
        tags: input.object("Tags")?.cloned().unwrap_or_default(),
        created_ms: cx.now_ms,
        bots: BTreeSet::new(),
        functions: BTreeSet::new(),
        flows: BTreeMap::new(),
    };
    let id = cx.world.ids.uuid();
    let arn = cx.connect.arn(&id);
    let answer = json!({ "Id": id, "Arn": arn });
    instances.insert(id, instance);
    Ok(answer)
}

pub(super) fn list(cx: &Context<'_>, instances: &Instances) -> Answered {
    cx.whole_list()?;
    let shown = instances.iter().map(|(id, instance)| instance.show(cx, id));
    Ok(json!({ "InstanceSummaryList": shown.collect::<Vec<_>>() }))
}

pub(super) fn delete(cx: &Context<'_>, instances: &mut Instances) -> Answered {
    let id = cx.call.label("InstanceId");
    let removed = instances.remove(id);
    removed.map(|_| json!({})).ok_or_else(|| no_instance(id))
}

impl Instance {
    /// As DescribeInstance and, but for its tags, ListInstances show it.
    pub(super) fn show(&self, cx: &Context<'_>, id: &str) -> Value {
        let account = &cx.connect.account;
        let is_active = cx.now_ms >= self.created_ms.saturating_add(cx.connect.settling_ms);
        let role = "aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect";
        let mut shown = json!({
            "Id": id,
            "Arn": cx.connect.arn(id),
            "IdentityManagementType": MANAGED,
            "InstanceAlias": self.alias,
            "CreatedTime": self.created_ms as f64 / 1000.0,
            "ServiceRole": format!("arn:aws:iam::{account}:role/{role}"),
            "InstanceStatus": if is_active { "ACTIVE" } else { "CREATION_IN_PROGRESS" },
            "InboundCallsEnabled": self.inbound,
            "OutboundCallsEnabled": self.outbound,
            "InstanceAccessUrl": format!("https://{}.my.connect.aws", self.alias),
        });
        if cx.call.operation == "DescribeInstance" {
            shown["Tags"] = self.tags.clone().into();
        }
        shown
    }
}

/// `(?!d-)([\da-zA-Z]+)([-]*[\da-zA-Z])*`, at most 45.
fn is_alias(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_alphanumeric();
    let ends = [text.bytes().next(), text.bytes().last()];
    text.len() <= 45
        && !text.starts_with("d-")
        && ends.iter().all(|end| end.is_some_and(sign))
        && text.bytes().all(|byte| sign(byte) || byte == b'-')
}
