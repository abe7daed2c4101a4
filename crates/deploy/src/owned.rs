//! Whose the things are that have the names of the system, and removing only its own.

use lexdr_wire::{BoxFuture, LexVersion};

use crate::boxed::boxed;
use crate::tags::Tags;
use crate::{
    Clients, DeployError, DeployedBot, OWNER, Progress, System, find_bots, functions, lex_v2,
    names, remove, role, schedule, table,
};

/// Something that has a name of the system, or is to have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What: `function lexDRTest in us-east-1`.
    pub what: String,
    /// Whether it is there, and whose it is.
    pub standing: Standing,
}

/// Whether something is there, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is no such thing.
    Absent,
    /// It carries the tag of this deployment.
    Own,
    /// It does not.
    Foreign,
}

impl Standing {
    pub(crate) fn of(tags: Option<&Tags>, system: &System) -> Self {
        match tags {
            None => Self::Absent,
            Some(tags) if tags.get(OWNER).map(String::as_str) == system.owner() => Self::Own,
            Some(_) => Self::Foreign,
        }
    }
}

/// Looks at everything that has a name of a system with bots of Lex V2, in the order in which it
/// is made. Reads only. What belongs to a bot, such as its aliases, is the bot's.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn survey<'a>(
    clients: &'a Clients,
    system: &'a System,
) -> BoxFuture<'a, Result<Vec<Part>, DeployError>> {
    Box::pin(async move {
        if system.lex == LexVersion::V1 {
            let cause = "that is told of bots of Lex V2 only";
            return Err(DeployError::new("looking whose the bots are", cause));
        }
        let account = clients.account().await?;
        let mut parts = Vec::new();
        let mut add = |what: String, tags: Option<Tags>| {
            let standing = Standing::of(tags.as_ref(), system);
            parts.push(Part { what, standing });
        };
        let name = role::of_bots(system);
        add(names::role(&name), role::its_tags(clients, &name).await?);
        for region in lex_v2::regions(system) {
            let tags = boxed(|| lex_v2::its_tags(clients, system, region, &account)).await?;
            add(names::bot(system, region), tags);
        }
        add(
            names::table(system),
            table::its_tags(clients, system).await?,
        );
        let name = &system.role;
        add(names::role(name), role::its_tags(clients, name).await?);
        add(
            names::rule(system),
            schedule::its_tags(clients, system).await?,
        );
        for name in [&system.check_function, &system.region_function] {
            let tags = functions::its_tags(clients, system, name).await?;
            add(names::function(system, name), tags);
        }
        Ok(parts)
    })
}

/// Those of the bots that are its own, by what [`survey`] has found, as far as they have their alias.
///
/// # Errors
/// When a call fails; the error names the step.
pub fn find_own_bots<'a>(
    clients: &'a Clients,
    system: &'a System,
    parts: &'a [Part],
) -> BoxFuture<'a, Result<Vec<DeployedBot>, DeployError>> {
    Box::pin(async move {
        let mut bots = find_bots(clients, system).await?;
        // A replica is its source's.
        let home = |bot: &DeployedBot| match system.replicated {
            true => names::bot(system, &system.primary),
            false => names::bot(system, &bot.region),
        };
        bots.retain(|bot| is_own(parts, &home(bot)));
        Ok(bots)
    })
}

/// Removes what is the system's own, and returns what has one of its names and is left, because it
/// is not.
///
/// # Errors
/// When something exists and cannot be removed; the error names the step.
pub fn down_own<'a>(
    clients: &'a Clients,
    system: &'a System,
    progress: Progress<'a>,
) -> BoxFuture<'a, Result<Vec<Part>, DeployError>> {
    Box::pin(async move {
        let mut parts = survey(clients, system).await?;
        let own = |what: &str| is_own(&parts, what);
        boxed(|| remove(clients, system, &own, progress)).await?;
        parts.retain(|part| part.standing == Standing::Foreign);
        Ok(parts)
    })
}

fn is_own(parts: &[Part], what: &str) -> bool {
    let mut named = parts.iter().filter(|part| part.what == what);
    named.any(|part| part.standing == Standing::Own)
}
