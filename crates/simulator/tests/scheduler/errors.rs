//! What is refused, in the words of AWS where they are known.

use aws_sdk_scheduler::error::ProvideErrorMetadata;
use aws_sdk_scheduler::types::{FlexibleTimeWindow, FlexibleTimeWindowMode, Target};
use lexdr_simulator::Latency;
use rstest::rstest;
use serde_json::json;

use crate::account::{Account, FUNCTION, ROLE, after, call, exactly, release};

fn to(arn: &str) -> Target {
    let target = Target::builder().arn(arn).role_arn(ROLE);
    target.build().unwrap()
}

#[rstest]
#[case(
    "at(2026-01-05T12:00:00)",
    "Invalid Schedule Expression at(2026-01-05T12:00:00)."
)]
#[case("at(2026-01-05)", "Invalid Schedule Expression at(2026-01-05).")]
#[case("rate(1 minutes)", "Invalid Schedule Expression rate(1 minutes).")]
#[case("cron(* * * * * *)", "Invalid Schedule Expression cron(* * * * * *).")]
#[case("tomorrow", "Invalid Schedule Expression tomorrow.")]
#[tokio::test(start_paused = true)]
async fn expressions(#[case] expression: &str, #[case] message: &str) {
    let account = Account::new().await;
    after(1).await;
    let refused = account.schedule(expression, release()).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
    assert_eq!(refused.message(), Some(message));
}

#[rstest]
#[case::reads(call("lambda:getFunction", json!({})), "not a valid universal target")]
#[case::lists(call("dynamodb:scan", json!({})), "not a valid universal target")]
#[case::text(Target::builder().arn("arn:aws:scheduler:::aws-sdk:iam:deleteRolePolicy").role_arn(ROLE).input("now").build().unwrap(), "no well-formed JSON")]
#[case::no_object(call("iam:deleteRolePolicy", json!([])), "a JSON object")]
#[case::elsewhere(
    to("arn:aws:lambda:us-west-2:123456789012:function:f"),
    "not a function in us-east-1"
)]
#[case::no_arn(to("f"), "not in correct format")]
#[tokio::test(start_paused = true)]
async fn targets(#[case] target: Target, #[case] part: &str) {
    let account = Account::new().await;
    let refused = account.schedule("rate(1 day)", target).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
    let message = refused.message().unwrap();
    assert!(message.contains(part), "{message}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_built_says_so() {
    let account = Account::new().await;
    for arn in [
        "arn:aws:sqs:us-east-1:123456789012:q",
        "arn:aws:scheduler:::aws-sdk:ec2:stopInstances",
    ] {
        let refused = account.schedule("rate(1 day)", to(arn)).send().await;
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Some("NotImplementedException"), "{arn}");
    }
    let scheduler = account.scheduler();
    let group = scheduler.create_schedule_group().name("g").send().await;
    assert_eq!(group.unwrap_err().code(), Some("NotImplementedException"));
}

#[tokio::test(start_paused = true)]
async fn a_role_that_does_not_trust_the_scheduler_is_refused() {
    let account = Account::without_role(Latency::none());
    let refused = account.schedule("rate(1 day)", to(FUNCTION)).send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert_eq!(
        refused.message(),
        Some(
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the \
             role."
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_window_belongs_to_its_mode_and_a_zone_is_known() {
    let account = Account::new().await;
    let schedule = || account.schedule("rate(1 day)", release());
    let open = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Flexible);
    let closed = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off);
    let closed = closed.maximum_window_in_minutes(5);
    let long = open.clone().maximum_window_in_minutes(1441);
    for window in [open, closed, long] {
        let refused = schedule().flexible_time_window(window.build().unwrap());
        let refused = refused.send().await.unwrap_err().into_service_error();
        assert!(refused.is_validation_exception(), "{refused:?}");
    }
    let zone = schedule().schedule_expression_timezone("Moon/Copernicus");
    let refused = zone.send().await.unwrap_err().into_service_error();
    assert!(refused.is_validation_exception(), "{refused:?}");
    let zone = schedule().schedule_expression_timezone("Etc/UTC");
    zone.send().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_found() {
    let account = Account::new().await;
    let scheduler = account.scheduler();
    let update = scheduler.update_schedule().name("undo").target(release());
    let update = update.schedule_expression("rate(1 day)");
    let update = update.flexible_time_window(exactly()).send().await;
    let update = update.unwrap_err().into_service_error();
    assert!(update.is_resource_not_found_exception(), "{update:?}");
    assert_eq!(update.message(), Some("Schedule undo does not exist."));
    let delete = scheduler.delete_schedule().name("undo").send().await;
    let delete = delete.unwrap_err().into_service_error();
    assert!(delete.is_resource_not_found_exception(), "{delete:?}");
    let group = account.schedule("rate(1 day)", release()).group_name("g");
    let group = group.send().await.unwrap_err().into_service_error();
    assert!(group.is_resource_not_found_exception(), "{group:?}");
    let name = account.schedule("rate(1 day)", release()).name("a b");
    let name = name.send().await.unwrap_err().into_service_error();
    assert!(name.is_validation_exception(), "{name:?}");
}
