//! A bot of Lex V2 in the primary region, and its replica in the secondary one.

use std::time::Duration;

use aws_sdk_lexmodelsv2::types::BotReplicaStatus;
use lexdr_deploy::{Clients, DeployedBot, System, bots, down, find_bots, up};
use lexdr_wire::LexVersion;

use crate::inventory::{Found, inventory};
use crate::{account, system};

fn replicated() -> System {
    System {
        replicated: true,
        ..system(LexVersion::V2)
    }
}

async fn replica(clients: &Clients, bot: &DeployedBot) -> Option<BotReplicaStatus> {
    let lex = clients.lex_models_v2("us-east-1");
    let found = lex.describe_bot_replica().bot_id(&bot.bot_id);
    let found = found.replica_region("us-west-2").send().await.ok()?;
    found.bot_replica_status
}

/// The alias in a region, as its own Lex tells it.
async fn alias(clients: &Clients, bot: &DeployedBot) -> (String, String) {
    let lex = clients.lex_models_v2(&bot.region);
    let found = lex.describe_bot_alias().bot_id(&bot.bot_id);
    let found = found.bot_alias_id(&bot.alias_id).send().await.unwrap();
    let state = found.bot_alias_status.unwrap();
    (found.bot_version.unwrap(), state.as_str().to_owned())
}

#[tokio::test(start_paused = true)]
async fn one_bot_has_the_same_ids_in_both_regions() {
    let (_simulator, clients) = account();
    let system = replicated();
    let mut told = Vec::new();
    let deployed = up(&clients, &system, &mut |line| told.push(line.to_owned())).await;
    let made = deployed.unwrap().bots;
    let [east, west] = made.as_slice() else {
        panic!("{made:?}")
    };
    assert_eq!(
        (&east.bot_id, &east.alias_id),
        (&west.bot_id, &west.alias_id)
    );
    for bot in &made {
        let arn = format!(
            "arn:aws:lex:{}:123456789012:bot-alias/{}/{}",
            bot.region, bot.bot_id, bot.alias_id
        );
        assert_eq!(bot.alias_arn, arn);
        let (version, state) = alias(&clients, bot).await;
        assert_eq!(
            (version.as_str(), state.as_str()),
            ("1", "Available"),
            "{}",
            bot.region
        );
    }
    assert_eq!((&*east.region, &*west.region), ("us-east-1", "us-west-2"));
    assert_eq!(find_bots(&clients, &system).await.unwrap(), made);
    assert_eq!(
        replica(&clients, east).await,
        Some(BotReplicaStatus::Enabled)
    );
    for line in [
        "replica of bot OrderFlowers in us-west-2",
        "replica of bot OrderFlowers in us-west-2: Enabling",
        "replica of bot OrderFlowers in us-west-2: Enabled",
    ] {
        assert!(told.iter().any(|told| told == line), "{line}: {told:#?}");
    }
    assert!(
        !told
            .iter()
            .any(|line| line.starts_with("bot OrderFlowers in us-west-2")),
        "{told:#?}"
    );
}

/// The role may look up the alias of the bot and of its replica.
#[tokio::test(start_paused = true)]
async fn the_role_reaches_both() {
    let (_simulator, clients) = account();
    let system = replicated();
    let made = up(&clients, &system, &mut |_| {}).await.unwrap().bots;
    let policy = clients.iam().get_role_policy().role_name(&system.role);
    let policy = policy.policy_name("LexListBotAliases").send().await;
    let policy = policy.unwrap().policy_document;
    for bot in made {
        let arn = format!("arn:aws:lex:{}:123456789012:bot/{}", bot.region, bot.bot_id);
        // IAM gives documents as they stand in a URL.
        let arn = arn.replace(':', "%3A").replace('/', "%2F");
        assert!(policy.contains(&arn), "{arn}: {policy}");
    }
}

