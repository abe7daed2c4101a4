//! Schedules are made, shown, listed, replaced and deleted.

use aws_sdk_scheduler::primitives::DateTime;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindowMode, RetryPolicy, ScheduleState,
};
use lexdr_wire::{Call, Service};
use serde_json::json;

use crate::account::{Account, ROLE, after, calling, exactly, release};

const ARN: &str = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/undo";
const QUEUE: &str = "arn:aws:sqs:us-east-1:123456789012:dead";

#[tokio::test(start_paused = true)]
async fn a_schedule_is_shown_as_it_was_defined() {
    let account = Account::new().await;
    let scheduler = account.scheduler();
    let retry = RetryPolicy::builder().maximum_retry_attempts(3).build();
    let input = json!({ "FunctionName": "f" });
    let target = calling("lambda:deleteFunctionConcurrency", input.clone())
        .retry_policy(retry)
        .dead_letter_config(DeadLetterConfig::builder().arn(QUEUE).build());
    let expression = account.at(600);
    let made = account
        .schedule(&expression, target.build().unwrap())
        .description("the way back")
        .action_after_completion(ActionAfterCompletion::Delete)
        .send()
        .await
        .unwrap();
    assert_eq!(made.schedule_arn(), ARN);
    let found = scheduler.get_schedule().name("undo").group_name("default");
    let found = found.send().await.unwrap();
    assert_eq!(found.arn(), Some(ARN));
    assert_eq!(found.group_name(), Some("default"));
    assert_eq!(found.schedule_expression(), Some(&*expression));
    assert_eq!(found.schedule_expression_timezone(), Some("UTC"));
    assert_eq!(found.description(), Some("the way back"));
    assert_eq!(found.state(), Some(&ScheduleState::Enabled));
    let window = found.flexible_time_window().unwrap();
    assert_eq!(window.mode(), &FlexibleTimeWindowMode::Off);
    let target = found.target().unwrap();
    assert_eq!(target.role_arn(), ROLE);
    assert_eq!(target.input(), Some(&*input.to_string()));
    let dead = target.dead_letter_config().unwrap();
    assert_eq!(dead.arn(), Some(QUEUE));
    let retry = target.retry_policy().unwrap();
    assert_eq!(retry.maximum_retry_attempts(), Some(3));
    assert_eq!(retry.maximum_event_age_in_seconds(), Some(86_400));
    let made_at = DateTime::from(account.date(0));
    assert_eq!(found.creation_date(), Some(&made_at));

    after(60).await;
    let later = account.at(600);
    let update = scheduler.update_schedule().name("undo").target(release());
    let update = update.schedule_expression(&later);
    let updated = update.flexible_time_window(exactly()).send().await.unwrap();
    assert_eq!(updated.schedule_arn(), ARN);
    let found = scheduler.get_schedule().name("undo").send().await.unwrap();
    assert_eq!(found.schedule_expression(), Some(&*later));
    // What an update does not say is as if it had never been said.
    assert_eq!(found.description(), None);
    assert_eq!(
        found.action_after_completion(),
        Some(&ActionAfterCompletion::None)
    );
    let retry = found.target().unwrap().retry_policy().unwrap();
    assert_eq!(retry.maximum_retry_attempts(), Some(185));
    assert_eq!(found.creation_date(), Some(&made_at));
    let changed_at = DateTime::from(account.date(0));
    assert_eq!(found.last_modification_date(), Some(&changed_at));

    let delete = scheduler.delete_schedule().name("undo");
    delete.send().await.unwrap();
    let gone = scheduler.get_schedule().name("undo").send().await;
    let gone = gone.unwrap_err().into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
    after(1000).await;
    assert_eq!(account.seen(), [""; 0]);
    assert_eq!(account.simulator.background_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn lists_are_paged_and_filtered() {
    let account = Account::new().await;
    let scheduler = account.scheduler();
    for name in ["b", "a3", "a1", "a2", "c"] {
        let state = match name {
            "a2" => ScheduleState::Disabled,
            _ => ScheduleState::Enabled,
        };
        let schedule = account.schedule("rate(1 day)", release()).name(name);
        schedule.state(state).send().await.unwrap();
    }
    let pages = scheduler.list_schedules().max_results(2).into_paginator();
    let pages: Vec<_> = pages.send().collect::<Result<_, _>>().await.unwrap();
    let names = |page: &aws_sdk_scheduler::operation::list_schedules::ListSchedulesOutput| {
        let names = page.schedules().iter().filter_map(|one| one.name());
        names.collect::<Vec<_>>().join(" ")
    };
    let pages: Vec<String> = pages.iter().map(names).collect();
    assert_eq!(pages, ["a1 a2", "a3 b", "c"]);
    let list = || scheduler.list_schedules().name_prefix("a");
    let enabled = list().state(ScheduleState::Enabled).send().await.unwrap();
    assert_eq!(names(&enabled), "a1 a3");
    let disabled = list().state(ScheduleState::Disabled).send().await.unwrap();
    assert_eq!(names(&disabled), "a2");
    let target = disabled.schedules()[0].target().unwrap();
    assert_eq!(target.arn(), release().arn());
    let group = list().group_name("default").send().await.unwrap();
    assert_eq!(names(&group), "a1 a2 a3");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_sent_again_succeeds_again() {
    let account = Account::new().await;
    let expression = account.at(600);
    let create = |token: &str| {
        let schedule = account.schedule(&expression, release());
        schedule.client_token(token).send()
    };
    create("one").await.unwrap();
    create("one").await.unwrap();
    let other = create("two").await.unwrap_err().into_service_error();
    assert!(other.is_conflict_exception(), "{other:?}");
    let different = account.schedule("rate(1 day)", release());
    let different = different.client_token("one").send().await.unwrap_err();
    assert!(different.into_service_error().is_conflict_exception());

    let scheduler = account.scheduler();
    let delete = |token: &str| {
        let delete = scheduler.delete_schedule().name("undo");
        delete.client_token(token).send()
    };
    delete("three").await.unwrap();
    delete("three").await.unwrap();
    let gone = delete("four").await.unwrap_err().into_service_error();
    assert!(gone.is_resource_not_found_exception(), "{gone:?}");
    create("one").await.unwrap();
}

#[test]
fn on_a_shared_port_the_signature_tells_whose_call_it_is() {
    let credential = "AWS4 Credential=AKID/20260105/us-west-2/scheduler/aws4_request";
    let request = http::Request::builder()
        .method("PUT")
        .uri("http://127.0.0.1:4588/schedules/undo")
        .header("authorization", credential)
        .body(bytes::Bytes::new())
        .unwrap();
    let call = Call::of(&request).unwrap();
    assert_eq!(call.service, Service::Scheduler);
    assert_eq!(
        (&*call.region, &*call.operation),
        ("us-west-2", "UpdateSchedule")
    );
    assert_eq!(call.label("Name"), "undo");
}
