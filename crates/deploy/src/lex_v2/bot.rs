//! The bot itself: found by its name, made, removed.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::operation::describe_bot::DescribeBotOutput;
use aws_sdk_lexmodelsv2::types::{
    BotFilter, BotFilterName, BotFilterOperator, BotStatus, DataPrivacy,
};

use super::place::{BUSY, MISSING, absent, incomplete};
use super::wait::{Wait, failed};
use crate::error::{at, code, unless_missing};
use crate::order_flowers::{BOT_DESCRIPTION, IDLE_SECONDS};
use crate::{DeployError, Progress, System, tags};

/// The id of the bot of this name.
pub(super) async fn find(
    lex: &Client,
    name: &str,
    step: &str,
) -> Result<Option<String>, DeployError> {
    let filter = BotFilter::builder()
        .name(BotFilterName::BotName)
        .operator(BotFilterOperator::Equals)
        .values(name)
        .build()
        .map_err(incomplete(step))?;
    let mut pages = lex.list_bots().filters(filter).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(step))?;
        let found = page.bot_summaries.unwrap_or_default().into_iter();
        let mut named = found.filter(|found| found.bot_name() == Some(name));
        if let Some(id) = named.next().and_then(|found| found.bot_id) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

async fn describe(
    lex: &Client,
    id: &str,
    step: &str,
) -> Result<Option<DescribeBotOutput>, DeployError> {
    let found = lex.describe_bot().bot_id(id).send().await;
    unless_missing(found, MISSING, step)
}

/// Makes the bot unless it is as described, waits until it can be changed, and returns its id.
pub(super) async fn up(
    lex: &Client,
    system: &System,
    role_arn: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let name = &system.bot;
    // One that is being deleted is waited for: a name is free again only then.
    let id = match find(lex, name, step).await? {
        Some(id) => settled(lex, &id, step, progress)
            .await?
            .map(|found| (id, found)),
        None => None,
    };
    match id {
        Some((id, found)) if is_described(&found, role_arn) => Ok(id),
        Some((id, _)) => {
            update(lex, &id, name, role_arn, step).await?;
            there(lex, id, step, progress).await
        }
        None => {
            let id = create(lex, system, role_arn, step).await?;
            there(lex, id, step, progress).await
        }
    }
}

fn is_described(found: &DescribeBotOutput, role_arn: &str) -> bool {
    found.role_arn() == Some(role_arn)
        && found.idle_session_ttl_in_seconds() == Some(IDLE_SECONDS)
        && found.data_privacy() == Some(&privacy())
}

fn privacy() -> DataPrivacy {
    DataPrivacy::builder().child_directed(false).build()
}

async fn create(
    lex: &Client,
    system: &System,
    role_arn: &str,
    step: &str,
) -> Result<String, DeployError> {
    let made = lex
        .create_bot()
        .bot_name(&system.bot)
        .description(BOT_DESCRIPTION)
        .role_arn(role_arn)
        .data_privacy(privacy())
        .idle_session_ttl_in_seconds(IDLE_SECONDS)
        .set_bot_tags(tags::map(system))
        .set_test_bot_alias_tags(tags::map(system))
        .send();
    let made = made.await.map_err(at(step))?;
    made.bot_id.ok_or_else(absent(step, "id"))
}

async fn update(
    lex: &Client,
    id: &str,
    name: &str,
    role_arn: &str,
    step: &str,
) -> Result<(), DeployError> {
    lex.update_bot()
        .bot_id(id)
        .bot_name(name)
        .description(BOT_DESCRIPTION)
        .role_arn(role_arn)
        .data_privacy(privacy())
        .idle_session_ttl_in_seconds(IDLE_SECONDS)
        .send()
        .await
        .map_err(at(step))?;
    Ok(())
}

async fn there(
    lex: &Client,
    id: String,
    step: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    match settled(lex, &id, step, progress).await? {
        Some(_) => Ok(id),
        None => Err(DeployError::new(step, format!("bot {id} is gone again"))),
    }
}

/// Waits until nothing is under way with the bot; nothing if it is no more.
async fn settled(
    lex: &Client,
    id: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<Option<DescribeBotOutput>, DeployError> {
    let mut wait = Wait::new(step, progress);
    while let Some(found) = describe(lex, id, step).await? {
        match found.bot_status() {
            Some(state @ (BotStatus::Available | BotStatus::Inactive)) => {
                wait.over(state.as_str());
                return Ok(Some(found));
            }
            Some(BotStatus::Failed) => return Err(failed(step, found.failure_reasons())),
            state => {
                let state = state.map_or("without a state", BotStatus::as_str);
                wait.pause(state).await?;
            }
        }
    }
    wait.over("gone");
    Ok(None)
}

/// Removes the bot with its versions, and waits until it is no more.
pub(super) async fn delete(
    lex: &Client,
    id: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let mut wait = Wait::new(step, progress);
    loop {
        // Lex's own alias for tests counts as a use of the bot.
        let call = lex.delete_bot().bot_id(id).skip_resource_in_use_check(true);
        match call.send().await {
            Err(error) if code(&error) == BUSY => wait.pause("busy").await?,
            answer => {
                unless_missing(answer, MISSING, step)?;
                break;
            }
        }
    }
    while let Some(found) = describe(lex, id, step).await? {
        let state = found.bot_status();
        wait.pause(state.map_or("still there", BotStatus::as_str))
            .await?;
    }
    wait.over("gone");
    Ok(())
}
