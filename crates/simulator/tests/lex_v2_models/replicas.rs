//! Replicas of a bot in the other region of a pair.

use aws_sdk_lexmodelsv2::Client;
use aws_sdk_lexmodelsv2::types::{BotAliasReplicationStatus, BotReplicaStatus};

use crate::account::{Account, EAST, LOCALE, WEST, after};
use crate::flowers;

/// OrderFlowers in the east with its replica in the west: clients of both, and the ids.
async fn replicated() -> (Client, Client, String, String) {
    let account = Account::new();
    let (east, west) = (account.models(EAST), account.models(WEST));
    let (bot, alias) = flowers::live(&east).await;
    let made = east.create_bot_replica().bot_id(&bot).replica_region(WEST);
    let made = made.send().await.unwrap();
    assert_eq!(made.bot_replica_status(), Some(&BotReplicaStatus::Enabling));
    assert_eq!(made.source_region(), Some(EAST));
    (east, west, bot, alias)
}

async fn version_in(lex: &Client, bot: &str, alias: &str) -> Option<String> {
    let found = lex.describe_bot_alias().bot_id(bot).bot_alias_id(alias);
    let found = found.send().await.ok()?;
    found.bot_version
}

#[tokio::test(start_paused = true)]
async fn a_replica_has_the_ids_of_its_source_and_follows_it() {
    let (east, west, bot, alias) = replicated().await;
    assert!(west.describe_bot().bot_id(&bot).send().await.is_err());
    after(5).await;
    let described = east.describe_bot_replica().bot_id(&bot);
    let described = described.replica_region(WEST).send().await.unwrap();
    assert_eq!(
        described.bot_replica_status(),
        Some(&BotReplicaStatus::Enabled)
    );
    let found = west.describe_bot().bot_id(&bot).send().await.unwrap();
    assert_eq!(found.bot_name(), Some("OrderFlowers"));
    assert_eq!(version_in(&west, &bot, &alias).await.as_deref(), Some("1"));

    // Versions made since then go along by themselves.
    let second = flowers::version(&east, &bot).await;
    let version = west.describe_bot_version().bot_id(&bot);
    version.bot_version(&second).send().await.unwrap();
    let update = east
        .update_bot_alias()
        .bot_id(&bot)
        .bot_alias_id(&alias)
        .bot_alias_name("live")
        .bot_version(&second);
    update.send().await.unwrap();
    let replicas = async || {
        let listed = east.list_bot_alias_replicas().bot_id(&bot);
        let listed = listed.replica_region(WEST).send().await.unwrap();
        let [one] = listed.bot_alias_replica_summaries() else {
            panic!("one alias: {listed:?}");
        };
        one.bot_alias_replication_status.clone().unwrap()
    };
    assert_eq!(replicas().await, BotAliasReplicationStatus::Updating);
    after(2).await;
    assert_eq!(version_in(&west, &bot, &alias).await.as_deref(), Some("1"));
    after(1).await;
    assert_eq!(version_in(&west, &bot, &alias).await.as_deref(), Some("2"));
    assert_eq!(replicas().await, BotAliasReplicationStatus::Available);

    let delete = east.delete_bot_alias().bot_id(&bot).bot_alias_id(&alias);
    delete.send().await.unwrap();
    after(5).await;
    assert_eq!(version_in(&west, &bot, &alias).await, None);
}

#[tokio::test(start_paused = true)]
async fn an_older_version_goes_along_with_an_alias() {
    let account = Account::new();
    let (east, west) = (account.models(EAST), account.models(WEST));
    let bot = flowers::built(&east).await;
    let first = flowers::version(&east, &bot).await;
    let enable = east.create_bot_replica().bot_id(&bot).replica_region(WEST);
    enable.send().await.unwrap();
    after(5).await;
    let version = || west.describe_bot_version().bot_id(&bot).bot_version(&first);
    let missing = version().send().await.unwrap_err().into_service_error();
    assert!(missing.is_resource_not_found_exception(), "{missing:?}");
    // The waiter takes longer than the way.
    let alias = flowers::alias(&east, &bot, "live", &first).await;
    version().send().await.unwrap();
    assert_eq!(version_in(&west, &bot, &alias).await, Some(first.clone()));
    let listed = east.list_bot_version_replicas().bot_id(&bot);
    let listed = listed.replica_region(WEST).send().await.unwrap();
    let [one] = listed.bot_version_replica_summaries() else {
        panic!("one version: {listed:?}");
    };
    assert_eq!(one.bot_version(), Some(first.as_str()));
}

#[tokio::test(start_paused = true)]
async fn a_replica_cannot_be_changed_where_it_is() {
    let (_, west, bot, alias) = replicated().await;
    after(5).await;
    let update = west
        .update_bot_alias()
        .bot_id(&bot)
        .bot_alias_id(&alias)
        .bot_alias_name("live")
        .bot_version("1")
        .bot_alias_locale_settings(LOCALE, flowers::locale(false));
    let refused = update.send().await.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    let text = refused.meta().message().unwrap();
    assert!(text.ends_with("Change it in us-east-1."), "{text}");
    let delete = west.delete_bot().bot_id(&bot).send().await.unwrap_err();
    assert!(
        delete
            .into_service_error()
            .is_precondition_failed_exception()
    );
    let listed = west.list_bot_replicas().bot_id(&bot).send().await.unwrap();
    assert_eq!(listed.source_region(), Some(EAST));
}

#[tokio::test(start_paused = true)]
async fn a_replica_ends_before_its_source() {
    let (east, west, bot, _) = replicated().await;
    after(5).await;
    let delete = east.delete_bot().bot_id(&bot);
    let refused = delete.skip_resource_in_use_check(true).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_precondition_failed_exception(), "{refused:?}");
    let end = east.delete_bot_replica().bot_id(&bot).replica_region(WEST);
    let ended = end.send().await.unwrap();
    assert_eq!(
        ended.bot_replica_status(),
        Some(&BotReplicaStatus::Deleting)
    );
    after(3).await;
    let gone = west.describe_bot().bot_id(&bot).send().await.unwrap_err();
    assert!(gone.into_service_error().is_resource_not_found_exception());
    east.describe_bot().bot_id(&bot).send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_the_other_region_of_a_pair_can_have_one() {
    let account = Account::new();
    let lex = account.models(EAST);
    let bot = flowers::empty_bot(&lex, "OrderFlowers").await;
    let refused = lex.create_bot_replica().bot_id(&bot);
    let refused = refused.replica_region("eu-west-2").send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
}
