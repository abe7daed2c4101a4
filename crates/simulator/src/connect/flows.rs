//! Contact flows.

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::{Answered, Context, Instance, content, invalid, not_found};
use crate::input::queries;
use crate::sum::sha256;

/// The types of flows.
const TYPES: [&str; 10] = [
    "CONTACT_FLOW",
    "CUSTOMER_QUEUE",
    "CUSTOMER_HOLD",
    "CUSTOMER_WHISPER",
    "AGENT_HOLD",
    "AGENT_WHISPER",
    "OUTBOUND_WHISPER",
    "AGENT_TRANSFER",
    "QUEUE_TRANSFER",
    "CAMPAIGN",
];

/// A contact flow, under its id.
#[derive(Debug)]
pub(super) struct Flow {
    name: String,
    kind: String,
    status: String,
    description: Option<String>,
    content: String,
    tags: Map<String, Value>,
    changed_ms: i64,
}

pub(super) fn create(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let input = cx.input()?;
    let name = input.required("Name")?;
    let kind = one_of("Type", input.required("Type")?, &TYPES)?;
    let status = input.text("Status")?.unwrap_or("PUBLISHED");
    let status = one_of("Status", status, &["PUBLISHED", "SAVED"])?;
    let text = input.required("Content")?;
    if instance.flows.values().any(|flow| flow.name == name) {
        let message = format!("There is a contact flow with the name {name} already.");
        return Err(ServiceError::new(
            "DuplicateResourceException",
            409,
            message,
        ));
    }
    content::check(text)?;
    let flow = Flow {
        name: name.to_owned(),
        kind,
        status,
        description: input.text("Description")?.map(str::to_owned),
        content: text.to_owned(),
        tags: input.object("Tags")?.cloned().unwrap_or_default(),
        changed_ms: cx.now_ms,
    };
    let id = cx.world.ids.uuid();
    let answer = json!({
        "ContactFlowId": id,
        "ContactFlowArn": arn(cx, &id),
        "FlowContentSha256": flow.sum(),
    });
    instance.flows.insert(id, flow);
    Ok(answer)
}

pub(super) fn describe(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let (id, flow) = named(cx, instance)?;
    let mut shown = json!({
        "Arn": arn(cx, id),
        "Id": id,
        "Name": flow.name,
        "Type": flow.kind,
        "State": "ACTIVE",
        "Status": flow.status,
        "Content": flow.content,
        "Tags": flow.tags,
        "FlowContentSha256": flow.sum(),
        "LastModifiedTime": flow.changed_ms as f64 / 1000.0,
        "LastModifiedRegion": cx.connect.region,
    });
    if let Some(description) = &flow.description {
        shown["Description"] = json!(description);
    }
    Ok(json!({ "ContactFlow": shown }))
}

pub(super) fn update(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let input = cx.input()?;
    let text = input.required("Content")?;
    let (_, flow) = named(cx, instance)?;
    content::check(text)?;
    text.clone_into(&mut flow.content);
    flow.changed_ms = cx.now_ms;
    Ok(json!({}))
}

pub(super) fn delete(cx: &Context<'_>, instance: &mut Instance) -> Answered {
    let (id, _) = named(cx, instance)?;
    instance.flows.remove(id);
    Ok(json!({}))
}

pub(super) fn list(cx: &Context<'_>, instance: &Instance) -> Answered {
    cx.whole_list()?;
    let kinds = queries(cx.request, "contactFlowTypes");
    for kind in &kinds {
        one_of("contactFlowTypes", kind, &TYPES)?;
    }
    let flows = instance.flows.iter();
    let flows = flows.filter(|(_, flow)| kinds.is_empty() || kinds.contains(&flow.kind));
    let flows = flows.map(|(id, flow)| {
        json!({
            "Id": id,
            "Arn": arn(cx, id),
            "Name": flow.name,
            "ContactFlowType": flow.kind,
            "ContactFlowState": "ACTIVE",
            "ContactFlowStatus": flow.status,
        })
    });
    Ok(json!({ "ContactFlowSummaryList": flows.collect::<Vec<_>>() }))
}

impl Flow {
    fn sum(&self) -> String {
        sha256(self.content.as_bytes())
    }
}

/// The flow of the call.
fn named<'c, 'i>(
    cx: &Context<'c>,
    instance: &'i mut Instance,
) -> Result<(&'c str, &'i mut Flow), ServiceError> {
    let id = cx.call.label("ContactFlowId");
    let flow = instance.flows.get_mut(id);
    let flow = flow.ok_or_else(|| not_found(format!("There is no contact flow {id}.")))?;
    Ok((id, flow))
}

fn arn(cx: &Context<'_>, id: &str) -> String {
    let instance = cx.connect.arn(cx.call.label("InstanceId"));
    format!("{instance}/contact-flow/{id}")
}

fn one_of(name: &str, given: &str, known: &[&str]) -> Result<String, ServiceError> {
    if known.contains(&given) {
        return Ok(given.to_owned());
    }
    let known = known.join(", ");
    Err(invalid(format!("{name} {given} is not one of {known}")))
}
