//! An alias of a bot of Lex V2.

use std::collections::HashMap;

use aws_sdk_lexmodelsv2::operation::describe_bot_alias::DescribeBotAliasOutput;
use aws_sdk_lexmodelsv2::types::{
    BotAliasLocaleSettings, BotAliasStatus, BotAliasSummary, ConversationLogSettings,
    SentimentAnalysisSettings,
};
use lexdr_deploy::boxed;

use super::{Lex, MISSING};
use crate::faults::Report;
use crate::faults::report::unless_same;

/// The alias that every bot has for tests; it goes with the bot.
const TEST_ALIAS: &str = "TSTALIASID";

/// An alias by its ids, and what it says.
#[derive(Debug, Clone)]
pub(in crate::faults) struct Alias {
    pub(in crate::faults) bot_id: String,
    pub(in crate::faults) id: String,
    pub(in crate::faults) says: Says,
}

/// What an alias says: all that an update has to repeat. Ids, dates and history differ between
/// two that say the same.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::faults) struct Says {
    pub(in crate::faults) version: Option<String>,
    pub(in crate::faults) locales: HashMap<String, BotAliasLocaleSettings>,
    description: Option<String>,
    logs: Option<ConversationLogSettings>,
    sentiment: Option<SentimentAnalysisSettings>,
}

impl Says {
    /// The same of another version.
    pub(in crate::faults) fn of(&self, version: Option<String>) -> Self {
        Self {
            version,
            ..self.clone()
        }
    }
}

impl Alias {
    /// As its ARN ends.
    pub(in crate::faults) fn path(&self) -> String {
        format!("{}/{}", self.bot_id, self.id)
    }
}

