//! What a replica of a bot of Lex V2 has of its source. It cannot be changed where it is: all
//! there is to do is to wait until it has followed.

use std::collections::BTreeMap;

use aws_sdk_lexmodelsv2::operation::describe_bot_alias::DescribeBotAliasOutput;
use aws_sdk_lexmodelsv2::types::{BotAliasStatus, BotReplicaStatus};

use super::alias::{Says, says};
use super::{Lex, MISSING};
use crate::faults::Report;

/// What callers of an alias depend on: the version, and the languages they can speak. The rest of
/// what an alias says may name things of a region.
type Served = (Option<String>, BTreeMap<String, bool>);

fn served(says: &Says) -> Served {
    let locales = says.locales.iter();
    let locales = locales.map(|(locale, setting)| (locale.clone(), setting.enabled()));
    (says.version.clone(), locales.collect())
}

impl Lex<'_> {
    /// Waits until callers of the alias reach in the replica, if there is one, what this says.
    pub(super) async fn alias_followed(
        &self,
        bot_id: &str,
        id: &str,
        wanted: &Says,
        report: &mut Report,
    ) -> Result<(), String> {
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        let mut wait = replica.wait(&format!("alias {id} of the replica"));
        loop {
            let mut look = Report::default();
            let found = replica.describe(bot_id, id, &mut look).await?;
            let state = found
                .as_ref()
                .and_then(DescribeBotAliasOutput::bot_alias_status);
            let state = state.cloned();
            let now = found.map(|found| served(&says(found)));
            if state == Some(BotAliasStatus::Available) && now == Some(served(wanted)) {
                report.calls.append(&mut look.calls);
                return Ok(());
            }
            wait.pause(match &state {
                Some(BotAliasStatus::Available) => "not what it is at its source",
                Some(state) => state.as_str(),
                None => "not there",
            })
            .await?;
        }
    }

    /// Waits until the replica, if there is one, has lost the alias too.
    pub(super) async fn alias_lost(
        &self,
        bot_id: &str,
        id: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        replica.alias_gone(bot_id, id).await?;
        replica.describe(bot_id, id, report).await.map(drop)
    }

    /// Waits until the replica, if there is one, has lost the version too.
    pub(super) async fn version_lost(&self, bot_id: &str, version: &str) -> Result<(), String> {
        match &self.replica {
            Some(replica) => replica.version_gone(bot_id, version).await,
            None => Ok(()),
        }
    }

    /// Removes the replica, if there is one, and waits until neither region has it any more: a bot
    /// with a replica cannot be deleted.
    pub(super) async fn delete_replica(
        &self,
        bot_id: &str,
        report: &mut Report,
    ) -> Result<(), String> {
        let Some(replica) = &self.replica else {
            return Ok(());
        };
        let region = replica.region;
        let call = self.client.delete_bot_replica();
        let call = call.bot_id(bot_id).replica_region(region).send();
        let what = self.told("DeleteBotReplica", &format!("{bot_id} {region}"));
        report.find(what, MISSING, call).await?;
        let mut wait = self.wait(&format!("the replica in {region}"));
        loop {
            let call = self.client.describe_bot_replica();
            let call = call.bot_id(bot_id).replica_region(region).send();
            let mut look = Report::default();
            let found = look.find("DescribeBotReplica", MISSING, call).await?;
            let Some(found) = found else { break };
            let state = found.bot_replica_status();
            wait.pause(state.map_or("there", BotReplicaStatus::as_str))
                .await?;
        }
        replica.bot_gone(bot_id).await
    }
}
