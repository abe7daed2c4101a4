//! What a run needs to know of the place where the system under test lives.

use std::time::{Duration, SystemTime};

use lexdr_deploy::{Clients, System};

/// The place where the system under test lives, and how to reach it.
#[derive(Debug, Clone)]
pub struct Target {
    /// `sim`, `localstack` or `aws`.
    pub name: &'static str,
    /// The harness' own access: deploys, injects, undoes, reads the route.
    pub operator: Clients,
    /// Amazon Connect's access: invokes lexDRGetRegion and talks to the bot.
    pub connect: Clients,
    /// What is deployed there.
    pub system: System,
    /// How late the schedule may fire.
    pub schedule_slack: Duration,
}

impl Target {
    /// The date at the target's clock.
    pub(crate) fn now(&self) -> SystemTime {
        self.operator
            .config()
            .time_source()
            .unwrap_or_default()
            .now()
    }
}
