//! The system under test, described.

use std::collections::BTreeMap;
use std::time::Duration;

use lexdr_wire::LexVersion;

/// The key of the tag that says whose a resource is.
pub const OWNER: &str = "lexdr";

/// Everything [`crate::up`] needs to know to make the system under test.
#[derive(Debug, Clone)]
pub struct System {
    /// The region callers use as long as it is well; table, functions and rule live there.
    pub primary: String,
    /// The region callers use when the primary's bot is not well.
    pub secondary: String,
    /// The generation of Lex that the bots are of.
    pub lex: LexVersion,
    /// The language of a bot of Lex V2, `en_US`; a bot of Lex V1 has only one.
    pub locale: String,
    /// How the health check is told the alias of a bot of Lex V2.
    pub alias_by: AliasBy,
    /// The bot of Lex V2 in the secondary region is a replica of the primary region's: it has the
    /// same ids, and follows it (Global Resiliency). Otherwise each region has a bot of its own.
    pub replicated: bool,
    /// Nobody calls the alias of a bot of Lex V2 but the check and drills, so that it may be deleted:
    /// nothing that is deployed holds its id.
    pub scratch_alias: bool,
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
    /// Tags of whatever takes some, given when it is made.
    pub tags: BTreeMap<String, String>,
}

/// How the health check is told the alias of a bot of Lex V2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AliasBy {
    /// By its name, which one that is made again keeps.
    #[default]
    Name,
    /// By its id, which one that is made again does not keep: the check then never fails back.
    Id,
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
            lex: LexVersion::V1,
            locale: "en_US".to_owned(),
            alias_by: AliasBy::Name,
            replicated: false,
            scratch_alias: false,
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
            tags: BTreeMap::new(),
        }
    }

    /// The same system as a deployment of its own, beside others in one account: each name begins
    /// with `prefix`, and what is made is marked as its own by a tag.
    #[must_use]
    pub fn owned_by(mut self, prefix: &str) -> Self {
        for name in [
            &mut self.bot,
            &mut self.table,
            &mut self.check_function,
            &mut self.region_function,
            &mut self.role,
            &mut self.rule,
        ] {
            *name = format!("{prefix}-{name}");
        }
        self.tags.insert(OWNER.to_owned(), prefix.to_owned());
        self
    }

    /// Whose it is, if it is a deployment of its own.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.tags.get(OWNER).map(String::as_str)
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
    /// The bots of Lex V2, primary region first; those of Lex V1 have no ids.
    pub bots: Vec<DeployedBot>,
}

/// A bot of Lex V2 with its alias, as far as Lex gave it ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployedBot {
    /// Its region.
    pub region: String,
    /// Its id.
    pub bot_id: String,
    /// The id of the alias that callers and the health check use.
    pub alias_id: String,
    /// The ARN of that alias, by which Amazon Connect calls it.
    pub alias_arn: String,
}
