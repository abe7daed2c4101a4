//! What a deployment has in an instance of Amazon Connect: its bots and the function that is asked
//! for the region are associated with the instance, and a contact flow leads callers to them.

mod associations;
mod flow;

use aws_sdk_connect::types::InstanceStatus;
use lexdr_wire::BoxFuture;

use crate::error::unless_missing;
use crate::tags::Tags;
use crate::{
    Clients, DeployError, DeployedBot, Part, Progress, Standing, System, function_arn, names,
};

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// A deployment and an instance of Amazon Connect in its primary region.
#[derive(Debug, Clone, Copy)]
pub struct Connection<'c> {
    /// The deployment.
    pub system: &'c System,
    /// Its bots, as far as they are there.
    pub bots: &'c [DeployedBot],
    /// The ARN of the function that tells calls which region to use, unless it is another's.
    pub function_arn: Option<&'c str>,
    /// The id of the instance.
    pub instance: &'c str,
}

impl Connection<'_> {
    /// The name of the contact flow.
    #[must_use]
    pub fn flow_name(&self) -> String {
        format!("{}-flow", self.system.owner().unwrap_or("lexdr"))
    }

    fn client(&self, clients: &Clients) -> aws_sdk_connect::Client {
        clients.connect(&self.system.primary)
    }

    fn with(&self, what: &str) -> String {
        format!("{what} with instance {}", self.instance)
    }

    fn standing(&self, tags: Option<&Tags>) -> Standing {
        Standing::of(tags, self.system)
    }
}

/// The ARN of the function that tells calls which region to use, unless by what
/// [`survey`](crate::survey) has found one of its name is another's.
#[must_use]
pub fn own_function_arn(system: &System, account: &str, parts: &[Part]) -> Option<String> {
    let name = &system.region_function;
    let what = names::function(system, name);
    let is_foreign = |part: &Part| part.what == what && part.standing == Standing::Foreign;
    let arn = || function_arn(&system.primary, account, name);
    (!parts.iter().any(is_foreign)).then(arn)
}

/// Why the instance cannot be used, if it cannot.
///
/// # Errors
/// When it cannot be read.
pub fn refusal<'a>(
    clients: &'a Clients,
    connection: Connection<'a>,
) -> BoxFuture<'a, Result<Option<String>, DeployError>> {
    Box::pin(async move {
        let (id, region) = (connection.instance, &connection.system.primary);
        let what = format!("instance {id} of Amazon Connect in {region}");
        let client = connection.client(clients);
        let found = client.describe_instance().instance_id(id).send().await;
        let Some(found) = unless_missing(found, MISSING, &what)? else {
            return Ok(Some(format!("there is no {what}")));
        };
        let status = found.instance.and_then(|it| it.instance_status);
        Ok(match status {
            Some(InstanceStatus::Active) => None,
            Some(other) => Some(format!("{what} is {}", other.as_str())),
            None => Some(format!("{what} has no status")),
        })
    })
}

/// Looks at what the deployment has in the instance, in the order in which it is made.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn connected<'a>(
    clients: &'a Clients,
    connection: Connection<'a>,
) -> BoxFuture<'a, Result<Vec<Part>, DeployError>> {
    Box::pin(async move {
        let mut parts = associations::parts(clients, &connection).await?;
        let (what, tags) = flow::its_tags(clients, &connection).await?;
        let standing = connection.standing(tags.as_ref());
        parts.push(Part { what, standing });
        Ok(parts)
    })
}

/// Connects the deployment: what is associated already stays, a flow with this content is
/// published under the deployment's name. Returns the flow's id.
///
/// # Errors
/// When a call fails, or the name is another flow's; the error names the step. A second call goes
/// on from there.
pub fn connect<'a>(
    clients: &'a Clients,
    connection: Connection<'a>,
    content: &'a str,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<String, DeployError>> {
    Box::pin(async move {
        associations::make(clients, &connection, progress).await?;
        flow::publish(clients, &connection, content, progress).await
    })
}

/// Takes the deployment out of the instance, and returns what has its flow's name and is left,
/// because it is another's.
///
/// # Errors
/// When something is there and cannot be taken out; the error names the step.
pub fn disconnect<'a>(
    clients: &'a Clients,
    connection: Connection<'a>,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<Vec<Part>, DeployError>> {
    Box::pin(async move {
        // The flow first: it leads callers to what the others take away.
        let left = flow::remove(clients, &connection, progress).await?;
        associations::remove(clients, &connection, progress).await?;
        Ok(left)
    })
}
