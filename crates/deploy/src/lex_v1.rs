//! The bot in one region, in Lex V1: slot type, intent, bot, a version of each, and the alias.
#![expect(
    deprecated,
    reason = "AWS deprecated the crate with Lex V1; this module is for Lex V1"
)]

mod flowers;

use std::time::Duration;

use aws_sdk_lexmodelbuilding::Client;
use aws_sdk_lexmodelbuilding::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_lexmodelbuilding::types::{Intent, Locale, ProcessBehavior, Status};

use crate::error::{at, unless_missing};
use crate::order_flowers::{
    BOT_DESCRIPTION, IDLE_SECONDS, INTENT, INTENT_DESCRIPTION, SLOT_TYPE, SLOT_TYPE_DESCRIPTION,
    UTTERANCES, VOICE,
};
use crate::{Clients, DeployError, Progress, System};

const MISSING: &[&str] = &["NotFoundException"];
const LATEST: &str = "$LATEST";

/// A bot of this size builds in seconds; two minutes without that is a problem to tell.
const POLLS: u32 = 120;

/// Lex answers 409 while another change to the same bot is under way; it asks to try again.
const CONFLICT_RETRIES: u32 = 20;

pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    region: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let lex = clients.lex_models(region);
    let step = format!("bot {} in {region}", system.bot);
    progress(&step);
    let slot_type_version = slot_type(&lex, &step).await?;
    let intent_version = intent(&lex, &slot_type_version, &step).await?;
    let version = bot(&lex, system, &intent_version, &step).await?;
    progress(&format!("alias {} of {step}", system.alias));
    alias(&lex, system, &version, &step).await
}

fn incomplete(step: &str) -> impl FnOnce(BuildError) -> DeployError {
    move |error| DeployError::new(step, error.to_string())
}

fn absent(step: &str, what: &str) -> impl FnOnce() -> DeployError {
    move || DeployError::new(step, format!("no {what} in the answer"))
}

/// Makes the slot type unless it is as described, and returns its newest version.
async fn slot_type(lex: &Client, step: &str) -> Result<String, DeployError> {
    let step = format!("{step}: slot type {SLOT_TYPE}");
    let wanted = flowers::flower_types().map_err(incomplete(&step))?;
    let found = lex
        .get_slot_type()
        .name(SLOT_TYPE)
        .version(LATEST)
        .send()
        .await;
    let existing = unless_missing(found, MISSING, &step)?;
    let same = existing
        .as_ref()
        .is_some_and(|found| found.enumeration_values() == wanted);
    let mut checksum = existing.and_then(|found| found.checksum);
    if !same {
        let answer = lex
            .put_slot_type()
            .name(SLOT_TYPE)
            .description(SLOT_TYPE_DESCRIPTION)
            .set_enumeration_values(Some(wanted))
            .set_checksum(checksum)
            .send()
            .await
            .map_err(at(&step))?;
        checksum = answer.checksum;
    }
    lex.create_slot_type_version()
        .name(SLOT_TYPE)
        .set_checksum(checksum)
        .send()
        .await
        .map_err(at(&step))?
        .version
        .ok_or_else(absent(&step, "version"))
}

/// Makes the intent unless it is as described, and returns its newest version.
async fn intent(lex: &Client, slot_type_version: &str, step: &str) -> Result<String, DeployError> {
    let step = format!("{step}: intent {INTENT}");
    let slots = flowers::slots(slot_type_version).map_err(incomplete(&step))?;
    let confirmation = flowers::confirmation().map_err(incomplete(&step))?;
    let rejection = flowers::rejection().map_err(incomplete(&step))?;
    let fulfillment = flowers::fulfillment().map_err(incomplete(&step))?;
    let found = lex.get_intent().name(INTENT).version(LATEST).send().await;
    let existing = unless_missing(found, MISSING, &step)?;
    let same = existing.as_ref().is_some_and(|found| {
        found.slots() == slots
            && found.sample_utterances() == UTTERANCES
            && found.confirmation_prompt() == Some(&confirmation)
            && found.rejection_statement() == Some(&rejection)
            && found.fulfillment_activity() == Some(&fulfillment)
    });
    let mut checksum = existing.and_then(|found| found.checksum);
    if !same {
        let answer = lex
            .put_intent()
            .name(INTENT)
            .description(INTENT_DESCRIPTION)
            .set_slots(Some(slots))
            .set_sample_utterances(Some(UTTERANCES.map(str::to_owned).to_vec()))
            .confirmation_prompt(confirmation)
            .rejection_statement(rejection)
            .fulfillment_activity(fulfillment)
            .set_checksum(checksum)
            .send()
            .await
            .map_err(at(&step))?;
        checksum = answer.checksum;
    }
    lex.create_intent_version()
        .name(INTENT)
        .set_checksum(checksum)
        .send()
        .await
        .map_err(at(&step))?
        .version
        .ok_or_else(absent(&step, "version"))
}