impl Lex<'_> {
    async fn aliases(
        &self,
        bot_id: &str,
        report: &mut Report,
    ) -> Result<Vec<BotAliasSummary>, String> {
        let mut aliases = Vec::new();
        let mut token = None;
        loop {
            let call = self.client.list_bot_aliases().bot_id(bot_id);
            let call = call.set_next_token(token).send();
            let page = report.call(self.told("ListBotAliases", ""), call).await?;
            aliases.extend(page.bot_alias_summaries.unwrap_or_default());
            token = page.next_token;
            if token.is_none() {
                return Ok(aliases);
            }
        }
    }

    /// The alias of this name; one that is being deleted is waited for.
    async fn alias_id(&self, bot_id: &str, report: &mut Report) -> Result<Option<String>, String> {
        let aliases = self.aliases(bot_id, report).await?;
        let mut named = aliases
            .into_iter()
            .filter(|alias| alias.bot_alias_name() == Some(self.alias));
        let Some(found) = named.next() else {
            return Ok(None);
        };
        let Some(id) = found.bot_alias_id else {
            return Ok(None);
        };
        if found.bot_alias_status == Some(BotAliasStatus::Deleting) {
            self.alias_gone(bot_id, &id).await?;
            return Ok(None);
        }
        Ok(Some(id))
    }

    pub(super) async fn describe(
        &self,
        bot_id: &str,
        id: &str,
        report: &mut Report,
    ) -> Result<Option<DescribeBotAliasOutput>, String> {
        let call = self.client.describe_bot_alias();
        let call = call.bot_id(bot_id).bot_alias_id(id).send();
        let rest = format!("{} {id}", self.alias);
        let what = self.told("DescribeBotAlias", &rest);
        report.find(what, MISSING, call).await
    }

    /// The alias as it stands.
    pub(in crate::faults) async fn alias(&self, report: &mut Report) -> Result<Alias, String> {
        let bot_id = self.bot_id(report).await?;
        if let Some(id) = self.alias_id(&bot_id, report).await?
            && let Some(found) = self.describe(&bot_id, &id, report).await?
        {
            let says = says(found);
            return Ok(Alias { bot_id, id, says });
        }
        let (alias, bot, region) = (self.alias, self.bot, self.region);
        Err(format!(
            "there is no alias {alias} of {bot} in {region} to break"
        ))
    }

    /// Names of the aliases beside this one and Lex's own.
    pub(in crate::faults) async fn other_aliases(
        &self,
        alias: &Alias,
        report: &mut Report,
    ) -> Result<Vec<String>, String> {
        let aliases = self.aliases(&alias.bot_id, report).await?;
        let ours = [Some(alias.id.as_str()), Some(TEST_ALIAS)];
        let others = aliases
            .into_iter()
            .filter(|found| !ours.contains(&found.bot_alias_id()));
        Ok(others.filter_map(|found| found.bot_alias_name).collect())
    }

    pub(in crate::faults) async fn delete_alias(
        &self,
        alias: &Alias,
        report: &mut Report,
    ) -> Result<(), String> {
        let call = self.client.delete_bot_alias();
        let call = call.bot_id(&alias.bot_id).bot_alias_id(&alias.id).send();
        let rest = format!("{} {}", self.alias, alias.id);
        let what = self.told("DeleteBotAlias", &rest);
        report.call(what, call).await?;
        self.alias_gone(&alias.bot_id, &alias.id).await?;
        self.alias_lost(&alias.bot_id, &alias.id, report).await
    }

    pub(super) async fn alias_gone(&self, bot_id: &str, id: &str) -> Result<(), String> {
        let mut wait = self.wait(&format!("alias {id}"));
        while let Some(found) = self.describe(bot_id, id, &mut Report::default()).await? {
            let state = found.bot_alias_status();
            wait.pause(state.map_or("there", BotAliasStatus::as_str))
                .await?;
        }
        Ok(())
    }

    /// Makes the alias say this, whether it is there or not. One that is made again says the same
    /// under another id.
    pub(in crate::faults) async fn set_alias(
        &self,
        wanted: &Alias,
        report: &mut Report,
    ) -> Result<(), String> {
        let bot_id = &wanted.bot_id;
        let id = match self.alias_id(bot_id, report).await? {
            None => boxed(|| self.create_alias(wanted, report)).await?,
            Some(id) => {
                let found = self.describe(bot_id, &id, report).await?;
                if found.is_none_or(|found| says(found) != wanted.says) {
                    boxed(|| self.update_alias(wanted, &id, report)).await?;
                }
                id
            }
        };
        // There is no state for an alias that is being updated: its content tells, and may come
        // from a place that the update has not reached, so it is read twice.
        let mut last = None;
        for _ in 0..2 {
            boxed(|| self.alias_available(bot_id, &id, &wanted.says)).await?;
            last = self.describe(bot_id, &id, report).await?;
        }
        let what = format!("alias {} of {} in {}", self.alias, self.bot, self.region);
        unless_same(&what, &last.map(says), &Some(wanted.says.clone()))?;
        boxed(|| self.alias_followed(bot_id, &id, &wanted.says, report)).await
    }

    async fn alias_available(&self, bot_id: &str, id: &str, wanted: &Says) -> Result<(), String> {
        let mut wait = self.wait(&format!("alias {id}"));
        loop {
            let found = self.describe(bot_id, id, &mut Report::default()).await?;
            let state = found
                .as_ref()
                .and_then(|found| found.bot_alias_status().cloned());
            let available = state == Some(BotAliasStatus::Available);
            if available && found.map(says).as_ref() == Some(wanted) {
                return Ok(());
            }
            let seen = match &state {
                Some(BotAliasStatus::Available) => "not what it shall be",
                Some(state) => state.as_str(),
                None => "not there",
            };
            wait.pause(seen).await?;
        }
    }

    async fn create_alias(&self, wanted: &Alias, report: &mut Report) -> Result<String, String> {
        let says = wanted.says.clone();
        let version = says.version.clone().unwrap_or_default();
        let call = self
            .client
            .create_bot_alias()
            .bot_id(&wanted.bot_id)
            .bot_alias_name(self.alias)
            .set_bot_version(says.version)
            .set_bot_alias_locale_settings(Some(says.locales))
            .set_description(says.description)
            .set_conversation_log_settings(says.logs)
            .set_sentiment_analysis_settings(says.sentiment)
            .send();
        let rest = format!("{} version {version}", self.alias);
        let what = self.told("CreateBotAlias", &rest);
        let made = report.call(&what, call).await?;
        made.bot_alias_id
            .ok_or_else(|| format!("{what}: no id in the answer"))
    }

    async fn update_alias(
        &self,
        wanted: &Alias,
        id: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let says = wanted.says.clone();
        let version = says.version.clone().unwrap_or_default();
        // What an update does not name is lost.
        let call = self
            .client
            .update_bot_alias()
            .bot_id(&wanted.bot_id)
            .bot_alias_id(id)
            .bot_alias_name(self.alias)
            .set_bot_version(says.version)
            .set_bot_alias_locale_settings(Some(says.locales))
            .set_description(says.description)
            .set_conversation_log_settings(says.logs)
            .set_sentiment_analysis_settings(says.sentiment)
            .send();
        let rest = format!("{} version {version}", self.alias);
        let what = self.told("UpdateBotAlias", &rest);
        report.call(what, call).await.map(drop)
    }
}

pub(super) fn says(found: DescribeBotAliasOutput) -> Says {
    Says {
        version: found.bot_version,
        locales: found.bot_alias_locale_settings.unwrap_or_default(),
        description: found.description,
        logs: found.conversation_log_settings,
        sentiment: found.sentiment_analysis_settings,
    }
}
