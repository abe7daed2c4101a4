//! The functions' role.

use crate::documents::{MANAGED_POLICIES, TABLE_POLICY_NAME, table_policy, trust_policy};
use crate::error::{at, unless_missing};
use crate::{Clients, DeployError, Progress, System};

const MISSING: &[&str] = &["NoSuchEntity", "NoSuchEntityException"];

pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    account: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let iam = clients.iam();
    let step = format!("role {}", system.role);
    progress(&step);
    let found = iam.get_role().role_name(&system.role).send().await;
    let existing = unless_missing(found, MISSING, &step)?;
    let role = match existing.and_then(|answer| answer.role) {
        Some(role) => role,
        None => iam
            .create_role()
            .role_name(&system.role)
            .assume_role_policy_document(trust_policy().to_string())
            .description("lexDRTest and lexDRGetRegion: logs, asking bots, the lexDR item")
            .send()
            .await
            .map_err(at(&step))?
            .role
            .ok_or_else(|| DeployError::new(&step, "no role in the answer"))?,
    };
    for policy in MANAGED_POLICIES {
        iam.attach_role_policy()
            .role_name(&system.role)
            .policy_arn(policy)
            .send()
            .await
            .map_err(at(format!("{step}: attaching {policy}")))?;
    }
    iam.put_role_policy()
        .role_name(&system.role)
        .policy_name(TABLE_POLICY_NAME)
        .policy_document(table_policy(&system.primary, account, &system.table).to_string())
        .send()
        .await
        .map_err(at(format!("{step}: policy {TABLE_POLICY_NAME}")))?;
    Ok(role.arn)
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let iam = clients.iam();
    let step = format!("removing role {}", system.role);
    progress(&step);
    for policy in MANAGED_POLICIES {
        let answer = iam
            .detach_role_policy()
            .role_name(&system.role)
            .policy_arn(policy)
            .send()
            .await;
        unless_missing(answer, MISSING, &step)?;
    }
    let answer = iam
        .delete_role_policy()
        .role_name(&system.role)
        .policy_name(TABLE_POLICY_NAME)
        .send()
        .await;
    unless_missing(answer, MISSING, &step)?;
    unless_missing(
        iam.delete_role().role_name(&system.role).send().await,
        MISSING,
        &step,
    )?;
    Ok(())
}
