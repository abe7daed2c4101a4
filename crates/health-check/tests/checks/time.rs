//! Every check ends before Lambda ends it, whatever hangs.

use std::time::Duration;

use lexdr_health_check::CheckError;
use lexdr_route::testing::Reply;
use rstest::rstest;
use tokio::time::Instant;

use crate::support::{PRIMARY, SECONDARY, World, item, well};

const BEFORE: &str = "2023-11-14T22:00:00.000Z";

#[rstest]
#[tokio::test(start_paused = true)]
async fn when_both_bots_and_the_write_and_the_clean_up_hang_the_check_still_ends(
    #[values(1_500, 3_000, 8_000, 15_000, 60_000)] limit: u64,
    #[values("put_session", "send_message")] method: &str,
    #[values(Reply::Hang, Reply::Stall(vec![("x-amz-lex-session-id", "s".into())]))] hang: Reply,
) {
    let limit = Duration::from_millis(limit);
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[("TEST_METHOD", method)]);
    world.set(|behind| {
        behind.bots = [(PRIMARY, hang.clone()), (SECONDARY, hang.clone())].into();
        behind.clean_up = hang.clone();
        behind.writes = Some(hang);
    });
    let began = Instant::now();
    let error = world.run_within(limit).await.unwrap_err();
    assert!(matches!(error, CheckError::Table(_)), "{error}");
    let most = limit.min(Duration::from_secs(15)).mul_f64(0.9);
    assert!(
        began.elapsed() <= most,
        "{:?} of {limit:?}",
        began.elapsed()
    );
}

#[rstest]
#[tokio::test(start_paused = true)]
async fn a_hanging_primary_is_tried_twice_and_left_in_one_check(
    #[values("put_session", "send_message")] method: &str,
) {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[("TEST_METHOD", method)]);
    let session = vec![
        ("x-amz-lex-session-id", "s".into()),
        ("content-type", "text/plain".into()),
    ];
    world.set(|behind| {
        behind.bots.insert(PRIMARY, Reply::Hang);
        if method == "put_session" {
            behind
                .bots
                .insert(SECONDARY, Reply::Answer(200, session, String::new()));
        }
    });
    let began = Instant::now();
    let outcome = world.run().await.unwrap();
    assert_eq!(
        (outcome.lex_region.as_str(), outcome.primary.as_str()),
        (SECONDARY, "timeout")
    );
    assert!(
        began.elapsed() <= Duration::from_millis(5_500),
        "{:?}",
        began.elapsed()
    );
    let asked = |exchange: &lexdr_route::testing::Exchange| {
        exchange.target.contains(PRIMARY)
            && exchange.target.contains("/bot/")
            && exchange.method != "DELETE"
    };
    assert!(world.count(asked) >= 2);
}

#[rstest]
#[case(1_000, "healthy")]
#[case(2_500, "healthy")]
#[case(2_600, "timeout")]
#[case(5_000, "timeout")]
#[tokio::test(start_paused = true)]
async fn a_bot_too_slow_for_a_caller_is_down(#[case] millis: u64, #[case] primary: &str) {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let slow = Reply::After(Duration::from_millis(millis), Box::new(well()));
    world.set(|behind| drop(behind.bots.insert(PRIMARY, slow)));
    assert_eq!(world.run().await.unwrap().primary, primary);
}

#[tokio::test(start_paused = true)]
async fn with_too_little_time_nothing_is_asked_and_the_error_says_why() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let error = world.run_within(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "only 1s left for the check, at least 1.5s needed"
    );
    assert_eq!(world.http.exchanges().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_day_of_outage_leaves_the_retries_as_they_were() {
    let world = World::new(Some(item(PRIMARY, BEFORE)), &[]);
    let dead = Reply::error(500, "InternalFailureException");
    world.set(|behind| behind.bots = [(PRIMARY, dead.clone()), (SECONDARY, dead)].into());
    for _ in 0..288 {
        world.run().await.unwrap();
        tokio::time::sleep(Duration::from_secs(300)).await;
    }
    let before = world.http.exchanges().len();
    world.run().await.unwrap();
    let asked = world.http.exchanges()[before..]
        .iter()
        .filter(|exchange| exchange.target.ends_with("/text"))
        .count();
    assert_eq!(asked, 6, "three attempts in each region");
}