#[tokio::test(start_paused = true)]
async fn up_twice_is_once_and_down_leaves_nothing() {
    let (_simulator, clients) = account();
    let system = replicated();
    let deployed = up(&clients, &system, &mut |_| {}).await.unwrap();
    let once = replicated_inventory(&clients, &system).await;
    let again = up(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(again, deployed);
    assert_eq!(replicated_inventory(&clients, &system).await, once);
    down(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(inventory(&clients, &system).await, Found::new());
    down(&clients, &system, &mut |_| {}).await.unwrap();
}

/// The inventory, without what a replica does not have: a draft.
async fn replicated_inventory(clients: &Clients, system: &System) -> Found {
    let mut found = Found::new();
    for bot in find_bots(clients, system).await.unwrap() {
        let said = format!("{:?} {:?}", bot, alias(clients, &bot).await);
        found.insert(bot.region.clone(), said);
    }
    found
}

/// What was changed at the source while nobody looked arrives before `up` is done.
#[tokio::test(start_paused = true)]
async fn the_replica_has_followed_when_up_is_done() {
    let (_simulator, clients) = account();
    let system = replicated();
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let lex = clients.lex_models_v2("us-east-1");
    let gone = lex.delete_bot_alias().bot_id(&made[0].bot_id);
    let gone = gone.bot_alias_id(&made[0].alias_id).send();
    gone.await.unwrap();
    let again = bots(&clients, &system, &mut |_| {}).await.unwrap();
    assert_ne!(again[0].alias_id, made[0].alias_id);
    assert_eq!(again[1].alias_id, again[0].alias_id);
    assert_eq!(
        alias(&clients, &again[1]).await,
        ("1".to_owned(), "Available".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_cut_off_goes_on() {
    let system = replicated();
    for seconds in 0..60 {
        let (_simulator, clients) = account();
        let after = Duration::from_millis(1_000 * seconds + 250);
        let mut quiet = |_: &str| {};
        let cut_off = tokio::time::timeout(after, bots(&clients, &system, &mut quiet)).await;
        let made = bots(&clients, &system, &mut |_| {})
            .await
            .unwrap_or_else(|error| panic!("cut off after {after:?}: {error}"));
        assert_eq!(
            alias(&clients, &made[1]).await.1,
            "Available",
            "cut off after {after:?}"
        );
        if cut_off.is_ok() {
            return;
        }
    }
    panic!("making the bots took longer than what was tried");
}

/// A bot of the secondary region's own would stand in the way, and is not taken for the replica.
#[tokio::test(start_paused = true)]
async fn a_bot_of_the_other_region_is_left_alone() {
    let (_simulator, clients) = account();
    let separate = system(LexVersion::V2);
    let theirs = bots(&clients, &separate, &mut |_| {}).await.unwrap();
    let system = replicated();
    let error = bots(&clients, &system, &mut |_| {}).await.unwrap_err();
    let told = format!(
        "replica of bot OrderFlowers in us-west-2: us-west-2 has a bot OrderFlowers of its own, \
         {}; remove it, or deploy without replicas",
        theirs[1].bot_id
    );
    assert_eq!(error.to_string(), told);
    down(&clients, &system, &mut |_| {}).await.unwrap();
    assert_eq!(find_bots(&clients, &system).await.unwrap(), theirs[1..]);
}

/// Aliases of somebody else stop `down` before it has removed anything of the bot.
#[tokio::test(start_paused = true)]
async fn a_bot_that_somebody_uses_keeps_its_replica() {
    let (_simulator, clients) = account();
    let system = replicated();
    let made = bots(&clients, &system, &mut |_| {}).await.unwrap();
    let lex = clients.lex_models_v2("us-east-1");
    let theirs = lex.create_bot_alias().bot_id(&made[0].bot_id);
    let theirs = theirs.bot_alias_name("theirs").bot_version("1").send();
    theirs.await.unwrap();
    let error = down(&clients, &system, &mut |_| {}).await.unwrap_err();
    assert!(error.to_string().contains("theirs"), "{error}");
    assert_eq!(find_bots(&clients, &system).await.unwrap(), made);
}
