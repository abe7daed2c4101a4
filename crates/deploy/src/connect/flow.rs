//! The contact flow of a deployment.

use aws_sdk_connect::Client;
use aws_sdk_connect::types::{ContactFlow, ContactFlowStatus, ContactFlowType};

use super::{Connection, MISSING};
use crate::error::{at, unless_missing};
use crate::tags::{self, Tags};
use crate::{Clients, DeployError, Part, Progress, Standing};

impl Connection<'_> {
    fn flow(&self) -> String {
        format!(
            "contact flow {} of instance {}",
            self.flow_name(),
            self.instance
        )
    }
}

/// What the flow is called, and its tags, if it is there.
pub(super) async fn its_tags(
    clients: &Clients,
    connection: &Connection<'_>,
) -> Result<(String, Option<Tags>), DeployError> {
    let found = find(&connection.client(clients), connection).await?;
    Ok((connection.flow(), found.map(of)))
}

pub(super) async fn publish(
    clients: &Clients,
    connection: &Connection<'_>,
    content: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let client = connection.client(clients);
    let step = connection.flow();
    let Some(found) = find(&client, connection).await? else {
        progress(&step);
        let made = client
            .create_contact_flow()
            .instance_id(connection.instance)
            .name(connection.flow_name())
            .r#type(ContactFlowType::ContactFlow)
            .description("Asks lexDRGetRegion for the region, and talks to the bot there")
            .content(content)
            .status(ContactFlowStatus::Published)
            .set_tags(tags::map(connection.system));
        let made = made.send().await.map_err(at(step))?;
        return Ok(made.contact_flow_id.unwrap_or_default());
    };
    let id = found.id.clone().unwrap_or_default();
    let is_same = found.content.as_deref() == Some(content);
    if connection.standing(Some(&of(found))) != Standing::Own {
        return Err(DeployError::new(step, "it is somebody else's"));
    }
    if !is_same {
        progress(&step);
        let call = client.update_contact_flow_content().contact_flow_id(&id);
        let call = call.instance_id(connection.instance).content(content);
        call.send().await.map_err(at(step))?;
    }
    Ok(id)
}

pub(super) async fn remove(
    clients: &Clients,
    connection: &Connection<'_>,
    progress: Progress<'_>,
) -> Result<Vec<Part>, DeployError> {
    let client = connection.client(clients);
    let Some(found) = find(&client, connection).await? else {
        return Ok(Vec::new());
    };
    let id = found.id.clone().unwrap_or_default();
    let what = connection.flow();
    let standing = connection.standing(Some(&of(found)));
    if standing != Standing::Own {
        return Ok(vec![Part { what, standing }]);
    }
    let step = format!("removing {what}");
    progress(&step);
    let call = client.delete_contact_flow();
    let call = call.instance_id(connection.instance).contact_flow_id(id);
    unless_missing(call.send().await, MISSING, step)?;
    Ok(Vec::new())
}

/// The flow of this name, with its content and tags.
async fn find(
    client: &Client,
    connection: &Connection<'_>,
) -> Result<Option<ContactFlow>, DeployError> {
    let step = format!("contact flows of instance {}", connection.instance);
    let name = connection.flow_name();
    let call = client.list_contact_flows();
    let call = call.instance_id(connection.instance);
    let mut flows = call.into_paginator().items().send();
    while let Some(flow) = flows.next().await {
        let flow = flow.map_err(at(&step))?;
        if flow.name.as_deref() != Some(&name) {
            continue;
        }
        let call = client.describe_contact_flow();
        let call = call
            .instance_id(connection.instance)
            .set_contact_flow_id(flow.id);
        let found = unless_missing(call.send().await, MISSING, step)?;
        return Ok(found.and_then(|found| found.contact_flow));
    }
    Ok(None)
}

fn of(flow: ContactFlow) -> Tags {
    flow.tags.into_iter().flatten().collect()
}
