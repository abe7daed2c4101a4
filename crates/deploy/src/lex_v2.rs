//! The bot in one region, in Lex V2: bot, locale, slot type, intent, slots, a version, and the
//! alias. Everything goes by an id that Lex gives, so it is looked for by name first.
//!
//! Lex answers before a change is made: each step ends when Lex says that it is.

mod alias;
mod bot;
mod contents;
mod draft;
mod flowers;
mod locale;
mod place;
mod replica;
mod version;
mod wait;

use place::{DRAFT, Place};
use replica::{Replica, Served};

use crate::boxed::boxed;
use crate::documents::{alias_arn, bot_arn};
use crate::error::at;
use crate::tags::Tags;
use crate::{Clients, DeployError, DeployedBot, Progress, System, names, tags};

/// The alias that every bot has for tests; it goes with the bot.
const TEST_ALIAS: &str = "TSTALIASID";

/// The bots of both regions, primary first: two of their own, or one with its replica.
pub(crate) async fn all_up(
    clients: &Clients,
    system: &System,
    by: (&str, &str),
    progress: Progress<'_>,
) -> Result<Vec<DeployedBot>, DeployError> {
    let first = boxed(|| up(clients, system, &system.primary, by, progress)).await?;
    let second = if system.replicated {
        deployed(
            &system.secondary,
            by.0,
            first.bot_id.clone(),
            first.alias_id.clone(),
        )
    } else {
        boxed(|| up(clients, system, &system.secondary, by, progress)).await?
    };
    Ok(vec![first, second])
}

/// The bot of one region. That of the primary region comes with its replica, if it is to have one.
pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    region: &str,
    (account, role_arn): (&str, &str),
    progress: Progress<'_>,
) -> Result<DeployedBot, DeployError> {
    let lex = clients.lex_models_v2(region);
    let step = names::bot(system, region);
    progress(&step);
    let bot_id = boxed(|| bot::up(&lex, system, role_arn, &step, progress)).await?;
    let draft = Place {
        lex,
        bot_id,
        version: DRAFT.to_owned(),
        locale: system.locale.clone(),
        step,
    };
    boxed(|| locale::up(&draft, progress)).await?;
    let changed = boxed(|| draft::bring_in_line(&draft)).await?;
    let stale = changed || !locale::is_built(&draft).await?;
    if stale {
        boxed(|| locale::build(&draft, progress)).await?;
    }
    let version = boxed(|| version::up(&draft, &system.alias, stale, progress)).await?;
    progress(&format!("alias {} of {}", system.alias, draft.step));
    let alias_id = boxed(|| alias::up(&draft, system, &version, progress)).await?;
    if let Some(replica) = replica(clients, system, region, &draft) {
        let served = Served {
            version: &version,
            alias_id: &alias_id,
        };
        boxed(|| replica.up(&system.bot, &served, progress)).await?;
    }
    Ok(deployed(region, account, draft.bot_id, alias_id))
}

fn deployed(region: &str, account: &str, bot_id: String, alias_id: String) -> DeployedBot {
    DeployedBot {
        region: region.to_owned(),
        alias_arn: alias_arn(region, account, &bot_id, &alias_id),
        bot_id,
        alias_id,
    }
}

/// The replica that a bot of this region is to have.
fn replica<'r>(
    clients: &Clients,
    system: &'r System,
    region: &str,
    source: &'r Place,
) -> Option<Replica<'r>> {
    let has_one = system.replicated && region == system.primary;
    has_one.then(|| Replica {
        source,
        there: clients.lex_models_v2(&system.secondary),
        region: &system.secondary,
        step: format!("replica of bot {} in {}", system.bot, system.secondary),
    })
}

/// The id of the bot, if it is there.
pub(crate) async fn find_id(
    clients: &Clients,
    system: &System,
    region: &str,
) -> Result<Option<String>, DeployError> {
    let step = format!("looking for bot {} in {region}", system.bot);
    bot::find(&clients.lex_models_v2(region), &system.bot, &step).await
}

/// The bot with its alias, if both are there.
pub(crate) async fn find(
    clients: &Clients,
    system: &System,
    region: &str,
    account: &str,
) -> Result<Option<DeployedBot>, DeployError> {
    let lex = clients.lex_models_v2(region);
    let step = format!("looking for bot {} in {region}", system.bot);
    let Some(bot_id) = bot::find(&lex, &system.bot, &step).await? else {
        return Ok(None);
    };
    let found = alias::find(&lex, &bot_id, &system.alias, &step).await?;
    Ok(found.map(|alias| deployed(region, account, bot_id, alias.id)))
}

/// Whether a version of the bot says in the system's locale what [`up`] would make it say.
pub(crate) async fn is_described(
    clients: &Clients,
    system: &System,
    region: &str,
    bot_id: &str,
    version: &str,
) -> Result<bool, DeployError> {
    let place = Place {
        lex: clients.lex_models_v2(region),
        bot_id: bot_id.to_owned(),
        version: version.to_owned(),
        locale: system.locale.clone(),
        step: format!("reading bot {} in {region}", system.bot),
    };
    version::is_described(&place).await
}

/// The tags of the bot, if it is there.
pub(crate) async fn its_tags(
    clients: &Clients,
    system: &System,
    region: &str,
    account: &str,
) -> Result<Option<Tags>, DeployError> {
    let Some(id) = find_id(clients, system, region).await? else {
        return Ok(None);
    };
    let arn = bot_arn(region, account, &id);
    let tags = tags::of_bot(clients, region, &arn).await;
    let step = tags::step(&names::bot(system, region));
    tags.map(Some).map_err(at(step))
}

/// The regions with a bot of their own. What is not a replica there, if there is to be one, is
/// somebody else's.
pub(crate) fn regions(system: &System) -> Vec<&str> {
    match system.replicated {
        true => vec![&system.primary],
        false => system.regions().to_vec(),
    }
}

/// Removes the bot of one region.
pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    region: &str,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let lex = clients.lex_models_v2(region);
    let step = format!("removing {}", names::bot(system, region));
    progress(&step);
    let Some(bot_id) = bot::find(&lex, &system.bot, &step).await? else {
        return Ok(());
    };
    let place = Place {
        lex,
        bot_id,
        version: DRAFT.to_owned(),
        locale: system.locale.clone(),
        step,
    };
    let aliases = alias::list(&place.lex, &place.bot_id, &place.step).await?;
    let others: Vec<&str> = aliases
        .iter()
        .filter(|(name, found)| *name != system.alias && found.id != TEST_ALIAS)
        .map(|(name, _)| name.as_str())
        .collect();
    if !others.is_empty() {
        // Deleting the bot would take them with it.
        let cause = format!(
            "the bot has other aliases: {}; delete them first",
            others.join(", ")
        );
        return Err(DeployError::new(&place.step, cause));
    }
    if let Some(replica) = replica(clients, system, region, &place) {
        boxed(|| replica.down(progress)).await?;
    }
    for (name, found) in aliases.iter().filter(|(name, _)| *name == system.alias) {
        let step = format!("{}: alias {name}", place.step);
        alias::delete(&place, &found.id, &step, progress).await?;
    }
    bot::delete(&place.lex, &place.bot_id, &place.step, progress).await
}
