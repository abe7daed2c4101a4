//! Bots of Lex V2: the alias by which callers find the bot is part of the route.

use std::time::Duration;

use lexdr_route::testing::Reply;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{PRIMARY, SECONDARY, World, item};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";

fn arn(region: &str, bot: &str, alias: &str) -> Option<String> {
    Some(format!(
        "arn:aws:lex:{region}:123456789012:bot-alias/{bot}/{alias}"
    ))
}

fn primary(alias: &str) -> Option<String> {
    arn(PRIMARY, "PRIMARYBOT", alias)
}

fn secondary(alias: &str) -> Option<String> {
    arn(SECONDARY, "SECONDARYB", alias)
}

/// Deletes the primary's alias.
fn delete_alias(world: &World) {
    world.set(|behind| {
        behind.alias_ids.remove(PRIMARY);
    });
}

/// Makes it again, which gives it another id.
fn make_alias_again(world: &World) {
    world.set(|behind| {
        behind.alias_ids.insert(PRIMARY, "PRIMARY002");
    });
}

/// A check, five minutes after whatever was before.
async fn check(world: &World) -> (String, Option<String>) {
    tokio::time::sleep(Duration::from_secs(300)).await;
    let outcome = world.run().await.unwrap();
    assert_eq!(
        world.stands("lexRegion").as_deref(),
        Some(outcome.lex_region.as_str())
    );
    (outcome.lex_region, world.stands("botAliasArn"))
}

#[tokio::test(start_paused = true)]
async fn the_alias_stands_beside_the_route_and_is_looked_up_once() {
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &[]);
    for calls in [5, 4] {
        let before = world.http.exchanges().len();
        let (route, alias) = check(&world).await;
        assert_eq!((route.as_str(), alias), (PRIMARY, primary("PRIMARY001")));
        assert_eq!(
            world.http.exchanges().len() - before,
            calls,
            "GetItem, RecognizeText, UpdateItem, DeleteSession, and ListBotAliases the first time"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_alias_moves_the_route_and_one_made_again_brings_it_back() {
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &[]);
    check(&world).await;
    delete_alias(&world);
    let (route, alias) = check(&world).await;
    assert_eq!(
        (route.as_str(), alias),
        (SECONDARY, secondary("SECOND0001"))
    );
    assert_eq!(
        world.stands("reason").as_deref(),
        Some("us-east-1: ResourceNotFoundException; us-west-2: healthy")
    );
    make_alias_again(&world);
    let (route, alias) = check(&world).await;
    assert_eq!((route.as_str(), alias), (PRIMARY, primary("PRIMARY002")));
}

#[tokio::test(start_paused = true)]
async fn an_alias_made_again_between_two_checks_is_in_the_item_after_the_next() {
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &[]);
    check(&world).await;
    make_alias_again(&world);
    let changed = world.stands("changedAt");
    let (route, alias) = check(&world).await;
    assert_eq!((route.as_str(), alias), (PRIMARY, primary("PRIMARY002")));
    assert_eq!(world.stands("changedAt"), changed, "the route is the same");
}

/// Why aliases should be given by name.
#[tokio::test(start_paused = true)]
async fn a_check_that_goes_by_an_id_never_comes_back_to_an_alias_made_again() {
    let by_id = [("PRIMARY_BOT_ALIAS", "PRIMARY001")];
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &by_id);
    let (_, alias) = check(&world).await;
    assert_eq!(alias, primary("PRIMARY001"));
    make_alias_again(&world);
    for _ in 0..3 {
        assert_eq!(check(&world).await.0, SECONDARY);
    }
}

#[tokio::test(start_paused = true)]
async fn no_route_has_no_alias() {
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &[]);
    check(&world).await;
    world.set(|behind| behind.bots = [(PRIMARY, Reply::Broken), (SECONDARY, Reply::Hang)].into());
    assert_eq!(check(&world).await, ("err".to_owned(), None));
}

#[rstest]
#[case::text(json!({"S": "arn:aws:lex:us-east-1:123456789012:bot-alias/PRIMARYBOT/PRIMARY001"}))]
#[case::another_type(json!({"L": []}))]
#[tokio::test(start_paused = true)]
async fn a_check_of_lex_v1_takes_away_what_one_of_v2_left(#[case] left: Value) {
    let mut before = item(PRIMARY, BEFORE);
    before["botAliasArn"] = left;
    let world = World::new(Some(before), &[]);
    check(&world).await;
    let behind = world.behind.lock().unwrap();
    assert!(!behind.item.as_ref().unwrap().contains_key("botAliasArn"));
}

#[tokio::test(start_paused = true)]
async fn a_check_of_lex_v1_writes_what_it_always_wrote() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    check(&world).await;
    assert_eq!(
        world.count(|exchange| exchange.body.contains("botAliasArn")),
        0
    );
}

#[tokio::test(start_paused = true)]
async fn an_alias_that_cannot_be_looked_up_holds_the_route_until_it_was_seen_once() {
    let denied = || Some(Reply::error(403, "AccessDeniedException"));
    let world = World::v2(Some(item(SECONDARY, BEFORE)), &[]);
    world.set(|behind| behind.lists = denied());
    let error = world.run().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "no evidence about the bot in us-east-1: ListBotAliases: AccessDeniedException; \
         the route is held"
    );
    assert_eq!(world.stands("checkedAt").as_deref(), Some(BEFORE));

    world.set(|behind| behind.lists = None);
    assert_eq!(check(&world).await.0, PRIMARY);
    world.set(|behind| behind.lists = denied());
    assert_eq!(check(&world).await.0, PRIMARY);
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_out_is_left_by_an_environment_that_just_started() {
    let world = World::v2(
        Some(item(PRIMARY, BEFORE)),
        &[("SECONDARY_BOT_ALIAS", "SECOND0001")],
    );
    world.set(|behind| {
        behind.lists = Some(Reply::Hang);
        behind.clean_up = Reply::Hang;
    });
    assert_eq!(
        check(&world).await,
        (SECONDARY.to_owned(), secondary("SECOND0001"))
    );
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn whatever_hangs_the_check_ends_in_time(
    #[values(1_500, 15_000)] limit: u64,
    #[values("put_session", "send_message")] method: &str,
    #[values(true, false)] lists: bool,
) {
    let limit = Duration::from_millis(limit);
    let world = World::v2(Some(item(PRIMARY, BEFORE)), &[("TEST_METHOD", method)]);
    world.set(|behind| {
        behind.bots = [(PRIMARY, Reply::Hang), (SECONDARY, Reply::Hang)].into();
        behind.lists = (!lists).then_some(Reply::Hang);
        behind.clean_up = Reply::Hang;
        behind.writes = Some(Reply::Hang);
    });
    let began = Instant::now();
    world.run_within(limit).await.unwrap_err();
    let most = limit.mul_f64(0.9);
    assert!(began.elapsed() <= most, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn opening_a_session_is_a_check_as_well() {
    let world = World::v2(
        Some(item(PRIMARY, BEFORE)),
        &[("TEST_METHOD", "put_session")],
    );
    let opened = || {
        let headers = vec![("x-amz-lex-session-id", "s".to_owned())];
        Reply::Answer(200, headers, String::new())
    };
    world.set(|behind| behind.bots = [(PRIMARY, opened()), (SECONDARY, opened())].into());
    assert_eq!(check(&world).await.0, PRIMARY);
    world.set(|behind| drop(behind.bots.insert(PRIMARY, Reply::Broken)));
    assert_eq!(check(&world).await.0, SECONDARY);
}
