//! The replica of the bot in the other region (Global Resiliency): made, waited for, removed.
//!
//! It has the ids of its source and follows it by itself, so in its own region there is nothing to
//! do but to look. Lex makes replicas in one region of a fixed pair only, for accounts to which AWS
//! has opened that, with a service-linked role that the first call makes.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::operation::describe_bot_replica::DescribeBotReplicaOutput;
use aws_sdk_lexmodelsv2::types::{
    BotAliasReplicationStatus, BotReplicaStatus, BotVersionReplicationStatus,
};

use super::place::{BUSY, MISSING, Place};
use super::wait::{Wait, failed};
use super::{alias, bot};
use crate::error::{at, code, unless_missing};
use crate::{DeployError, Progress};

/// What a replica is waited for to have: what callers of the alias reach.
pub(super) struct Served<'s> {
    pub(super) version: &'s str,
    pub(super) alias_id: &'s str,
}

/// What follows by itself, each in its own time.
#[derive(Clone, Copy)]
enum Part<'p> {
    Version(&'p str),
    Alias(&'p str),
}

/// The region of a replica, with what its source and that region say of it.
pub(super) struct Replica<'r> {
    pub(super) source: &'r Place,
    pub(super) there: Client,
    pub(super) region: &'r str,
    /// What is being done: `replica of bot OrderFlowers in us-west-2`.
    pub(super) step: String,
}

