//! A Lex V2 bot and its alias in one region, as faults read, break and restore them.
//!
//! Lex answers before a change is made: each verb ends when Lex says that it is.

mod alias;
mod replica;
mod version;

use std::time::Duration;

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::types::{BotFilter, BotFilterName, BotFilterOperator, BotStatus};

use super::super::Report;
use crate::Target;

pub(in crate::faults) use alias::Alias;

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// The version that can be changed.
const DRAFT: &str = "DRAFT";

/// Seconds. A bot of this size builds in less than one minute; two without that are a problem to
/// tell.
const POLLS: u32 = 120;

/// The bot of one region.
pub(in crate::faults) struct Lex<'t> {
    client: Client,
    bot: &'t str,
    alias: &'t str,
    region: &'t str,
    /// The replica of the bot, which follows it.
    replica: Option<Box<Self>>,
}

impl<'t> Lex<'t> {
    pub(in crate::faults) fn new(target: &'t Target, region: &'t str) -> Self {
        let system = &target.system;
        let has_replica = system.replicated && region == system.primary;
        Self {
            replica: has_replica.then(|| Box::new(Self::new(target, &system.secondary))),
            client: target.operator.lex_models_v2(region),
            bot: &target.system.bot,
            alias: &target.system.alias,
            region,
        }
    }

    fn told(&self, operation: &str, rest: &str) -> String {
        let line = format!("{operation} {} {} {rest}", self.region, self.bot);
        line.trim_end().to_owned()
    }

    /// The id of the bot, which must be there.
    async fn bot_id(&self, report: &mut Report) -> Result<String, String> {
        let (bot, region) = (self.bot, self.region);
        let filter = BotFilter::builder()
            .name(BotFilterName::BotName)
            .operator(BotFilterOperator::Equals)
            .values(bot)
            .build()
            .map_err(|error| error.to_string())?;
        let mut token = None;
        loop {
            let call = self.client.list_bots().filters(filter.clone());
            let call = call.set_next_token(token).send();
            let page = report.call(self.told("ListBots", ""), call).await?;
            let found = page.bot_summaries.unwrap_or_default().into_iter();
            let mut named = found.filter(|found| found.bot_name() == Some(bot));
            if let Some(id) = named.next().and_then(|found| found.bot_id) {
                return Ok(id);
            }
            token = page.next_token;
            if token.is_none() {
                return Err(format!("there is no bot {bot} in {region} to break"));
            }
        }
    }

    /// Removes the bot with its versions.
    pub(in crate::faults) async fn delete_bot(
        &self,
        bot_id: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        self.delete_replica(bot_id, report).await?;
        // Lex's own alias for tests counts as a use of the bot.
        let call = self.client.delete_bot().bot_id(bot_id);
        let call = call.skip_resource_in_use_check(true).send();
        report.call(self.told("DeleteBot", bot_id), call).await?;
        self.bot_gone(bot_id).await
    }

    async fn bot_gone(&self, bot_id: &str) -> Result<(), String> {
        let mut wait = self.wait("the bot itself");
        loop {
            let call = self.client.describe_bot().bot_id(bot_id).send();
            let found = Report::default().find("DescribeBot", MISSING, call).await?;
            let Some(found) = found else { return Ok(()) };
            let state = found.bot_status();
            wait.pause(state.map_or("there", BotStatus::as_str)).await?;
        }
    }

    fn wait(&self, what: &str) -> Wait {
        Wait {
            what: format!("{what} of {} in {}", self.bot, self.region),
            pauses: 0,
        }
    }
}

/// A look once a second until something is as it shall be. What is seen on the way is nothing
/// that was done, so it is not reported.
struct Wait {
    what: String,
    pauses: u32,
}

impl Wait {
    /// Not yet: `state` is what was seen instead.
    async fn pause(&mut self, state: &str) -> Result<(), String> {
        if self.pauses == POLLS {
            return Err(format!("{} is still {state} after {POLLS} s", self.what));
        }
        self.pauses += 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(())
    }
}
