//! A Lex V1 bot and its alias in one region, as faults read, break and restore them.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; this module is for Lex V1"
)]

use std::time::Duration;

use aws_sdk_lexmodelbuilding::Client;
use aws_sdk_lexmodelbuilding::operation::get_bot::GetBotOutput;
use aws_sdk_lexmodelbuilding::operation::put_bot::builders::PutBotInputBuilder;
use aws_sdk_lexmodelbuilding::types::{
    ConversationLogsRequest, ConversationLogsResponse, LogSettingsRequest, ProcessBehavior, Status,
};

use super::super::Report;
use super::super::report::unless_same;
use crate::Target;

pub(in crate::faults) const LATEST: &str = "$LATEST";

const MISSING: &[&str] = &["NotFoundException"];

/// A bot of this size builds in seconds; two minutes without that is a problem to tell.
const POLLS: u32 = 120;

/// The bot of one region.
pub(in crate::faults) struct Lex<'t> {
    client: Client,
    bot: &'t str,
    alias: &'t str,
    region: &'t str,
}

/// What an alias says. Its dates and its checksum differ between two that say the same.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::faults) struct Alias {
    pub(in crate::faults) version: String,
    pub(in crate::faults) description: Option<String>,
    pub(in crate::faults) logs: Option<ConversationLogsResponse>,
}

/// A version of a bot.
pub(in crate::faults) struct Bot {
    /// What it says; dates, checksum and status are not part of that.
    pub(in crate::faults) definition: PutBotInputBuilder,
    status: Option<Status>,
    checksum: Option<String>,
}

impl<'t> Lex<'t> {
    pub(in crate::faults) fn new(target: &'t Target, region: &'t str) -> Self {
        Self {
            client: target.operator.lex_models(region),
            bot: &target.system.bot,
            alias: &target.system.alias,
            region,
        }
    }

    fn told(&self, operation: &str, rest: &str) -> String {
        let line = format!("{operation} {} {} {rest}", self.region, self.bot);
        line.trim_end().to_owned()
    }

    async fn find_alias(
        &self,
        report: &mut Report,
    ) -> Result<Option<(Alias, Option<String>)>, String> {
        let call = self.client.get_bot_alias();
        let call = call.bot_name(self.bot).name(self.alias).send();
        let what = self.told("GetBotAlias", self.alias);
        let found = report.find(what, MISSING, call).await?;
        Ok(found.map(|found| {
            let alias = Alias {
                version: found.bot_version.unwrap_or_else(|| LATEST.to_owned()),
                description: found.description,
                logs: found.conversation_logs,
            };
            (alias, found.checksum)
        }))
    }

    /// The alias as it stands.
    pub(in crate::faults) async fn alias(&self, report: &mut Report) -> Result<Alias, String> {
        let found = self.find_alias(report).await?;
        found.map(|(alias, _)| alias).ok_or_else(|| {
            let (alias, bot, region) = (self.alias, self.bot, self.region);
            format!("there is no alias {alias} of {bot} in {region} to break")
        })
    }

    pub(in crate::faults) async fn delete_alias(&self, report: &mut Report) -> Result<(), String> {
        let call = self.client.delete_bot_alias();
        let call = call.bot_name(self.bot).name(self.alias).send();
        let what = self.told("DeleteBotAlias", self.alias);
        report.call(what, call).await.map(drop)
    }

    /// Makes the alias say this, whether it is there or not. Callers address it by name, so one
    /// that says the same is the same to them.
    pub(in crate::faults) async fn set_alias(
        &self,
        wanted: &Alias,
        report: &mut Report,
    ) -> Result<(), String> {
        let found = self.find_alias(report).await?;
        if found.as_ref().is_some_and(|(now, _)| now == wanted) {
            return Ok(());
        }
        let logs = match &wanted.logs {
            None => None,
            Some(logs) => Some(logs_request(logs)?),
        };
        let call = self
            .client
            .put_bot_alias()
            .bot_name(self.bot)
            .name(self.alias)
            .bot_version(&wanted.version)
            .set_description(wanted.description.clone())
            .set_conversation_logs(logs)
            .set_checksum(found.and_then(|(_, checksum)| checksum))
            .send();
        let rest = format!("{} version {}", self.alias, wanted.version);
        report.call(self.told("PutBotAlias", &rest), call).await?;
        let what = format!("alias {} of {} in {}", self.alias, self.bot, self.region);
        unless_same(&what, &self.alias(report).await?, wanted)
    }

    /// A version of the bot, or what an alias stands for.
    pub(in crate::faults) async fn find_bot(
        &self,
        version: &str,
        report: &mut Report,
    ) -> Result<Option<Bot>, String> {
        let call = self.client.get_bot();
        let call = call.name(self.bot).version_or_alias(version).send();
        let what = self.told("GetBot", version);
        let found = report.find(what, MISSING, call).await?;
        Ok(found.map(|found| Bot {
            definition: definition(&found),
            status: found.status,
            checksum: found.checksum,
        }))
    }