impl Replica<'_> {
    /// Makes the replica unless there is one, and waits until callers there reach what they reach
    /// at its source.
    pub(super) async fn up(
        &self,
        bot: &str,
        served: &Served<'_>,
        progress: Progress<'_>,
    ) -> Result<(), DeployError> {
        progress(&self.step);
        self.unless_taken(bot).await?;
        self.enabled(progress).await?;
        self.arrived(Part::Version(served.version), progress)
            .await?;
        self.arrived(Part::Alias(served.alias_id), progress).await?;
        let there = Place {
            lex: self.there.clone(),
            ..self.source.clone()
        };
        let step = format!("{}: alias {}", self.step, served.alias_id);
        alias::available(&there, served.alias_id, &step, progress).await?;
        Ok(())
    }

    /// An error if the region has a bot of this name that is its own: it would stand in the way of
    /// the replica, or be taken for it.
    async fn unless_taken(&self, name: &str) -> Result<(), DeployError> {
        match bot::find(&self.there, name, &self.step).await? {
            Some(id) if id != self.source.bot_id => {
                let cause = format!(
                    "{} has a bot {name} of its own, {id}; remove it, or deploy without replicas",
                    self.region
                );
                Err(DeployError::new(&self.step, cause))
            }
            _ => Ok(()),
        }
    }

    async fn describe(&self) -> Result<Option<DescribeBotReplicaOutput>, DeployError> {
        let found = self
            .source
            .lex
            .describe_bot_replica()
            .bot_id(&self.source.bot_id)
            .replica_region(self.region)
            .send();
        unless_missing(found.await, MISSING, &self.step)
    }

    async fn enabled(&self, progress: Progress<'_>) -> Result<(), DeployError> {
        let mut wait = Wait::new(&self.step, progress);
        loop {
            let Some(found) = self.describe().await? else {
                self.create(&mut wait).await?;
                continue;
            };
            match found.bot_replica_status() {
                Some(state @ BotReplicaStatus::Enabled) => {
                    wait.over(state.as_str());
                    return Ok(());
                }
                Some(BotReplicaStatus::Failed) => {
                    return Err(failed(&self.step, found.failure_reasons()));
                }
                state => {
                    let state = state.map_or("without a state", BotReplicaStatus::as_str);
                    wait.pause(state).await?;
                }
            }
        }
    }

    async fn create(&self, wait: &mut Wait<'_>) -> Result<(), DeployError> {
        let call = self.source.lex.create_bot_replica();
        let call = call
            .bot_id(&self.source.bot_id)
            .replica_region(self.region)
            .send();
        match call.await {
            Err(error) if code(&error) == BUSY => wait.pause("busy").await,
            answer => answer.map(|_| ()).map_err(at(&self.step)),
        }
    }

    /// Waits until a version or an alias is there too.
    async fn arrived(&self, what: Part<'_>, progress: Progress<'_>) -> Result<(), DeployError> {
        const AVAILABLE: &str = "Available";
        let step = match what {
            Part::Version(number) => format!("{}: version {number}", self.step),
            Part::Alias(id) => format!("{}: alias {id}", self.step),
        };
        let mut wait = Wait::new(&step, progress);
        loop {
            let found = match what {
                Part::Version(number) => self.version(number, &step).await?,
                Part::Alias(id) => self.alias(id, &step).await?,
            };
            match found {
                Some(state) if state == AVAILABLE => {
                    wait.over(AVAILABLE);
                    return Ok(());
                }
                state => {
                    wait.pause(state.as_deref().unwrap_or("not there yet"))
                        .await?
                }
            }
        }
    }

    /// The state of a version, as its source tells it.
    async fn version(&self, number: &str, step: &str) -> Result<Option<String>, DeployError> {
        let call = self.source.lex.list_bot_version_replicas();
        let call = call.bot_id(&self.source.bot_id).replica_region(self.region);
        let mut pages = call.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(at(step))?;
            let mut listed = page.bot_version_replica_summaries().iter();
            if let Some(found) = listed.find(|found| found.bot_version() == Some(number)) {
                return match found.bot_version_replication_status() {
                    Some(BotVersionReplicationStatus::Failed) => {
                        Err(failed(step, found.failure_reasons()))
                    }
                    state => Ok(state.map(|state| state.as_str().to_owned())),
                };
            }
        }
        Ok(None)
    }

    /// The state of an alias, as its source tells it.
    async fn alias(&self, id: &str, step: &str) -> Result<Option<String>, DeployError> {
        let call = self.source.lex.list_bot_alias_replicas();
        let call = call.bot_id(&self.source.bot_id).replica_region(self.region);
        let mut pages = call.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(at(step))?;
            let mut listed = page.bot_alias_replica_summaries().iter();
            if let Some(found) = listed.find(|found| found.bot_alias_id() == Some(id)) {
                return match found.bot_alias_replication_status() {
                    Some(BotAliasReplicationStatus::Failed) => {
                        Err(failed(step, found.failure_reasons()))
                    }
                    state => Ok(state.map(|state| state.as_str().to_owned())),
                };
            }
        }
        Ok(None)
    }

    /// Removes the replica, and waits until neither region has it any more: a bot cannot be
    /// removed before its replica.
    pub(super) async fn down(&self, progress: Progress<'_>) -> Result<(), DeployError> {
        let mut wait = Wait::new(&self.step, progress);
        while let Some(found) = self.describe().await? {
            match found.bot_replica_status() {
                Some(BotReplicaStatus::Enabled | BotReplicaStatus::Failed) => {
                    self.delete(&mut wait).await?;
                }
                state => {
                    let state = state.map_or("still there", BotReplicaStatus::as_str);
                    wait.pause(state).await?;
                }
            }
        }
        loop {
            let call = self.there.describe_bot().bot_id(&self.source.bot_id);
            if unless_missing(call.send().await, MISSING, &self.step)?.is_none() {
                wait.over("gone");
                return Ok(());
            }
            wait.pause("still there").await?;
        }
    }

    async fn delete(&self, wait: &mut Wait<'_>) -> Result<(), DeployError> {
        let call = self.source.lex.delete_bot_replica();
        let call = call
            .bot_id(&self.source.bot_id)
            .replica_region(self.region)
            .send();
        match call.await {
            Err(error) if code(&error) == BUSY => wait.pause("busy").await,
            answer => unless_missing(answer, MISSING, &self.step).map(|_| ()),
        }
    }
}
