//! The system under test, described.

use std::time::Duration;

/// Everything [`crate::up`] needs to know to make the system under test.
#[derive(Debug, Clone)]
pub struct System {
    /// The region callers use as long as it is well; table, functions and rule live there.
    pub primary: String,
    /// The region callers use when the primary's bot is not well.
    pub secondary: String,
    /// The bot.
    pub bot: String,
    /// The bot's alias that callers and the health check use.
    pub alias: String,
    /// The table that holds the route.
    pub table: String,
    /// The health check's function name.
    pub check_function: String,
    /// The function that Amazon Connect asks.
    pub region_function: String,
    /// The role of both functions.
    pub role: String,
    /// The EventBridge rule that runs the health check.
    pub rule: String,
    /// The check interval.
    pub every: Duration,
    /// The health check's time limit.
    pub check_timeout: Duration,
    /// `TEST_METHOD`: `put_session` or `send_message`.
    pub method: &'static str,
    /// Checks in a row before the route moves.
    pub thresholds: Thresholds,
    /// Zip of the health check.
    pub check_code: Vec<u8>,
    /// Zip of the function that Amazon Connect asks.
    pub region_code: Vec<u8>,
    /// Variables of the health check beside the published ones: where AWS is, if it is not AWS.
    pub check_variables: Vec<(String, String)>,
    /// The same for the function that Amazon Connect asks.
    pub region_variables: Vec<(String, String)>,
}

/// Checks in a row before the route moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Failed ones before it leaves a region.
    pub failure: u32,
    /// Healthy ones before it returns to the primary.
    pub recovery: u32,
}

impl System {
    /// The names of the published design, in its two regions, with a check every five minutes.
    #[must_use]
    pub fn published(check_code: Vec<u8>, region_code: Vec<u8>) -> Self {
        Self {
            primary: "us-east-1".to_owned(),
            secondary: "us-west-2".to_owned(),
            bot: "OrderFlowers".to_owned(),
            alias: "ver_one".to_owned(),
            table: "lexDR".to_owned(),
            check_function: "lexDRTest".to_owned(),
            region_function: "lexDRGetRegion".to_owned(),
            role: "lexDRRole".to_owned(),
            rule: "lexHealthCheckRule".to_owned(),
            every: Duration::from_secs(300),
            check_timeout: Duration::from_secs(15),
            method: "send_message",
            thresholds: Thresholds {
                failure: 1,
                recovery: 1,
            },
            check_code,
            region_code,
            check_variables: Vec::new(),
            region_variables: Vec::new(),
        }
    }

    /// Both regions, primary first.
    #[must_use]
    pub fn regions(&self) -> [&str; 2] {
        [&self.primary, &self.secondary]
    }
}

/// What [`crate::up`] made, as far as its name was not known before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// The account.
    pub account: String,
    /// The functions' role.
    pub role_arn: String,
    /// The rule that runs the health check.
    pub rule_arn: String,
}