/// Makes and builds the bot unless it is as described, and returns its newest version.
async fn bot(
    lex: &Client,
    system: &System,
    intent_version: &str,
    step: &str,
) -> Result<String, DeployError> {
    let wanted = Intent::builder()
        .intent_name(INTENT)
        .intent_version(intent_version)
        .build()
        .map_err(incomplete(step))?;
    let clarification = flowers::clarification().map_err(incomplete(step))?;
    let abort = flowers::abort().map_err(incomplete(step))?;
    let found = lex
        .get_bot()
        .name(&system.bot)
        .version_or_alias(LATEST)
        .send()
        .await;
    let existing = unless_missing(found, MISSING, step)?;
    let same = existing.as_ref().is_some_and(|found| {
        found.intents() == std::slice::from_ref(&wanted)
            && found.clarification_prompt() == Some(&clarification)
            && found.abort_statement() == Some(&abort)
    });
    if !same {
        lex.put_bot()
            .name(&system.bot)
            .description(BOT_DESCRIPTION)
            .locale(Locale::EnUs)
            .child_directed(false)
            .voice_id(VOICE)
            .idle_session_ttl_in_seconds(IDLE_SECONDS)
            .intents(wanted)
            .clarification_prompt(clarification)
            .abort_statement(abort)
            .process_behavior(ProcessBehavior::Build)
            .set_checksum(existing.and_then(|found| found.checksum))
            .send()
            .await
            .map_err(at(step))?;
    }
    let checksum = built(lex, system, step).await?;
    lex.create_bot_version()
        .name(&system.bot)
        .set_checksum(checksum)
        .send()
        .await
        .map_err(at(step))?
        .version
        .ok_or_else(absent(step, "version"))
}

/// Waits until the bot is built; returns its checksum.
async fn built(lex: &Client, system: &System, step: &str) -> Result<Option<String>, DeployError> {
    for _ in 0..POLLS {
        let bot = lex
            .get_bot()
            .name(&system.bot)
            .version_or_alias(LATEST)
            .send()
            .await
            .map_err(at(step))?;
        match bot.status {
            Some(Status::Ready) => return Ok(bot.checksum),
            Some(Status::Failed) => {
                let reason = bot
                    .failure_reason
                    .unwrap_or_else(|| "no reason given".to_owned());
                return Err(DeployError::new(step, format!("build failed: {reason}")));
            }
            _ => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
    Err(DeployError::new(step, format!("not built after {POLLS} s")))
}

/// Points the alias at `version`, unless it points there already.
async fn alias(
    lex: &Client,
    system: &System,
    version: &str,
    step: &str,
) -> Result<(), DeployError> {
    let step = format!("alias {} of {step}", system.alias);
    for attempt in 1.. {
        let found = lex
            .get_bot_alias()
            .bot_name(&system.bot)
            .name(&system.alias)
            .send()
            .await;
        let existing = unless_missing(found, MISSING, &step)?;
        if existing
            .as_ref()
            .is_some_and(|found| found.bot_version() == Some(version))
        {
            return Ok(());
        }
        let answer = lex
            .put_bot_alias()
            .bot_name(&system.bot)
            .name(&system.alias)
            .bot_version(version)
            .set_checksum(existing.and_then(|found| found.checksum))
            .send()
            .await;
        match answer {
            Ok(_) => return Ok(()),
            Err(error)
                if error.code() == Some("ConflictException") && attempt < CONFLICT_RETRIES =>
            {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Err(error) => return Err(at(step)(error)),
        }
    }
    Ok(())
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    region: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let lex = clients.lex_models(region);
    let step = format!("removing bot {} in {region}", system.bot);
    progress(&step);
    let answer = lex
        .delete_bot_alias()
        .bot_name(&system.bot)
        .name(&system.alias)
        .send()
        .await;
    unless_missing(answer, MISSING, &step)?;
    // From the user inwards: each is "in use" as long as the one before it is there.
    unless_missing(
        lex.delete_bot().name(&system.bot).send().await,
        MISSING,
        &step,
    )?;
    unless_missing(
        lex.delete_intent().name(INTENT).send().await,
        MISSING,
        &step,
    )?;
    unless_missing(
        lex.delete_slot_type().name(SLOT_TYPE).send().await,
        MISSING,
        &step,
    )?;
    Ok(())
}
