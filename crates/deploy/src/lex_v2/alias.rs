//! The alias by name, pointing at a version, with the locale enabled.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::operation::describe_bot_alias::DescribeBotAliasOutput;
use aws_sdk_lexmodelsv2::types::{BotAliasLocaleSettings, BotAliasStatus};

use super::place::{BUSY, MISSING, Place, absent};
use super::wait::Wait;
use crate::error::{at, code, unless_missing};
use crate::{DeployError, Progress, System, tags};

/// An alias as a bot lists it.
pub(super) struct Found {
    pub(super) id: String,
    pub(super) version: Option<String>,
    pub(super) state: Option<BotAliasStatus>,
}

/// The aliases of a bot with their names, Lex's own for tests among them.
pub(super) async fn list(
    lex: &Client,
    bot_id: &str,
    step: &str,
) -> Result<Vec<(String, Found)>, DeployError> {
    let mut pages = lex
        .list_bot_aliases()
        .bot_id(bot_id)
        .into_paginator()
        .send();
    let mut aliases = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(format!("{step}: aliases")))?;
        for alias in page.bot_alias_summaries.unwrap_or_default() {
            if let (Some(name), Some(id)) = (alias.bot_alias_name, alias.bot_alias_id) {
                let found = Found {
                    id,
                    version: alias.bot_version,
                    state: alias.bot_alias_status,
                };
                aliases.push((name, found));
            }
        }
    }
    Ok(aliases)
}

/// The alias of this name.
pub(super) async fn find(
    lex: &Client,
    bot_id: &str,
    name: &str,
    step: &str,
) -> Result<Option<Found>, DeployError> {
    let aliases = list(lex, bot_id, step).await?;
    let mut named = aliases.into_iter().filter(|(found, _)| found == name);
    Ok(named.next().map(|(_, found)| found))
}

async fn describe(
    place: &Place,
    id: &str,
    step: &str,
) -> Result<Option<DescribeBotAliasOutput>, DeployError> {
    let found = place
        .lex
        .describe_bot_alias()
        .bot_id(&place.bot_id)
        .bot_alias_id(id)
        .send();
    unless_missing(found.await, MISSING, step)
}

/// Points the alias at `version`, unless it points there already, and returns its id.
pub(super) async fn up(
    place: &Place,
    system: &System,
    version: &str,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let name = &system.alias;
    let step = format!("alias {name} of {}", place.step);
    let found = find(&place.lex, &place.bot_id, name, &step).await?;
    let id = match found {
        Some(found) if found.state == Some(BotAliasStatus::Deleting) => {
            gone(place, &found.id, &step, progress).await?;
            None
        }
        found => found.map(|found| found.id),
    };
    let id = match id {
        Some(id) => id,
        None => create(place, system, version, &step).await?,
    };
    let found = available(place, &id, &step, progress).await?;
    if serves(&found, &place.locale, version) {
        return Ok(id);
    }
    update(place, &found, version, &step).await?;
    // There is no state for an alias that is being updated: its content tells, and may come from
    // a place that the update has not reached, so it is read twice.
    let mut wait = Wait::new(&step, progress);
    let mut agreed = 0;
    while agreed < 2 {
        let now = describe(place, &id, &step).await?;
        if now.is_some_and(|now| serves(&now, &place.locale, version)) {
            agreed += 1;
        } else {
            agreed = 0;
            wait.pause("not updated yet").await?;
        }
    }
    wait.over("updated");
    Ok(id)
}

fn enabled() -> BotAliasLocaleSettings {
    BotAliasLocaleSettings::builder().enabled(true).build()
}

/// Whether callers of the alias reach this version in this locale.
fn serves(alias: &DescribeBotAliasOutput, locale: &str, version: &str) -> bool {
    let settings = alias.bot_alias_locale_settings();
    let setting = settings.and_then(|settings| settings.get(locale));
    alias.bot_version() == Some(version) && setting.is_some_and(BotAliasLocaleSettings::enabled)
}

async fn create(
    place: &Place,
    system: &System,
    version: &str,
    step: &str,
) -> Result<String, DeployError> {
    let made = place
        .lex
        .create_bot_alias()
        .bot_id(&place.bot_id)
        .bot_alias_name(&system.alias)
        .bot_version(version)
        .bot_alias_locale_settings(&place.locale, enabled())
        .set_tags(tags::map(system))
        .send();
    let made = made.await.map_err(at(step))?;
    made.bot_alias_id.ok_or_else(absent(step, "id"))
}

/// Waits until the alias can be used.
pub(super) async fn available(
    place: &Place,
    id: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<DescribeBotAliasOutput, DeployError> {
    let mut wait = Wait::new(step, progress);
    loop {
        // Not known everywhere at once.
        let found = describe(place, id, step).await?;
        let state = found
            .as_ref()
            .and_then(|found| found.bot_alias_status().cloned());
        match (found, state) {
            (Some(found), Some(BotAliasStatus::Available)) => {
                wait.over(BotAliasStatus::Available.as_str());
                return Ok(found);
            }
            (_, Some(BotAliasStatus::Failed)) => {
                let cause = format!("failed, and Lex gives no reason; delete alias {id}");
                return Err(DeployError::new(step, cause));
            }
            (_, state) => {
                let state = state
                    .as_ref()
                    .map_or("not there yet", BotAliasStatus::as_str);
                wait.pause(state).await?;
            }
        }
    }
}

/// Changes version and locale and nothing else: what an update does not name is lost.
async fn update(
    place: &Place,
    was: &DescribeBotAliasOutput,
    version: &str,
    step: &str,
) -> Result<(), DeployError> {
    let mut settings = was.bot_alias_locale_settings.clone().unwrap_or_default();
    let setting = settings.entry(place.locale.clone()).or_insert_with(enabled);
    setting.enabled = true;
    place
        .lex
        .update_bot_alias()
        .bot_id(&place.bot_id)
        .set_bot_alias_id(was.bot_alias_id.clone())
        .set_bot_alias_name(was.bot_alias_name.clone())
        .set_description(was.description.clone())
        .bot_version(version)
        .set_bot_alias_locale_settings(Some(settings))
        .set_conversation_log_settings(was.conversation_log_settings.clone())
        .set_sentiment_analysis_settings(was.sentiment_analysis_settings.clone())
        .send()
        .await
        .map_err(at(step))?;
    Ok(())
}

/// Waits until the alias is no more.
pub(super) async fn gone(
    place: &Place,
    id: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let mut wait = Wait::new(step, progress);
    while let Some(found) = describe(place, id, step).await? {
        let state = found.bot_alias_status();
        wait.pause(state.map_or("still there", BotAliasStatus::as_str))
            .await?;
    }
    wait.over("gone");
    Ok(())
}

pub(super) async fn delete(
    place: &Place,
    id: &str,
    step: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let mut wait = Wait::new(step, &mut *progress);
    loop {
        let call = place.lex.delete_bot_alias();
        let call = call.bot_id(&place.bot_id).bot_alias_id(id);
        match call.send().await {
            Err(error) if code(&error) == BUSY => wait.pause("busy").await?,
            answer => {
                unless_missing(answer, MISSING, step)?;
                break;
            }
        }
    }
    gone(place, id, step, progress).await
}
