//! What becomes of a call that fails.

use std::time::{Duration, UNIX_EPOCH};

use aws_sdk_scheduler::types::{RetryPolicy, Target};
use lexdr_simulator::Latency;
use lexdr_wire::Service;
use serde_json::json;

use crate::account::{Account, after, calling, release};

/// A synchronous run of function `f`, tried again so many times.
fn run(retries: i32) -> Target {
    let input = json!({ "FunctionName": "f", "Payload": "{}" });
    let retry = RetryPolicy::builder().maximum_retry_attempts(retries);
    let target = calling("lambda:invoke", input).retry_policy(retry.build());
    target.build().unwrap()
}

/// Function `f` with a reserved concurrency: 0 throttles every run.
async fn reserve(account: &Account, runs: i32) {
    let lambda = account.lambda();
    let put = lambda.put_function_concurrency().function_name("f");
    let put = put.reserved_concurrent_executions(runs);
    put.send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_throttled_call_is_made_again_at_growing_intervals() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    let schedule = account.schedule(&account.at(9), run(5));
    schedule.send().await.unwrap();
    after(14).await;
    reserve(&account, 1).await;
    after(1000).await;
    let expected = [
        "10 undo as lexDRUndo: Invoke 429",
        "11 undo as lexDRUndo: Invoke 429",
        "13 undo as lexDRUndo: Invoke 429",
        "17 f runs",
        "17 undo as lexDRUndo: Invoke 200",
    ];
    assert_eq!(account.seen(), expected);
    assert_eq!(account.simulator.background_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_after_as_many_retries_as_it_has() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    account
        .schedule(&account.at(9), run(1))
        .send()
        .await
        .unwrap();
    after(1000).await;
    let expected = [
        "10 undo as lexDRUndo: Invoke 429",
        "11 undo as lexDRUndo: Invoke 429",
        "11 undo gave up: lambda answered 429 TooManyRequestsException",
    ];
    assert_eq!(account.seen(), expected);
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_when_the_event_is_too_old() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    let retry = RetryPolicy::builder().maximum_event_age_in_seconds(60);
    let input = json!({ "FunctionName": "f" });
    let target = calling("lambda:invoke", input).retry_policy(retry.build());
    let schedule = account.schedule(&account.at(9), target.build().unwrap());
    schedule.send().await.unwrap();
    after(1000).await;
    let seen = account.seen();
    // 1 + 2 + 4 + 8 + 16 seconds; 32 more would be too late.
    assert_eq!(seen.len(), 7, "{seen:?}");
    assert!(seen[6].starts_with("41 undo gave up"), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn by_default_it_goes_on_for_a_day() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    let target = calling("lambda:invoke", json!({ "FunctionName": "f" }));
    let schedule = account.schedule(&account.at(9), target.build().unwrap());
    schedule.send().await.unwrap();
    after(100_000).await;
    let seen = account.seen();
    assert_eq!(seen.len(), 187, "{seen:?}");
    let last: f64 = seen[186].split(' ').next().unwrap().parse().unwrap();
    assert!((80_000.0..=86_410.0).contains(&last), "{last}");
}

#[tokio::test(start_paused = true)]
async fn a_schedule_that_is_deleted_between_two_tries_makes_no_other() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    account
        .schedule(&account.at(9), run(5))
        .send()
        .await
        .unwrap();
    after(11).await;
    let scheduler = account.scheduler();
    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
    after(1000).await;
    let expected = [
        "10 undo as lexDRUndo: Invoke 429",
        "11 undo as lexDRUndo: Invoke 429",
    ];
    assert_eq!(account.seen(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_schedule_that_is_deleted_when_a_try_is_due_makes_no_other() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    account
        .schedule(&account.at(9), run(5))
        .send()
        .await
        .unwrap();
    // At 11 s, as the second try.
    after(10).await;
    let scheduler = account.scheduler();
    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
    after(1000).await;
    assert_eq!(account.seen(), ["10 undo as lexDRUndo: Invoke 429"]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_on_its_way_cannot_be_called_back() {
    let second = Duration::from_secs(1);
    let slow = Latency::none().service(Service::Lambda, second);
    let account = Account::with(slow).await;
    account.function().await;
    reserve(&account, 0).await;
    let now = account.date(0).duration_since(UNIX_EPOCH).unwrap();
    let past = Duration::from_nanos(now.subsec_nanos().into());
    let schedule = account.schedule(&account.at(9), release());
    schedule.send().await.unwrap();
    tokio::time::sleep(9 * second - past + Duration::from_millis(1)).await;
    assert_eq!(account.seen(), [""; 0]);
    let scheduler = account.scheduler();
    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
    after(1000).await;
    let seen = account.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(
        seen[0].ends_with("DeleteFunctionConcurrency 204"),
        "{seen:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_without_the_permission_does_nothing() {
    let account = Account::new().await;
    account.function().await;
    reserve(&account, 0).await;
    account.allow("lambda:PutFunctionConcurrency").await;
    account
        .schedule(&account.at(9), release())
        .send()
        .await
        .unwrap();
    after(1000).await;
    let expected = [
        "10 undo as lexDRUndo: DeleteFunctionConcurrency 403",
        "10 undo gave up: lambda answered 403 AccessDeniedException",
    ];
    assert_eq!(account.seen(), expected);
    let lambda = account.lambda();
    let found = lambda.get_function_concurrency().function_name("f");
    let found = found.send().await.unwrap();
    assert_eq!(found.reserved_concurrent_executions(), Some(0));
}

#[tokio::test(start_paused = true)]
async fn a_role_that_is_gone_cannot_be_assumed() {
    let account = Account::new().await;
    account
        .schedule(&account.at(9), release())
        .send()
        .await
        .unwrap();
    let iam = account.iam();
    let policy = iam.delete_role_policy().role_name("lexDRUndo");
    policy.policy_name("undo").send().await.unwrap();
    let role = iam.delete_role().role_name("lexDRUndo");
    role.send().await.unwrap();
    after(1000).await;
    let seen = account.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].contains("may not assume"), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn an_input_that_fits_no_request_is_told() {
    let account = Account::new().await;
    let target = calling(
        "lambda:deleteFunctionConcurrency",
        json!({ "functionName": "f" }),
    );
    let schedule = account.schedule(&account.at(9), target.build().unwrap());
    schedule.send().await.unwrap();
    after(1000).await;
    let expected = ["9 undo gave up: DeleteFunctionConcurrency needs FunctionName"];
    assert_eq!(account.seen(), expected);
}
