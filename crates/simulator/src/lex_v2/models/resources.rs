//! Bots and aliases by their ARNs, as tags and policies name them.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;

use super::Models;
use super::bot::Bot;
use super::context::Context;
use crate::lex_v2::{LexV2Error, names};

/// A bot behind `arn:aws:lex:REGION:ACCOUNT:`.
pub(super) fn bot(id: &str) -> String {
    format!("bot/{id}")
}

/// An alias behind `arn:aws:lex:REGION:ACCOUNT:`.
pub(super) fn alias(bot: &str, id: &str) -> String {
    format!("bot-alias/{bot}/{id}")
}

/// Whether there is such a bot or alias.
pub(super) fn exists(bots: &BTreeMap<String, Bot>, resource: &str) -> bool {
    match resource.split('/').collect::<Vec<_>>().as_slice() {
        ["bot", id] => bots.contains_key(*id),
        ["bot-alias", bot, id] => bots
            .get(*bot)
            .is_some_and(|bot| bot.aliases.contains_key(*id)),
        _ => false,
    }
}

impl Models {
    /// Whether there is an alias of this ARN.
    pub(in crate::lex_v2) fn has_alias(&self, arn: &str) -> bool {
        let own = format!("arn:aws:lex:{}:{}:", self.region, self.account);
        let resource = arn.strip_prefix(&own).unwrap_or_default();
        resource.starts_with("bot-alias/") && exists(&self.bots, resource)
    }
}

/// The resource of the call's ARN, which must be of this account and region, and exist.
pub(super) fn of_call(cx: &Context<'_>) -> Result<String, ServiceError> {
    let arn = cx.call.label("resourceArn");
    names::length("resourceArn", arn, 1, 1011)?;
    let missing = || LexV2Error::ResourceNotFound.with(format!("{arn} does not exist."));
    let own = format!("arn:aws:lex:{}:{}:", cx.models.region, cx.models.account);
    let resource = arn.strip_prefix(&own).ok_or_else(missing)?;
    if exists(&cx.models.bots, resource) {
        Ok(resource.to_owned())
    } else {
        Err(missing())
    }
}
