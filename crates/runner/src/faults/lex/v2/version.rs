//! A version of a bot of Lex V2 in another language than the callers'.

use aws_sdk_lexmodelsv2::operation::describe_bot_locale::DescribeBotLocaleOutput;
use aws_sdk_lexmodelsv2::types::{
    BotLocaleStatus, BotStatus, BotVersionLocaleDetails, SampleUtterance,
};

use super::{DRAFT, Lex, MISSING};
use crate::faults::Report;

/// The one intent of the other language. Lex builds none without.
const INTENT: &str = "Nothing";
const UTTERANCE: &str = "nothing at all";

/// How sure Lex has to be of it.
const CONFIDENCE: f64 = 0.4;

impl Lex<'_> {
    async fn locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<Option<DescribeBotLocaleOutput>, String> {
        let call = self.client.describe_bot_locale();
        let call = call.bot_id(bot_id).bot_version(DRAFT).locale_id(locale);
        let what = self.told("DescribeBotLocale", locale);
        report.find(what, MISSING, call.send()).await
    }

    /// Whether the draft has this language.
    pub(in crate::faults) async fn has_locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<bool, String> {
        Ok(self.locale(bot_id, locale, report).await?.is_some())
    }

    /// Gives the draft another language.
    pub(in crate::faults) async fn create_locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let call = self.client.create_bot_locale();
        let call = call.bot_id(bot_id).bot_version(DRAFT).locale_id(locale);
        let call = call.nlu_intent_confidence_threshold(CONFIDENCE).send();
        let what = self.told("CreateBotLocale", locale);
        report.call(what, call).await?;
        self.locale_is(bot_id, locale, &BotLocaleStatus::NotBuilt)
            .await
    }

    /// Gives a language what it cannot be built without, and nothing that anybody asks for.
    pub(in crate::faults) async fn fill_locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let utterance = SampleUtterance::builder()
            .utterance(UTTERANCE)
            .build()
            .map_err(|error| error.to_string())?;
        let call = self.client.create_intent();
        let call = call.bot_id(bot_id).bot_version(DRAFT).locale_id(locale);
        let call = call.intent_name(INTENT).sample_utterances(utterance).send();
        let what = self.told("CreateIntent", &format!("{locale} {INTENT}"));
        report.call(what, call).await.map(drop)
    }

    /// Builds a language of the draft.
    pub(in crate::faults) async fn build_locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let call = self.client.build_bot_locale();
        let call = call.bot_id(bot_id).bot_version(DRAFT).locale_id(locale);
        let what = self.told("BuildBotLocale", locale);
        report.call(what, call.send()).await?;
        self.locale_is(bot_id, locale, &BotLocaleStatus::Built)
            .await
    }

    async fn locale_is(
        &self,
        bot_id: &str,
        locale: &str,
        wanted: &BotLocaleStatus,
    ) -> Result<(), String> {
        let mut wait = self.wait(&format!("locale {locale}"));
        loop {
            let found = self.locale(bot_id, locale, &mut Report::default()).await?;
            let state = found.as_ref().and_then(|found| found.bot_locale_status());
            match state {
                Some(state) if state == wanted => return Ok(()),
                Some(BotLocaleStatus::Failed) => {
                    let reasons = found.as_ref().map(|found| found.failure_reasons());
                    let reasons = reasons.unwrap_or_default().join("; ");
                    return Err(format!("locale {locale} does not build: {reasons}"));
                }
                state => {
                    let state = state.map_or("not there", BotLocaleStatus::as_str);
                    wait.pause(state).await?;
                }
            }
        }
    }

    /// Removes a language of the draft, if it has it.
    pub(in crate::faults) async fn delete_locale(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        if !self.has_locale(bot_id, locale, report).await? {
            return Ok(());
        }
        let call = self.client.delete_bot_locale();
        let call = call.bot_id(bot_id).bot_version(DRAFT).locale_id(locale);
        let what = self.told("DeleteBotLocale", locale);
        report.find(what, MISSING, call.send()).await?;
        let mut wait = self.wait(&format!("locale {locale}"));
        while let Some(found) = self.locale(bot_id, locale, &mut Report::default()).await? {
            let state = found.bot_locale_status();
            wait.pause(state.map_or("there", BotLocaleStatus::as_str))
                .await?;
        }
        Ok(())
    }

    /// Begins a version of the draft that has this language only, and returns its number.
    pub(in crate::faults) async fn create_version(
        &self,
        bot_id: &str,
        locale: &str,
        report: &mut Report,
    ) -> Result<String, String> {
        let source = BotVersionLocaleDetails::builder()
            .source_bot_version(DRAFT)
            .build()
            .map_err(|error| error.to_string())?;
        let call = self.client.create_bot_version().bot_id(bot_id);
        let call = call.bot_version_locale_specification(locale, source);
        let what = self.told("CreateBotVersion", locale);
        let made = report.call(&what, call.send()).await?;
        made.bot_version
            .ok_or_else(|| format!("{what}: no version in the answer"))
    }

    /// Waits until a version can be used.
    pub(in crate::faults) async fn version_made(
        &self,
        bot_id: &str,
        version: &str,
    ) -> Result<(), String> {
        let mut wait = self.wait(&format!("version {version}"));
        loop {
            match self.version_state(bot_id, version).await? {
                Some(BotStatus::Available) => return Ok(()),
                Some(BotStatus::Failed) => return Err(format!("version {version} has failed")),
                state => {
                    let state = state.as_ref().map_or("not there", BotStatus::as_str);
                    wait.pause(state).await?;
                }
            }
        }
    }

    async fn version_state(
        &self,
        bot_id: &str,
        version: &str,
    ) -> Result<Option<BotStatus>, String> {
        let call = self.client.describe_bot_version();
        let call = call.bot_id(bot_id).bot_version(version).send();
        let what = self.told("DescribeBotVersion", version);
        let found = Report::default().find(what, MISSING, call).await?;
        Ok(found.and_then(|found| found.bot_status))
    }

    /// Removes a version, if it is there.
    pub(in crate::faults) async fn delete_version(
        &self,
        bot_id: &str,
        version: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        if self.version_state(bot_id, version).await?.is_none() {
            return Ok(());
        }
        let call = self.client.delete_bot_version();
        let call = call.bot_id(bot_id).bot_version(version).send();
        let what = self.told("DeleteBotVersion", version);
        report.find(what, MISSING, call).await?;
        self.version_gone(bot_id, version).await?;
        self.version_lost(bot_id, version).await
    }

    pub(super) async fn version_gone(&self, bot_id: &str, version: &str) -> Result<(), String> {
        let mut wait = self.wait(&format!("version {version}"));
        while let Some(state) = self.version_state(bot_id, version).await? {
            wait.pause(state.as_str()).await?;
        }
        Ok(())
    }
}
