//! The rule that runs the health check is disabled.
//!
//! An interval that EventBridge cannot keep is driven by the harness, with the rule disabled all
//! the time; then it is the harness that pauses.

use lexdr_simulator::BoxFuture;

use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

/// `DescribeRule` says so of a rule that fires.
const ENABLED: &str = "ENABLED";

struct Resume {
    /// Whether the rule fired before.
    was_enabled: bool,
    /// Whether the harness ran the checks before.
    was_driven: bool,
}

pub(super) async fn inject(target: &Target, doing: &mut Doing) -> Result<(), String> {
    let was_enabled = is_enabled(target, &mut doing.report).await?;
    doing.will_undo(Resume {
        was_enabled,
        was_driven: target.schedule.is_running(),
    });
    target.schedule.pause();
    let rule = &target.system.rule;
    let region = &target.system.primary;
    let call = target
        .operator
        .events(region)
        .disable_rule()
        .name(rule)
        .send();
    let what = format!("DisableRule {region} {rule}");
    doing.report.call(what, call).await.map(drop)
}

async fn is_enabled(target: &Target, report: &mut Report) -> Result<bool, String> {
    let rule = &target.system.rule;
    let region = &target.system.primary;
    let call = target
        .operator
        .events(region)
        .describe_rule()
        .name(rule)
        .send();
    let found = report
        .call(format!("DescribeRule {region} {rule}"), call)
        .await?;
    Ok(found.state().is_some_and(|state| state.as_str() == ENABLED))
}

impl Undo for Resume {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            if self.was_driven {
                target.schedule.resume();
            }
            let rule = &target.system.rule;
            let region = &target.system.primary;
            if self.was_enabled {
                let events = target.operator.events(region);
                let call = events.enable_rule().name(rule).send();
                report
                    .call(format!("EnableRule {region} {rule}"), call)
                    .await?;
            }
            let now = is_enabled(target, report).await?;
            unless_same(&format!("state of rule {rule}"), &now, &self.was_enabled)
        })
    }
}
