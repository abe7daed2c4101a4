//! The dead-man's switch: for each change a one-time schedule of EventBridge Scheduler that makes
//! the undo call, should nobody else have made it by then. It needs nothing of ours to be alive.

use aws_sdk_scheduler::error::ProvideErrorMetadata as _;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target,
};
use jiff::Timestamp;
use lexdr_deploy::Clients;
use lexdr_journal::{Call, Schedule, Switch};

use crate::said::said;

/// Sets and removes the schedules of a run.
#[derive(Debug, Clone)]
pub(crate) struct DeadMan {
    clients: Clients,
    partition: String,
    switch: Switch,
}

impl DeadMan {
    pub(crate) fn new(clients: &Clients, partition: &str, switch: &Switch) -> Self {
        Self {
            clients: clients.clone(),
            partition: partition.to_owned(),
            switch: switch.clone(),
        }
    }

    /// The schedule of a change. Its name follows from the change, so that it is found also when
    /// it was made and nobody lived to write that down.
    pub(crate) fn schedule(&self, id: u32, region: &str) -> Schedule {
        Schedule {
            name: format!("{}{id}", self.switch.prefix),
            region: region.to_owned(),
        }
    }

    /// Makes the schedule. It acts at the first whole second from the deadline on, tries again for
    /// a day if the call fails, and goes away once it has acted.
    pub(crate) async fn arm(
        &self,
        schedule: &Schedule,
        deadline: i64,
        undo: &Call,
    ) -> Result<(), String> {
        let what = format!("CreateSchedule {} in {}", schedule.name, schedule.region);
        let wrong = |error: &dyn std::fmt::Display| format!("{what}: {error}");
        let (arn, input) = undo.universal_target(&self.partition);
        let target = Target::builder()
            .arn(arn)
            .role_arn(&self.switch.role)
            .input(input.to_string())
            .build()
            .map_err(|error| wrong(&error))?;
        let window = FlexibleTimeWindow::builder()
            .mode(FlexibleTimeWindowMode::Off)
            .build()
            .map_err(|error| wrong(&error))?;
        let at = at_expression(deadline).map_err(|error| wrong(&error))?;
        let call = self.client(&schedule.region).create_schedule();
        let made = call
            .name(&schedule.name)
            .group_name(&self.switch.group)
            .description(format!("lexdr takes back a fault: {}", undo.operation))
            .schedule_expression(at)
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target)
            .send()
            .await;
        made.map(drop).map_err(|error| said(&what, error))
    }

    /// Removes the schedule; one that has acted or was never made is gone.
    pub(crate) async fn disarm(&self, schedule: &Schedule) -> Result<(), String> {
        let call = self.client(&schedule.region).delete_schedule();
        let call = call.name(&schedule.name).group_name(&self.switch.group);
        match call.send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(()),
            Err(error) => {
                let Schedule { name, region } = schedule;
                Err(said(&format!("DeleteSchedule {name} in {region}"), error))
            }
        }
    }

    /// Whether the schedule is there, which it is not once it has acted.
    pub(crate) async fn is_armed(&self, schedule: &Schedule) -> Result<bool, String> {
        let call = self.client(&schedule.region).get_schedule();
        let call = call.name(&schedule.name).group_name(&self.switch.group);
        match call.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(false),
            Err(error) => {
                let Schedule { name, region } = schedule;
                Err(said(&format!("GetSchedule {name} in {region}"), error))
            }
        }
    }

    fn client(&self, region: &str) -> aws_sdk_scheduler::Client {
        let config = aws_sdk_scheduler::config::Builder::from(&self.clients.in_region(region));
        let config = match self.clients.retry_partition() {
            Some(partition) => config.retry_partition(partition.clone()),
            None => config,
        };
        aws_sdk_scheduler::Client::from_conf(config.build())
    }
}

/// `at(2026-11-23T04:05:06)`, the first whole second that is not before this instant.
fn at_expression(deadline: i64) -> Result<String, jiff::Error> {
    let second = deadline.div_euclid(1_000) + i64::from(deadline.rem_euclid(1_000) > 0);
    let date = Timestamp::from_second(second)?;
    Ok(format!("at({})", date.strftime("%Y-%m-%dT%H:%M:%S")))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::at_expression;

    #[rstest]
    #[case(1_782_450_000_000, "at(2026-06-26T05:00:00)")]
    #[case(1_782_450_000_001, "at(2026-06-26T05:00:01)")]
    fn a_schedule_never_acts_before_its_deadline(#[case] deadline: i64, #[case] expected: &str) {
        assert_eq!(at_expression(deadline).unwrap(), expected);
    }
}
