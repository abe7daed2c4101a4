//! What an alias of a bot says. An update replaces it whole, so both calls of a change repeat all
//! that is there.

use aws_sdk_lexmodelsv2::types::{BotAliasStatus, BotStatus};
use lexdr_deploy::{Clients, DeployedBot, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::Value;

use crate::alias_says::{fill, says};
use crate::error::{Error, Kind, at, unless_missing};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};

pub(crate) async fn look(
    clients: &Clients,
    region: &str,
    bot: &str,
    alias: &str,
) -> Result<Seen, Error> {
    let call = clients.lex_models_v2(region).describe_bot_alias();
    let call = call.bot_id(bot).bot_alias_id(alias).send();
    let what = format!("DescribeBotAlias {bot} {alias} in {region}");
    let found = call.await.map_err(at(&what))?;
    match found.bot_alias_status() {
        Some(BotAliasStatus::Deleting) => {
            let why = "it is being deleted";
            Err(Error::new(what, why, Kind::NotFound))
        }
        status => Ok(Seen {
            moving: status != Some(&BotAliasStatus::Available),
            state: says(found),
        }),
    }
}

/// The alias in its place, and what it says now.
async fn present(clients: &Clients, bot: &DeployedBot) -> Result<(Subject, Value), PlanError> {
    let subject = Subject::Alias {
        region: bot.region.clone(),
        bot: bot.bot_id.clone(),
        alias: bot.alias_id.clone(),
    };
    let seen = look_at(clients, &subject).await?;
    if seen.moving {
        let why = format!("{subject} is not available yet; try again in a minute");
        return Err(Refused::new(why).into());
    }
    Ok((subject, seen.state))
}

fn change(bot: &DeployedBot, subject: Subject, before: Value, after: Value) -> Change {
    let update = |state: &Value| {
        let mut input = state.clone();
        input["botId"] = bot.bot_id.as_str().into();
        input["botAliasId"] = bot.alias_id.as_str().into();
        Call {
            api: Api::LexModelsV2,
            region: bot.region.clone(),
            operation: "UpdateBotAlias".to_owned(),
            input,
        }
    };
    Change {
        apply: update(&after),
        undo: update(&before),
        subject,
        before,
        after,
    }
}

pub(crate) async fn locale_disabled(
    clients: &Clients,
    system: &System,
    bot: &DeployedBot,
) -> Result<Change, PlanError> {
    let (subject, before) = present(clients, bot).await?;
    let locale = &system.locale;
    let mut after = before.clone();
    let settings = after.pointer_mut(&format!("/botAliasLocaleSettings/{locale}/enabled"));
    match settings {
        Some(enabled) if *enabled == true => *enabled = false.into(),
        Some(_) => {
            let why = format!("{subject} has {locale} disabled already; enable it first");
            return Err(Refused::new(why).into());
        }
        None => {
            let why = format!("{subject} does not have {locale}, so there is nothing to disable");
            return Err(Refused::new(why).into());
        }
    }
    Ok(change(bot, subject, before, after))
}

pub(crate) async fn repointed(
    clients: &Clients,
    bot: &DeployedBot,
    to: Option<&str>,
) -> Result<Change, PlanError> {
    let (subject, before) = present(clients, bot).await?;
    let now = before["botVersion"].as_str().unwrap_or("no version");
    let Some(to) = to else {
        return Err(Refused::new(format!(
            "no version is named to point {subject} to, and none is made on a real account; name \
             one that is there and does not work for callers, such as one without the locale, or \
             use locale-disabled; the alias points to {now} now"
        ))
        .into());
    };
    if to == now {
        let why = format!("{subject} points to version {to} already; name another");
        return Err(Refused::new(why).into());
    }
    version_is_there(clients, bot, to).await?;
    let mut after = before.clone();
    after["botVersion"] = to.into();
    Ok(change(bot, subject, before, after))
}

async fn version_is_there(
    clients: &Clients,
    bot: &DeployedBot,
    version: &str,
) -> Result<(), PlanError> {
    let (id, region) = (&bot.bot_id, &bot.region);
    // What is being edited is no version: it says another thing tomorrow.
    if !version.bytes().all(|sign| sign.is_ascii_digit()) {
        let why = format!("{version} is no version of a bot; name a number");
        return Err(Refused::new(why).into());
    }
    let call = clients.lex_models_v2(region).describe_bot_version();
    let call = call.bot_id(id).bot_version(version).send();
    let what = format!("DescribeBotVersion {id} {version} in {region}");
    let found = unless_missing(call.await, what)?;
    let status = found.and_then(|found| found.bot_status);
    if status == Some(BotStatus::Available) {
        return Ok(());
    }
    let status = status.as_ref().map_or("not there", BotStatus::as_str);
    let why = format!("version {version} of bot {id} in {region} is {status}; name one that is");
    Err(Refused::new(why).into())
}

pub(crate) async fn update(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let call = clients.lex_models_v2(region).update_bot_alias();
    let call = input.whole(|input| fill(call, input))?;
    call.send().await.map_err(at(what)).map(drop)
}
