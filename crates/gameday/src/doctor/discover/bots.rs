//! The bots that the health check asks, by the ids it was given.

use lexdr_deploy::{Clients, boxed};

use super::DiscoverError;
use super::functions::Function;
use crate::config::Deployment;
use crate::said::said;

/// Fills in what concerns the bots.
pub(super) async fn find(
    clients: &Clients,
    check: &Function,
    system: &mut Deployment,
    notes: &mut Vec<String>,
) -> Result<(), DiscoverError> {
    if check.variables.contains_key("BOTNAME") && !check.variables.contains_key("PRIMARY_BOT_ID") {
        return Err(DiscoverError::Missing {
            what: format!("{} asks bots of Lex V1, by BOTNAME", check.name),
            how: "move to Lex V2 first: there are no others on real accounts any more".to_owned(),
        });
    }
    let (first, second) = (
        check.says("PRIMARY_BOT_ID")?,
        check.says("SECONDARY_BOT_ID")?,
    );
    system.replicated = first == second;
    let locale = check.variables.get("LOCALE_ID").cloned();
    system.locale = locale.unwrap_or_else(|| "en_US".to_owned());
    let alias = check.says("PRIMARY_BOT_ALIAS")?;
    let primary = boxed(|| names(clients, &system.primary, first, alias)).await?;
    let alias = check.says("SECONDARY_BOT_ALIAS")?;
    let secondary = boxed(|| names(clients, &system.secondary, second, alias)).await?;
    if primary != secondary {
        let ((bot, alias), (other, others)) = (&primary, &secondary);
        notes.push(format!(
            "the bots differ: {bot} with alias {alias} in {}, {other} with {others} in {}; a game \
             day looks for one name in both regions",
            system.primary, system.secondary
        ));
    }
    (system.bot, system.alias) = primary;
    Ok(())
}

/// The names of a bot and of its alias, which may be given by its id or its name.
async fn names(
    clients: &Clients,
    region: &str,
    bot: &str,
    alias: &str,
) -> Result<(String, String), DiscoverError> {
    let lex = clients.lex_models_v2(region);
    let what = format!("DescribeBot {bot} in {region}");
    let found = lex.describe_bot().bot_id(bot).send().await;
    let found = found.map_err(|error| DiscoverError::Failed(said(&what, error)))?;
    let name = found.bot_name.unwrap_or_default();
    let mut pages = lex.list_bot_aliases().bot_id(bot).into_paginator().send();
    while let Some(page) = pages.next().await {
        let what = format!("ListBotAliases {bot} in {region}");
        let page = page.map_err(|error| DiscoverError::Failed(said(&what, error)))?;
        for found in page.bot_alias_summaries.unwrap_or_default() {
            let its_name = found.bot_alias_name.unwrap_or_default();
            if its_name == alias || found.bot_alias_id.as_deref() == Some(alias) {
                return Ok((name, its_name));
            }
        }
    }
    Err(DiscoverError::Missing {
        what: format!("bot {name} in {region} has no alias {alias}"),
        how: "correct the variables of the health check".to_owned(),
    })
}
