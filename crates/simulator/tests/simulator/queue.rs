//! Asynchronous invocation: retries after one and two minutes, throttles that wait.

use std::time::Duration;

use lexdr_simulator::Latency;
use serde_json::json;

use crate::support::Account;

async fn account() -> Account {
    let account = Account::instant();
    account.function("f", 15).await;
    account
}

#[tokio::test(start_paused = true)]
async fn a_failed_event_is_run_again_after_one_minute_and_after_two() {
    let account = account().await;
    account.send("f", json!({ "do": "fail" })).await;
    account.until(3_600_000).await;
    assert_eq!(
        account.seen.of("ended"),
        [
            "ended f #1 1000..1000 ValueError",
            "ended f #2 61000..61000 ValueError",
            "ended f #3 181000..181000 ValueError",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_run_again_too_and_success_ends_it() {
    let account = account().await;
    account.send("f", json!({ "do": "hang" })).await;
    account.until(100_000).await;
    assert_eq!(
        account.seen.of("ended"),
        [
            "ended f #1 1000..16000 TimedOut",
            "ended f #2 76000..91000 TimedOut",
        ]
    );
    account.until(1_000_000).await;
    let ended = account.seen.of("ended").len();
    account
        .send("f", json!({ "do": "fail-first", "n": ended + 1 }))
        .await;
    account.until(2_000_000).await;
    assert_eq!(
        account.seen.of("ended")[ended..],
        [
            "ended f #1 1000000..1000000 ValueError",
            r#"ended f #2 1060000..1060000 "at last""#,
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_number_of_retries_can_be_set() {
    let account = account().await;
    let lambda = account.lambda();
    let put = lambda.put_function_event_invoke_config().function_name("f");
    put.maximum_retry_attempts(0).send().await.unwrap();
    account.send("f", json!({ "do": "fail" })).await;
    account.until(3_600_000).await;
    assert_eq!(account.seen.of("ended").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_too_old_is_dropped() {
    let account = account().await;
    let lambda = account.lambda();
    let put = lambda.put_function_event_invoke_config().function_name("f");
    put.maximum_event_age_in_seconds(100).send().await.unwrap();
    account.send("f", json!({ "do": "fail" })).await;
    account.until(3_600_000).await;
    assert_eq!(
        account.seen.of("ended").len(),
        2,
        "the third would come 180 s after the event"
    );
}

#[tokio::test(start_paused = true)]
async fn throttled_events_wait_from_one_second_to_five_minutes() {
    let account = account().await;
    let lambda = account.lambda();
    let put = lambda.put_function_concurrency().function_name("f");
    put.reserved_concurrent_executions(0).send().await.unwrap();
    account.send("f", json!({})).await;
    account.until(1_100_000).await;
    let starts: Vec<String> = account
        .seen
        .of("ended f #1")
        .iter()
        .map(|line| line.split_once("..").unwrap().0.replace("ended f #1 ", ""))
        .collect();
    // 1, 2, 4, … 256 s, then 300 s each.
    let expected = [
        1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 812_000,
    ];
    assert_eq!(starts, expected.map(|ms: i32| ms.to_string()));
    lambda
        .delete_function_concurrency()
        .function_name("f")
        .send()
        .await
        .unwrap();
    account.until(1_200_000).await;
    assert_eq!(
        account.seen.of("ended").last().unwrap(),
        "ended f #1 1112000..1112000 {}"
    );
}

#[tokio::test(start_paused = true)]
async fn throttled_events_are_dropped_after_six_hours() {
    let account = account().await;
    let lambda = account.lambda();
    let put = lambda.put_function_concurrency().function_name("f");
    put.reserved_concurrent_executions(0).send().await.unwrap();
    account.send("f", json!({})).await;
    account.until(7 * 3_600_000).await;
    assert_eq!(account.simulator.background_tasks(), 0);
    let last = account.seen.of("ended").last().unwrap().clone();
    let at: i64 = last
        .split("..")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!((21_300_000..=21_601_000).contains(&at), "{last}");
    lambda
        .delete_function_concurrency()
        .function_name("f")
        .send()
        .await
        .unwrap();
    account.until(8 * 3_600_000).await;
    assert_eq!(account.seen.of("ended").last().unwrap(), &last);
}

#[tokio::test(start_paused = true)]
async fn events_of_a_deleted_function_vanish() {
    let account = account().await;
    account.send("f", json!({ "do": "fail" })).await;
    account.until(30_000).await;
    account
        .lambda()
        .delete_function()
        .function_name("f")
        .send()
        .await
        .unwrap();
    account.until(1_000_000).await;
    assert_eq!(account.seen.of("ended").len(), 1);
    assert_eq!(account.simulator.background_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_event_spends_its_time_in_the_queue() {
    let latency = Latency::none().queue(Duration::from_millis(200));
    let account = Account::with(|builder| builder.latency(latency));
    account.function("f", 15).await;
    account.send("f", json!({})).await;
    assert_eq!(account.now_ms(), 1_000);
    account.until(10_000).await;
    let line = account.seen.of("started")[0].clone();
    let at: i64 = line.rsplit(' ').next().unwrap().parse().unwrap();
    assert!((1_090..=1_520).contains(&at), "{line}");
}
