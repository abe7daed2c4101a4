//! Bots and functions that an instance may use.

use std::collections::BTreeSet;

use aws_sdk_connect::Client;
use aws_sdk_connect::types::{LexV2Bot, LexVersion};

use super::{Connection, MISSING};
use crate::error::{at, unless_missing};
use crate::{Clients, DeployError, DeployedBot, Part, Progress, Standing, names};

/// Somebody else was quicker.
const THERE: &[&str] = &["ResourceConflictException"];

/// What is associated with an instance, by ARN.
struct Associated {
    aliases: BTreeSet<String>,
    functions: BTreeSet<String>,
}

impl Associated {
    async fn read(client: &Client, instance: &str) -> Result<Self, DeployError> {
        let step = format!("bots of instance {instance}");
        let call = client.list_bots().instance_id(instance);
        let call = call.lex_version(LexVersion::V2);
        let mut bots = call.into_paginator().items().send();
        let mut aliases = BTreeSet::new();
        while let Some(bot) = bots.next().await {
            let bot = bot.map_err(at(&step))?.lex_v2_bot;
            aliases.extend(bot.and_then(|bot| bot.alias_arn));
        }
        let step = format!("functions of instance {instance}");
        let call = client.list_lambda_functions().instance_id(instance);
        let mut found = call.into_paginator().items().send();
        let mut functions = BTreeSet::new();
        while let Some(function) = found.next().await {
            functions.insert(function.map_err(at(&step))?);
        }
        Ok(Self { aliases, functions })
    }
}

impl Connection<'_> {
    fn bot(&self, region: &str) -> String {
        self.with(&names::bot(self.system, region))
    }

    fn function(&self) -> String {
        self.with(&names::function(self.system, &self.system.region_function))
    }
}

pub(super) async fn parts(
    clients: &Clients,
    connection: &Connection<'_>,
) -> Result<Vec<Part>, DeployError> {
    let client = connection.client(clients);
    let associated = Associated::read(&client, connection.instance).await?;
    let part = |what: String, is_there: bool| {
        let standing = if is_there {
            Standing::Own
        } else {
            Standing::Absent
        };
        Part { what, standing }
    };
    let bots = connection.system.regions().map(|region| {
        let mut own = connection.bots.iter();
        let own = own.find(|bot| bot.region == region);
        let is_there = own.is_some_and(|bot| associated.aliases.contains(&bot.alias_arn));
        part(connection.bot(region), is_there)
    });
    let arn = connection.function_arn;
    let is_there = arn.is_some_and(|arn| associated.functions.contains(arn));
    let function = part(connection.function(), is_there);
    Ok(bots.into_iter().chain([function]).collect())
}

pub(super) async fn make(
    clients: &Clients,
    connection: &Connection<'_>,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let client = connection.client(clients);
    let associated = Associated::read(&client, connection.instance).await?;
    for bot in connection.bots {
        if associated.aliases.contains(&bot.alias_arn) {
            continue;
        }
        let step = connection.bot(&bot.region);
        progress(&step);
        let call = client.associate_bot().instance_id(connection.instance);
        let answer = call.lex_v2_bot(named(bot)).send().await;
        unless_missing(answer, THERE, step)?;
    }
    if let Some(arn) = connection.function_arn {
        if associated.functions.contains(arn) {
            return Ok(());
        }
        let step = connection.function();
        progress(&step);
        let call = client.associate_lambda_function();
        let call = call.instance_id(connection.instance).function_arn(arn);
        unless_missing(call.send().await, THERE, step)?;
    }
    Ok(())
}

pub(super) async fn remove(
    clients: &Clients,
    connection: &Connection<'_>,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let client = connection.client(clients);
    let associated = Associated::read(&client, connection.instance).await?;
    let arn = connection.function_arn;
    if let Some(arn) = arn.filter(|arn| associated.functions.contains(*arn)) {
        let step = format!("removing {}", connection.function());
        progress(&step);
        let call = client.disassociate_lambda_function();
        let call = call.instance_id(connection.instance).function_arn(arn);
        unless_missing(call.send().await, MISSING, step)?;
    }
    let bots = connection.bots.iter();
    for bot in bots.filter(|bot| associated.aliases.contains(&bot.alias_arn)) {
        let step = format!("removing {}", connection.bot(&bot.region));
        progress(&step);
        let call = client.disassociate_bot().instance_id(connection.instance);
        let answer = call.lex_v2_bot(named(bot)).send().await;
        unless_missing(answer, MISSING, step)?;
    }
    Ok(())
}

fn named(bot: &DeployedBot) -> LexV2Bot {
    LexV2Bot::builder().alias_arn(&bot.alias_arn).build()
}
