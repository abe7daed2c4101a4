//! The locale of the draft: made and built.

use aws_sdk_lexmodelsv2::operation::describe_bot_locale::DescribeBotLocaleOutput;
use aws_sdk_lexmodelsv2::types::{BotLocaleStatus, VoiceSettings};

use super::place::{MISSING, Place, incomplete};
use super::wait::{Wait, failed};
use crate::error::{at, unless_missing};
use crate::order_flowers::VOICE;
use crate::{DeployError, Progress};

/// How sure Lex has to be of an intent: what its console proposes.
const CONFIDENCE: f64 = 0.4;

fn step(place: &Place) -> String {
    format!("{}: locale {}", place.step, place.locale)
}

/// The locale, if this version has it.
pub(super) async fn find(place: &Place) -> Result<Option<DescribeBotLocaleOutput>, DeployError> {
    let found = place
        .lex
        .describe_bot_locale()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .send();
    unless_missing(found.await, MISSING, step(place))
}

/// Makes the locale unless it is there, and waits until it can be changed.
pub(super) async fn up(place: &Place, progress: Progress<'_>) -> Result<(), DeployError> {
    if find(place).await?.is_none() {
        create(place).await?;
    }
    let mut wait = Wait::new(step(place), progress);
    loop {
        let found = find(place).await?;
        match found.and_then(|found| found.bot_locale_status) {
            // Failed to build, which a change may mend.
            Some(
                state @ (BotLocaleStatus::Built
                | BotLocaleStatus::NotBuilt
                | BotLocaleStatus::ReadyExpressTesting
                | BotLocaleStatus::Failed),
            ) => {
                wait.over(state.as_str());
                return Ok(());
            }
            state => wait.pause(told(state.as_ref())).await?,
        }
    }
}

fn told(state: Option<&BotLocaleStatus>) -> &str {
    state.map_or("not there yet", BotLocaleStatus::as_str)
}

async fn create(place: &Place) -> Result<(), DeployError> {
    let step = step(place);
    let voice = VoiceSettings::builder()
        .voice_id(VOICE)
        .build()
        .map_err(incomplete(&step))?;
    place
        .lex
        .create_bot_locale()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .nlu_intent_confidence_threshold(CONFIDENCE)
        .voice_settings(voice)
        .send()
        .await
        .map_err(at(step))?;
    Ok(())
}

/// Whether the draft is built, as far as Lex knows.
pub(super) async fn is_built(place: &Place) -> Result<bool, DeployError> {
    let found = find(place).await?;
    Ok(found.is_some_and(|found| found.bot_locale_status == Some(BotLocaleStatus::Built)))
}

/// Builds the draft; a build that fails tells Lex's reasons.
pub(super) async fn build(place: &Place, progress: Progress<'_>) -> Result<(), DeployError> {
    let step = format!("{}: building locale {}", place.step, place.locale);
    let call = place
        .lex
        .build_bot_locale()
        .bot_id(&place.bot_id)
        .bot_version(&place.version)
        .locale_id(&place.locale)
        .send();
    call.await.map_err(at(&step))?;
    let mut wait = Wait::new(&step, progress);
    loop {
        let found = find(place).await?;
        let state = found.as_ref().and_then(|found| found.bot_locale_status());
        match state {
            Some(BotLocaleStatus::Built) => {
                wait.over(BotLocaleStatus::Built.as_str());
                return Ok(());
            }
            Some(BotLocaleStatus::Failed) => {
                let reasons = found.as_ref().map(|found| found.failure_reasons());
                return Err(failed(&step, reasons.unwrap_or_default()));
            }
            state => wait.pause(told(state)).await?,
        }
    }
}
