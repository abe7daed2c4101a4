//! An alias that may be deleted, as nothing but the bot itself knows its id. One that is made again
//! has another one, so it is known by its name here.

use aws_sdk_lexmodelsv2::types::{BotAliasStatus, BotAliasSummary};
use lexdr_deploy::{Clients, DeployedBot, System};
use lexdr_journal::{Api, Call, Change, Subject};
use serde_json::{Value, json};

use crate::alias_says::fill_new;
use crate::error::{Error, Kind, at, unless_missing};
use crate::members::Members;
use crate::refused::{PlanError, Refused};
use crate::seen::{Seen, look as look_at};
use crate::{alias, alias_policy, environment};

/// What to do instead, whatever stands in the way.
const INSTEAD: &str =
    "use alias-policy-denied or locale-disabled, or run alias-deleted on the simulator";

/// An alias by its name.
#[derive(Clone, Copy)]
pub(crate) struct Named<'s> {
    pub(crate) region: &'s str,
    /// The bot's id.
    pub(crate) bot: &'s str,
    pub(crate) name: &'s str,
    /// What the ARNs of the bot's aliases begin with.
    pub(crate) arns: &'s str,
}

async fn find(
    clients: &Clients,
    (region, bot, name): (&str, &str, &str),
) -> Result<Option<BotAliasSummary>, Error> {
    let call = clients.lex_models_v2(region).list_bot_aliases();
    let mut pages = call.bot_id(bot).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(at(format!("ListBotAliases {bot} in {region}")))?;
        let found = page.bot_alias_summaries.unwrap_or_default().into_iter();
        let mut named = found.filter(|found| found.bot_alias_name() == Some(name));
        if let Some(found) = named.next() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn state(says: Option<Value>) -> Value {
    json!({ "alias": says })
}

/// It is going, or the list does not know yet that it is gone.
fn going() -> Seen {
    Seen {
        state: state(None),
        moving: true,
    }
}

pub(crate) async fn look(clients: &Clients, named: Named<'_>) -> Result<Seen, Error> {
    let Named {
        region,
        bot,
        name,
        arns,
    } = named;
    let Some(found) = find(clients, (region, bot, name)).await? else {
        return Ok(Seen::still(state(None)));
    };
    if found.bot_alias_status() == Some(&BotAliasStatus::Deleting) {
        return Ok(going());
    }
    let id = found.bot_alias_id().unwrap_or_default();
    let seen = match alias::look(clients, region, bot, id).await {
        Err(error) if error.kind() == Kind::NotFound => return Ok(going()),
        seen => seen?,
    };
    let arn = format!("{arns}{id}");
    let call = clients.lex_models_v2(region).list_tags_for_resource();
    let what = format!("ListTagsForResource {arn}");
    let Some(tags) = unless_missing(call.resource_arn(&arn).send().await, what)? else {
        return Ok(going());
    };
    let mut says = seen.state;
    if let Some(tags) = tags.tags.filter(|tags| !tags.is_empty()) {
        says["tags"] = json!(tags);
    }
    Ok(Seen {
        state: state(Some(says)),
        moving: seen.moving,
    })
}

pub(crate) async fn deleted(
    clients: &Clients,
    system: &System,
    bot: &DeployedBot,
) -> Result<Change, PlanError> {
    let region = &bot.region;
    let arns = bot.alias_arn.strip_suffix(&bot.alias_id);
    let subject = Subject::NamedAlias {
        region: region.clone(),
        bot: bot.bot_id.clone(),
        name: system.alias.clone(),
        arns: arns.unwrap_or(&bot.alias_arn).to_owned(),
    };
    if let Some(why) = never(system) {
        return Err(Refused::new(format!("{subject} {why}; {INSTEAD}")).into());
    }
    let seen = look_at(clients, &subject).await?;
    let before = &seen.state["alias"];
    if seen.moving || before.is_null() {
        let why = format!("{subject} is not available yet; try again in a minute");
        return Err(Refused::new(why).into());
    }
    if let Some(why) = not_so_again(before) {
        return Err(Refused::new(format!("{subject} {why}; {INSTEAD}")).into());
    }
    unless_unassociated(clients, &subject, bot).await?;
    unless_unknown(clients, &subject, system, bot).await?;
    let call = |operation: &str, input: Value| Call {
        api: Api::LexModelsV2,
        region: region.clone(),
        operation: operation.to_owned(),
        input,
    };
    let mut again = before.clone();
    again["botId"] = bot.bot_id.as_str().into();
    let gone = json!({ "botId": bot.bot_id, "botAliasId": bot.alias_id });
    Ok(Change {
        subject,
        apply: call("DeleteBotAlias", gone),
        undo: call("CreateBotAlias", again),
        before: seen.state,
        after: state(None),
    })
}

/// Why an alias of this system is not to be deleted, whatever it says.
fn never(system: &System) -> Option<&'static str> {
    if system.replicated {
        return Some(
            "is of a replicated bot: it would be gone in both regions, and have another id in both",
        );
    }
    if !system.scratch_alias {
        return Some(
            "is not said to be a scratch one: one that is made again has another id, and whatever \
             holds the old one, such as contact flows and associations with Amazon Connect, the \
             call that makes it cannot change; if nobody calls it but the check and drills, write \
             `scratch-alias = true` in `[system]`",
        );
    }
    None
}

