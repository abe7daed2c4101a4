//! The functions' role, and the role of bots of Lex V2.

use aws_sdk_iam::Client;
use aws_sdk_iam::types::Tag;
use lexdr_wire::LexVersion;
use serde_json::Value;

use crate::documents::{
    BOTS_POLICY_NAME, LAMBDA, LEX_V2, TABLE_POLICY_NAME, VOICE_POLICY_NAME, bots_policy,
    managed_policies, table_policy, trust_policy, voice_policy,
};
use crate::error::{at, unless_missing};
use crate::tags::Tags;
use crate::{Clients, DeployError, Progress, System, names, tags};

const MISSING: &[&str] = &["NoSuchEntity", "NoSuchEntityException"];

pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    account: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let iam = clients.iam();
    let step = names::role(&system.role);
    progress(&step);
    let description = "lexDRTest and lexDRGetRegion: logs, asking bots, the lexDR item";
    let wanted = (system.role.as_str(), LAMBDA, description);
    let arn = role(&iam, system, wanted, &step).await?;
    for policy in managed_policies(&system.primary) {
        iam.attach_role_policy()
            .role_name(&system.role)
            .policy_arn(&policy)
            .send()
            .await
            .map_err(at(format!("{step}: attaching {policy}")))?;
    }
    let table = table_policy(&system.primary, account, &system.table);
    put_policy(&iam, &system.role, TABLE_POLICY_NAME, &table, &step).await?;
    Ok(arn)
}

/// Lets the functions look up the aliases of these bots of Lex V2, and of no others.
pub(crate) async fn permit_bots(
    clients: &Clients,
    system: &System,
    arns: Vec<String>,
) -> Result<(), DeployError> {
    let (iam, role) = (clients.iam(), &system.role);
    let step = names::role(role);
    put_policy(&iam, role, BOTS_POLICY_NAME, &bots_policy(arns), &step).await
}

/// The role that a bot of Lex V2 cannot be made without.
pub(crate) async fn bots_up(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let iam = clients.iam();
    let name = of_bots(system);
    let step = names::role(&name);
    progress(&step);
    let wanted = (
        name.as_str(),
        LEX_V2,
        "Lex bots that lexDRTest watches: speech",
    );
    let arn = role(&iam, system, wanted, &step).await?;
    put_policy(&iam, &name, VOICE_POLICY_NAME, &voice_policy(), &step).await?;
    Ok(arn)
}

/// The name of the bots' role.
pub(crate) fn of_bots(system: &System) -> String {
    format!("{}Lex", system.role)
}

/// Makes a role for a service, unless there is one of this name, and returns its ARN.
async fn role(
    iam: &Client,
    system: &System,
    (name, service, description): (&str, &str, &str),
    step: &str,
) -> Result<String, DeployError> {
    let found = iam.get_role().role_name(name).send().await;
    let existing = unless_missing(found, MISSING, step)?;
    if let Some(role) = existing.and_then(|answer| answer.role) {
        return Ok(role.arn);
    }
    let tags = tags::list(system, |key, value| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.map_err(|error| DeployError::new(step, error.to_string()))
    })?;
    let made = iam
        .create_role()
        .role_name(name)
        .assume_role_policy_document(trust_policy(service).to_string())
        .description(description)
        .set_tags(tags)
        .send();
    let made = made.await.map_err(at(step))?;
    let role = made.role;
    role.map(|role| role.arn)
        .ok_or_else(|| DeployError::new(step, "no role in the answer"))
}

async fn put_policy(
    iam: &Client,
    role: &str,
    name: &str,
    document: &Value,
    step: &str,
) -> Result<(), DeployError> {
    iam.put_role_policy()
        .role_name(role)
        .policy_name(name)
        .policy_document(document.to_string())
        .send()
        .await
        .map_err(at(format!("{step}: policy {name}")))?;
    Ok(())
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let iam = clients.iam();
    let step = format!("removing {}", names::role(&system.role));
    progress(&step);
    for policy in managed_policies(&system.primary) {
        let answer = iam
            .detach_role_policy()
            .role_name(&system.role)
            .policy_arn(policy)
            .send()
            .await;
        unless_missing(answer, MISSING, &step)?;
    }
    let policies: &[&str] = match system.lex {
        LexVersion::V1 => &[TABLE_POLICY_NAME],
        LexVersion::V2 => &[TABLE_POLICY_NAME, BOTS_POLICY_NAME],
    };
    remove(&iam, &system.role, policies, &step).await
}

pub(crate) async fn bots_down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let name = of_bots(system);
    let step = format!("removing {}", names::role(&name));
    progress(&step);
    remove(&clients.iam(), &name, &[VOICE_POLICY_NAME], &step).await
}

/// Removes a role with its inline policies.
async fn remove(
    iam: &Client,
    role: &str,
    policies: &[&str],
    step: &str,
) -> Result<(), DeployError> {
    for policy in policies {
        let call = iam.delete_role_policy();
        let answer = call.role_name(role).policy_name(*policy).send().await;
        unless_missing(answer, MISSING, step)?;
    }
    let answer = iam.delete_role().role_name(role).send().await;
    unless_missing(answer, MISSING, step)?;
    Ok(())
}

/// The tags of a role, if it is there.
pub(crate) async fn its_tags(clients: &Clients, name: &str) -> Result<Option<Tags>, DeployError> {
    let step = tags::step(&names::role(name));
    let found = clients.iam().get_role().role_name(name).send().await;
    let found = unless_missing(found, MISSING, &step)?;
    let role = found.and_then(|answer| answer.role);
    Ok(role.map(|role| {
        let tags = role.tags.into_iter().flatten();
        tags.map(|tag| (tag.key, tag.value)).collect()
    }))
}
