//! Evidence moves the route, both ways.

use std::time::Duration;

use lexdr_health_check::Outcome;
use lexdr_route::testing::Reply;
use rstest::rstest;
use serde_json::json;

use crate::support::{PRIMARY, SECONDARY, World, gone, item, well};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";
const NOW: &str = "2023-11-14T22:13:20.000Z";

#[tokio::test(start_paused = true)]
async fn a_healthy_check_writes_that_it_checked_and_cleans_up() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let outcome = world.run().await.unwrap();
    assert_eq!(
        serde_json::to_value(outcome).unwrap(),
        json!({"statusCode": 200, "body": "Success", "lexRegion": PRIMARY, "primary": "healthy",
            "changed": false, "reason": "us-east-1: healthy"})
    );
    assert_eq!(world.stands("checkedAt").as_deref(), Some(NOW));
    assert_eq!(
        world.stands("changedAt").as_deref(),
        Some("2023-01-01T00:00:00.000Z")
    );
    assert_eq!(world.count(|exchange| exchange.method == "DELETE"), 1);
    assert_eq!(
        world.http.exchanges().len(),
        4,
        "GetItem, PostText, UpdateItem, DeleteSession"
    );
}

#[tokio::test(start_paused = true)]
async fn a_deleted_alias_flips_the_route_in_one_check_and_the_next_returns_it() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| drop(behind.bots.insert(PRIMARY, gone())));
    let Outcome {
        lex_region,
        primary,
        secondary,
        changed,
        ..
    } = world.run().await.unwrap();
    assert_eq!((lex_region.as_str(), changed), (SECONDARY, true));
    assert_eq!(
        (primary.as_str(), secondary.as_deref()),
        ("NotFoundException", Some("healthy"))
    );
    assert_eq!(world.stands("changedAt").as_deref(), Some(NOW));
    assert_eq!(
        world.stands("reason").as_deref(),
        Some("us-east-1: NotFoundException; us-west-2: healthy")
    );

    world.set(|behind| drop(behind.bots.insert(PRIMARY, well())));
    tokio::time::sleep(Duration::from_secs(300)).await;
    assert_eq!(world.run().await.unwrap().lex_region, PRIMARY);
}

#[tokio::test(start_paused = true)]
async fn both_down_is_err_and_recovers_by_itself() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    world.set(|behind| behind.bots = [(PRIMARY, gone()), (SECONDARY, Reply::Hang)].into());
    let outcome = world.run().await.unwrap();
    assert_eq!(
        (outcome.lex_region.as_str(), outcome.secondary.as_deref()),
        ("err", Some("timeout"))
    );
    let lines = world.lines.json();
    assert!(
        lines
            .iter()
            .any(|line| line["level"] == "ERROR" && line["lex_region"] == "err")
    );

    tokio::time::sleep(Duration::from_secs(300)).await;
    world.set(|behind| drop(behind.bots.insert(SECONDARY, well())));
    assert_eq!(world.run().await.unwrap().lex_region, SECONDARY);
    tokio::time::sleep(Duration::from_secs(300)).await;
    world.set(|behind| drop(behind.bots.insert(PRIMARY, well())));
    assert_eq!(world.run().await.unwrap().lex_region, PRIMARY);
}

#[rstest]
#[case::no_item(None)]
#[case::no_route(Some(json!({"connectRegion": {"S": PRIMARY}})))]
#[case::published_item(Some(json!({"connectRegion": {"S": PRIMARY}, "lexRegion": {"S": PRIMARY}})))]
#[case::odd_types(Some(json!({"lexRegion": {"L": []}, "checkedAt": {"N": "5"}, "failures": {"S": "x"}})))]
#[case::another_region(Some(item("eu-west-1", BEFORE)))]
#[case::far_future(Some(item(SECONDARY, "2099-01-01T00:00:00.000Z")))]
#[tokio::test(start_paused = true)]
async fn whatever_stands_in_the_table_the_next_check_mends_it(
    #[case] before: Option<serde_json::Value>,
) {
    let world = World::new(before, &[]);
    assert_eq!(world.run().await.unwrap().lex_region, PRIMARY);
    assert_eq!(world.stands("lexRegion").as_deref(), Some(PRIMARY));
    assert_eq!(world.stands("checkedAt").as_deref(), Some(NOW));
}

#[tokio::test(start_paused = true)]
async fn thresholds_count_checks_in_the_item() {
    let thresholds = [("FAILURE_THRESHOLD", "3"), ("RECOVERY_THRESHOLD", "2")];
    let world = World::new(Some(item(PRIMARY, BEFORE)), &thresholds);
    let mut routes = Vec::new();
    for primary in [
        gone(),
        gone(),
        well(),
        gone(),
        gone(),
        gone(),
        well(),
        well(),
    ] {
        world.set(|behind| drop(behind.bots.insert(PRIMARY, primary)));
        routes.push(world.run().await.unwrap().lex_region);
        tokio::time::sleep(Duration::from_secs(300)).await;
    }
    let (p, s) = (PRIMARY, SECONDARY);
    assert_eq!(routes, [p, p, p, p, p, s, s, p]);
}

#[tokio::test(start_paused = true)]
async fn a_running_count_can_be_read_in_the_reason() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[("FAILURE_THRESHOLD", "3")]);
    world.set(|behind| drop(behind.bots.insert(PRIMARY, gone())));
    world.run().await.unwrap();
    assert_eq!(
        world.stands("reason").as_deref(),
        Some("us-east-1: NotFoundException; us-west-2: healthy; failure 1 of 3")
    );
    assert_eq!(world.stands("failures").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn failing_to_clean_up_never_changes_the_verdict() {
    for clean_up in [
        gone(),
        Reply::error(500, "InternalFailureException"),
        Reply::Hang,
    ] {
        let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
        world.set(|behind| behind.clean_up = clean_up);
        assert_eq!(world.run().await.unwrap().lex_region, PRIMARY);
    }
}