/// What the call that makes an alias cannot bring back.
fn not_so_again(says: &Value) -> Option<String> {
    if says["botVersion"] == "DRAFT" {
        let why = "points to DRAFT, and one that is made can only point to a numbered version";
        return Some(why.to_owned());
    }
    let locales = says["botAliasLocaleSettings"].as_object();
    let mut locales = locales.into_iter().flatten();
    let hooked = locales.find(|(_, says)| says.get("codeHookSpecification").is_some());
    hooked.map(|(locale, _)| {
        format!(
            "calls a function for {locale}, which may let only this alias call it, by the ARN that \
             it would not have again"
        )
    })
}

/// An error if the alias has a policy: that goes with it. Amazon Connect writes one when it is
/// associated with an alias.
async fn unless_unassociated(
    clients: &Clients,
    subject: &Subject,
    bot: &DeployedBot,
) -> Result<(), PlanError> {
    let seen = alias_policy::look(clients, &bot.region, &bot.alias_arn).await?;
    if seen.state["policy"].is_null() {
        return Ok(());
    }
    Err(Refused::new(format!(
        "{subject} has a resource policy, as has one that Amazon Connect is associated with: it \
         would be lost with the alias, and the call that makes that again cannot bring it back; \
         {INSTEAD}"
    ))
    .into())
}

/// An error if a function is told the id.
async fn unless_unknown(
    clients: &Clients,
    subject: &Subject,
    system: &System,
    bot: &DeployedBot,
) -> Result<(), PlanError> {
    for function in [&system.check_function, &system.region_function] {
        let seen = environment::look(clients, &system.primary, function).await?;
        let variables = seen.state["variables"].as_object();
        let mut holding = variables.into_iter().flatten().filter(|(_, value)| {
            let value = value.as_str().unwrap_or_default();
            value.contains(&bot.alias_id)
        });
        let Some((variable, _)) = holding.next() else {
            continue;
        };
        return Err(Refused::new(format!(
            "{subject} is known to {function} by its id, which one that is made again does not \
             have: {variable} holds it; tell the check the alias by its name, and leave \
             BOT_ALIAS_ARNS out, as `lexdr up --scratch-alias` does, or {INSTEAD}"
        ))
        .into());
    }
    Ok(())
}

/// Makes the alias. One that is there as it shall be is taken for made: somebody else may have made
/// it, or the answer to the call that made it have been lost, and a second one is refused. So is one as
/// long as the last one of its name is being deleted: that call is worth another try.
pub(crate) async fn create(clients: &Clients, region: &str, input: &Value) -> Result<(), Error> {
    let what = format!("CreateBotAlias in {region}");
    let call = clients.lex_models_v2(region).create_bot_alias();
    let call = Members::of(&what, input)?.whole(|input| fill_new(call, input))?;
    let Err(error) = call.send().await.map_err(at(&what)) else {
        return Ok(());
    };
    let text = |name: &str| input[name].as_str().unwrap_or_default();
    let place = (region, text("botId"), text("botAliasName"));
    let Ok(Some(found)) = find(clients, place).await else {
        return Err(error);
    };
    if found.bot_alias_status() == Some(&BotAliasStatus::Deleting) {
        let why = "the last alias of this name is still being deleted";
        return Err(Error::new(what, why, Kind::Transient));
    }
    let id = found.bot_alias_id().unwrap_or_default();
    let mut wanted = input.clone();
    if let Some(members) = wanted.as_object_mut() {
        members.remove("botId");
        // What tags there are the look that follows tells.
        members.remove("tags");
    }
    match alias::look(clients, region, text("botId"), id).await {
        Ok(seen) if seen.state == wanted => Ok(()),
        _ => Err(error),
    }
}

/// Deletes the alias, unless it is gone or going.
pub(crate) async fn delete(clients: &Clients, region: &str, input: Members) -> Result<(), Error> {
    let what = input.what().to_owned();
    let (bot, alias) =
        input.whole(|input| Ok((input.text("botId")?, input.text("botAliasId")?)))?;
    let call = clients.lex_models_v2(region).delete_bot_alias();
    let call = call.set_bot_id(bot.clone()).set_bot_alias_id(alias.clone());
    let Err(error) = call.send().await.map_err(at(what)) else {
        return Ok(());
    };
    // The API's reference does not say how it answers then.
    let (bot, alias) = (bot.unwrap_or_default(), alias.unwrap_or_default());
    match alias::look(clients, region, &bot, &alias).await {
        Err(gone) if gone.kind() == Kind::NotFound => Ok(()),
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::version(json!({ "botVersion": "12" }), None)]
    #[case::none(json!({}), None)]
    #[case::draft(json!({ "botVersion": "DRAFT" }), Some("DRAFT"))]
    #[case::locale(json!({ "botAliasLocaleSettings": { "en_US": { "enabled": true } } }), None)]
    #[case::hook(json!({ "botAliasLocaleSettings": {
        "de_DE": { "enabled": true },
        "en_US": { "enabled": true, "codeHookSpecification": {} } } }), Some("en_US"))]
    fn what_no_call_brings_back_is_told(#[case] says: Value, #[case] expected: Option<&str>) {
        let why = not_so_again(&says);
        assert_eq!(why.is_some(), expected.is_some(), "{why:?}");
        assert!(expected.is_none_or(|word| why.unwrap().contains(word)));
    }
}