    /// As [`Lex::find_bot`], of a bot that must be there.
    pub(in crate::faults) async fn bot(
        &self,
        version: &str,
        report: &mut Report,
    ) -> Result<Bot, String> {
        self.find_bot(version, report).await?.ok_or_else(|| {
            let (bot, region) = (self.bot, self.region);
            format!("there is no version {version} of bot {bot} in {region}")
        })
    }

    /// Replaces `$LATEST`. With `numbered`, a version is made of it too, whose number is returned.
    pub(in crate::faults) async fn put_bot(
        &self,
        definition: &PutBotInputBuilder,
        numbered: bool,
        report: &mut Report,
    ) -> Result<String, String> {
        let now = self.find_bot(LATEST, report).await?;
        let call = definition
            .clone()
            .process_behavior(ProcessBehavior::Build)
            .create_version(numbered)
            .set_checksum(now.and_then(|now| now.checksum))
            .send_with(&self.client);
        let answer = report.call(self.told("PutBot", ""), call).await?;
        Ok(answer.version.unwrap_or_else(|| LATEST.to_owned()))
    }

    /// Waits until a version is built.
    pub(in crate::faults) async fn built(
        &self,
        version: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        for _ in 0..POLLS {
            match self.bot(version, report).await?.status {
                Some(Status::Ready) => return Ok(()),
                Some(Status::Failed) => {
                    return Err(format!(
                        "bot {} in {} does not build",
                        self.bot, self.region
                    ));
                }
                _ => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
        let (bot, region) = (self.bot, self.region);
        Err(format!(
            "bot {bot} in {region} is not built after {POLLS} s"
        ))
    }

    /// Makes `$LATEST` say this, if it does not.
    pub(in crate::faults) async fn set_latest(
        &self,
        wanted: &PutBotInputBuilder,
        report: &mut Report,
    ) -> Result<(), String> {
        let now = self.find_bot(LATEST, report).await?;
        if now.is_some_and(|now| now.definition == *wanted) {
            return Ok(());
        }
        self.put_bot(wanted, false, report).await?;
        self.built(LATEST, report).await?;
        let what = format!("bot {} in {}", self.bot, self.region);
        unless_same(&what, &self.bot(LATEST, report).await?.definition, wanted)
    }

    pub(in crate::faults) async fn delete_version(
        &self,
        version: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let call = self.client.delete_bot_version();
        let call = call.name(self.bot).version(version).send();
        let what = self.told("DeleteBotVersion", version);
        report.find(what, MISSING, call).await.map(drop)
    }

    pub(in crate::faults) async fn delete_bot(&self, report: &mut Report) -> Result<(), String> {
        let call = self.client.delete_bot().name(self.bot).send();
        report
            .call(self.told("DeleteBot", ""), call)
            .await
            .map(drop)
    }
}

fn definition(bot: &GetBotOutput) -> PutBotInputBuilder {
    PutBotInputBuilder::default()
        .set_name(bot.name.clone())
        .set_description(bot.description.clone())
        .set_intents(bot.intents.clone())
        .set_enable_model_improvements(bot.enable_model_improvements)
        .set_nlu_intent_confidence_threshold(bot.nlu_intent_confidence_threshold)
        .set_clarification_prompt(bot.clarification_prompt.clone())
        .set_abort_statement(bot.abort_statement.clone())
        .set_idle_session_ttl_in_seconds(bot.idle_session_ttl_in_seconds)
        .set_voice_id(bot.voice_id.clone())
        .set_locale(bot.locale.clone())
        .set_child_directed(bot.child_directed)
        .set_detect_sentiment(bot.detect_sentiment)
}

/// What was answered, as it is asked for. The prefix of a log group is Lex's own to choose.
fn logs_request(logs: &ConversationLogsResponse) -> Result<ConversationLogsRequest, String> {
    let incomplete = |error: aws_sdk_lexmodelbuilding::error::BuildError| {
        format!("conversation logs of the alias: {error}")
    };
    let mut request = ConversationLogsRequest::builder()
        .set_iam_role_arn(logs.iam_role_arn.clone())
        .set_log_settings(Some(Vec::new()));
    for setting in logs.log_settings() {
        let setting = LogSettingsRequest::builder()
            .set_log_type(setting.log_type.clone())
            .set_destination(setting.destination.clone())
            .set_kms_key_arn(setting.kms_key_arn.clone())
            .set_resource_arn(setting.resource_arn.clone())
            .build()
            .map_err(incomplete)?;
        request = request.log_settings(setting);
    }
    request.build().map_err(incomplete)
}
