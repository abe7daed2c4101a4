//! Who may take a role.

use std::collections::BTreeMap;

use super::statement::{Condition, Statement, only_if};
use crate::config::Config;

const SCHEDULER: &str = "scheduler.amazonaws.com";

/// Who vouches for workflows of GitHub.
const ISSUER: &str = "token.actions.githubusercontent.com";

/// EventBridge Scheduler, for schedules of this account's group. Without that a schedule of
/// somebody else's account could be made to act with this role.
pub(super) fn scheduler(config: &Config) -> Statement {
    let (account, partition) = (&config.account.id, &config.account.partition);
    let group = &config.switch.group;
    let regions = [&config.system.primary, &config.system.secondary];
    let groups = regions.map(|region| {
        format!("arn:{partition}:scheduler:{region}:{account}:schedule-group/{group}")
    });
    let mut condition = only_if("ArnEquals", "aws:SourceArn", groups.to_vec());
    let account = vec![account.clone()];
    condition.extend(only_if("StringEquals", "aws:SourceAccount", account));
    let principal = BTreeMap::from([("Service", SCHEDULER.to_owned())]);
    trusted("DeadMansSwitch", principal, "sts:AssumeRole", condition)
}

/// A workflow of one repository, in its environment `gameday`. Without that every branch of the
/// repository could do it.
pub(super) fn github(config: &Config) -> Statement {
    let (account, partition) = (&config.account.id, &config.account.partition);
    let provider = format!("arn:{partition}:iam::{account}:oidc-provider/{ISSUER}");
    let principal = BTreeMap::from([("Federated", provider)]);
    let said = BTreeMap::from([
        (
            "token.actions.githubusercontent.com:aud",
            vec!["sts.amazonaws.com".to_owned()],
        ),
        (
            "token.actions.githubusercontent.com:sub",
            vec!["repo:OWNER/REPOSITORY:environment:gameday".to_owned()],
        ),
    ]);
    let condition = BTreeMap::from([("StringEquals", said)]);
    let action = "sts:AssumeRoleWithWebIdentity";
    trusted("NightlyWorkflow", principal, action, condition)
}

fn trusted(
    sid: &str,
    principal: BTreeMap<&'static str, String>,
    action: &str,
    condition: Condition,
) -> Statement {
    Statement {
        sid: sid.to_owned(),
        effect: "Allow",
        principal,
        action: vec![action.to_owned()],
        resource: Vec::new(),
        condition,
    }
}
