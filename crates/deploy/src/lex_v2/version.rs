//! A version for the alias: one that says what is described, made only if there is none.

use aws_sdk_lexmodelsv2::types::{BotStatus, BotVersionLocaleDetails};

use super::contents::Contents;
use super::place::{DRAFT, MISSING, Place, absent, incomplete};
use super::wait::{Wait, failed};
use super::{alias, locale};
use crate::boxed::boxed;
use crate::error::{at, unless_missing};
use crate::{DeployError, Progress};

/// The version that the alias is to stand for. What it stands for stays if it is as described.
/// Otherwise the newest version is taken, if it is: it was left by a run that got no further.
///
/// `fresh` says that the draft was built just now. The state `Built` alone says less: a run that
/// was interrupted may have changed the draft since.
pub(super) async fn up(
    draft: &Place,
    alias: &str,
    fresh: bool,
    progress: Progress<'_>,
) -> Result<String, DeployError> {
    let served = match alias::find(&draft.lex, &draft.bot_id, alias, &draft.step).await? {
        Some(found) => found.version,
        None => None,
    };
    let served = served.filter(|version| version != DRAFT);
    for candidate in [served, newest(draft).await?].into_iter().flatten() {
        let candidate = draft.at(&candidate);
        if boxed(|| is_described(&candidate)).await? {
            return Ok(candidate.version);
        }
    }
    if !fresh {
        boxed(|| locale::build(draft, progress)).await?;
    }
    boxed(|| create(draft, progress)).await
}

/// Whether a version has the locale, and says in it what is described.
pub(super) async fn is_described(version: &Place) -> Result<bool, DeployError> {
    Ok(locale::find(version).await?.is_some()
        && boxed(|| Contents::read(version)).await?.is_order_flowers())
}

/// The newest version that can be used.
async fn newest(draft: &Place) -> Result<Option<String>, DeployError> {
    let versions = draft.lex.list_bot_versions().bot_id(&draft.bot_id);
    let mut pages = versions.into_paginator().send();
    let mut newest: Option<u32> = None;
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(format!("{}: versions", draft.step)))?;
        for version in page.bot_version_summaries() {
            let usable = version.bot_status() == Some(&BotStatus::Available);
            let number = version.bot_version().and_then(|number| number.parse().ok());
            newest = newest.max(number.filter(|_| usable));
        }
    }
    Ok(newest.map(|number| number.to_string()))
}

async fn create(draft: &Place, progress: Progress<'_>) -> Result<String, DeployError> {
    let step = format!("{}: new version", draft.step);
    let source = BotVersionLocaleDetails::builder()
        .source_bot_version(DRAFT)
        .build()
        .map_err(incomplete(&step))?;
    let made = draft
        .lex
        .create_bot_version()
        .bot_id(&draft.bot_id)
        .bot_version_locale_specification(&draft.locale, source)
        .send();
    let made = made.await.map_err(at(&step))?;
    let version = made.bot_version.ok_or_else(absent(&step, "version"))?;
    let step = format!("{}: version {version}", draft.step);
    let mut wait = Wait::new(&step, progress);
    loop {
        let found = draft
            .lex
            .describe_bot_version()
            .bot_id(&draft.bot_id)
            .bot_version(&version)
            .send();
        // Not known everywhere at once.
        let found = unless_missing(found.await, MISSING, &step)?;
        let state = found.as_ref().and_then(|found| found.bot_status());
        match state {
            Some(BotStatus::Available) => {
                wait.over(BotStatus::Available.as_str());
                return Ok(version);
            }
            Some(BotStatus::Failed) => {
                let reasons = found.as_ref().map(|found| found.failure_reasons());
                return Err(failed(&step, reasons.unwrap_or_default()));
            }
            state => {
                let state = state.map_or("not there yet", BotStatus::as_str);
                wait.pause(state).await?;
            }
        }
    }
}
