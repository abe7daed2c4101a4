//! Overlapping checks: an older one never overwrites a newer one, and nothing is lost.

use std::time::Duration;

use lexdr_health_check::CheckError;
use lexdr_route::testing::Reply;
use serde_json::{Map, Value, json};

use crate::support::{PRIMARY, SECONDARY, World, gone, item, well};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";
const NOW: &str = "2023-11-14T22:13:20.000Z";
const LATER: &str = "2023-11-14T22:13:21.000Z";

fn rival(lex_region: &str, checked_at: &str) -> Map<String, Value> {
    item(lex_region, checked_at).as_object().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_newer_check_that_wrote_first_wins() {
    for checked_at in [NOW, LATER] {
        let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
        world.set(|behind| behind.rivals = vec![rival(SECONDARY, checked_at)]);
        let outcome = world.run().await.unwrap();
        assert!(outcome.superseded && !outcome.changed);
        assert_eq!(outcome.lex_region, SECONDARY);
        assert_eq!(world.stands("checkedAt").as_deref(), Some(checked_at));
    }
}

#[tokio::test(start_paused = true)]
async fn a_newer_check_seen_when_reading_wins_too() {
    let world = World::new(Some(item(SECONDARY, LATER)), &[]);
    assert!(world.run().await.unwrap().superseded);
    assert_eq!(world.stands("lexRegion").as_deref(), Some(SECONDARY));
}

#[tokio::test(start_paused = true)]
async fn an_older_check_that_wrote_first_is_overwritten() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| {
        behind.bots.insert(PRIMARY, gone());
        behind.rivals = vec![rival("err", "2023-11-14T22:13:19.000Z")];
    });
    let outcome = world.run().await.unwrap();
    assert_eq!(
        (outcome.lex_region.as_str(), outcome.superseded),
        (SECONDARY, false)
    );
    assert_eq!(world.stands("checkedAt").as_deref(), Some(NOW));
    let asked = |exchange: &lexdr_route::testing::Exchange| exchange.target.ends_with("/text");
    assert_eq!(
        world.count(asked),
        2,
        "decides again with the same evidence"
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_race_can_make_the_secondary_matter() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[("RECOVERY_THRESHOLD", "2")]);
    world.set(|behind| behind.rivals = vec![rival(SECONDARY, "2023-11-14T22:13:19.000Z")]);
    let outcome = world.run().await.unwrap();
    assert_eq!(outcome.secondary.as_deref(), Some("healthy"));
    assert_eq!(
        (outcome.lex_region.as_str(), outcome.changed),
        (SECONDARY, false)
    );
    assert_eq!(world.stands("recoveries").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_was_lost_is_recognised_as_ours() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| {
        behind.bots.insert(PRIMARY, gone());
        behind.lose_one_answer = true;
    });
    let outcome = world.run().await.unwrap();
    assert!(outcome.changed && !outcome.superseded);
    assert_eq!(world.stands("lexRegion").as_deref(), Some(SECONDARY));
}

#[tokio::test(start_paused = true)]
async fn endless_contention_is_an_error_not_a_loop() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let older = |n: u32| rival(PRIMARY, &format!("2023-11-14T22:13:1{n}.000Z"));
    world.set(|behind| behind.rivals = (0..9).map(older).collect());
    assert_eq!(
        world.run().await.unwrap_err(),
        CheckError::Contention { rounds: 3 }
    );
}

#[tokio::test(start_paused = true)]
async fn two_real_checks_at_once_agree() {
    let world = World::new(None, &[]);
    world.set(|behind| {
        let slowly = |reply| Reply::After(Duration::from_millis(700), Box::new(reply));
        behind.bots = [(PRIMARY, slowly(gone())), (SECONDARY, slowly(well()))].into();
    });
    let late = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        world.run().await
    };
    let (first, second) = tokio::join!(world.run(), late);
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(
        (first.lex_region.as_str(), second.lex_region.as_str()),
        (SECONDARY, SECONDARY)
    );
    assert!(first.changed && !second.changed);
    assert_eq!(
        world.stands("checkedAt").as_deref(),
        Some("2023-11-14T22:13:20.500Z")
    );
    let sessions = |region: &str| {
        let exchanges = world.http.exchanges();
        let of = |path: &str| path.split('/').nth(6).map(str::to_owned);
        let here = |target: &&str| target.contains(region) && target.ends_with("/text");
        let targets = exchanges.iter().map(|exchange| exchange.target.as_str());
        targets
            .filter(here)
            .filter_map(of)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(
        sessions(PRIMARY).len(),
        2,
        "each check has a session of its own"
    );
    assert_eq!(json!(sessions(PRIMARY)), json!(sessions(SECONDARY)));
}
