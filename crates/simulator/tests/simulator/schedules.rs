//! EventBridge rules: when they tick, when they do not, and whom they may invoke.

use aws_sdk_eventbridge::error::ProvideErrorMetadata;
use aws_sdk_eventbridge::types::{RuleState, Tag, Target};
use serde_json::{Value, json};

use crate::support::Account;

const RULE: &str = "arn:aws:events:us-east-1:123456789012:rule/check";

async fn account() -> Account {
    let account = Account::instant();
    account.function("f", 15).await;
    account.permit_events("f", RULE).await;
    account
}

async fn rule(account: &Account, expression: &str) {
    let events = account.events();
    let put = events
        .put_rule()
        .name("check")
        .schedule_expression(expression);
    assert_eq!(put.send().await.unwrap().rule_arn(), Some(RULE));
}

async fn target(account: &Account, input: Option<&str>) {
    let target = Target::builder()
        .id("t")
        .arn("arn:aws:lambda:us-east-1:123456789012:function:f")
        .set_input(input.map(str::to_owned))
        .build()
        .unwrap();
    let put = account
        .events()
        .put_targets()
        .rule("check")
        .targets(target)
        .send()
        .await
        .unwrap();
    assert_eq!(put.failed_entry_count(), 0);
}

fn starts(account: &Account) -> Vec<i64> {
    let lines = account.seen.of("started");
    lines
        .iter()
        .map(|line| line.rsplit(' ').next().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_rate_rule_ticks_in_equal_steps_from_its_creation() {
    let account = account().await;
    account.until(7_000).await;
    rule(&account, "rate(5 minutes)").await;
    target(&account, Some("{}")).await;
    account.until(1_000_000).await;
    assert_eq!(starts(&account), [307_000, 607_000, 907_000]);
    assert_eq!(account.seen.of("ended")[0], "ended f #1 307000..307000 {}");
}

#[tokio::test(start_paused = true)]
async fn a_disabled_rule_is_silent_and_enabling_starts_a_new_beat() {
    let account = account().await;
    rule(&account, "rate(1 minute)").await;
    target(&account, Some("{}")).await;
    let events = account.events();
    account.until(90_000).await;
    events.disable_rule().name("check").send().await.unwrap();
    let shown = events.describe_rule().name("check").send().await.unwrap();
    assert_eq!(shown.state(), Some(&RuleState::Disabled));
    account.until(200_000).await;
    assert_eq!(starts(&account), [61_000]);
    events.enable_rule().name("check").send().await.unwrap();
    account.until(230_000).await;
    events.enable_rule().name("check").send().await.unwrap();
    account.until(330_000).await;
    assert_eq!(
        starts(&account),
        [61_000, 260_000, 320_000],
        "enabling twice keeps the beat"
    );
}

#[tokio::test(start_paused = true)]
async fn a_cron_rule_ticks_by_the_calendar() {
    let account = account().await;
    rule(&account, "cron(0/20 0 ? * THU *)").await;
    target(&account, Some(r#"{"do":"echo"}"#)).await;
    account.until(7 * 24 * 3_600_000 + 1).await;
    assert_eq!(starts(&account), [1_200_000, 2_400_000, 604_800_000]);
}

#[tokio::test(start_paused = true)]
async fn without_an_input_the_target_gets_a_scheduled_event() {
    let account = account().await;
    rule(&account, "rate(1 hour)").await;
    target(&account, None).await;
    account.until(3_700_000).await;
    let line = account.seen.of("ended")[0].clone();
    let event: Value = serde_json::from_str(&line[line.find('{').unwrap()..]).unwrap();
    assert_eq!(event["detail-type"], "Scheduled Event");
    assert_eq!(event["time"], "2026-01-01T01:00:01Z");
    assert_eq!(event["resources"], json!([RULE]));
}

#[tokio::test(start_paused = true)]
async fn a_rule_without_permission_fails_and_is_counted() {
    let account = Account::instant();
    account.function("f", 15).await;
    account
        .permit_events("f", "arn:aws:events:us-east-1:123456789012:rule/other")
        .await;
    rule(&account, "rate(1 minute)").await;
    target(&account, Some("{}")).await;
    account.until(130_000).await;
    assert!(starts(&account).is_empty());
    assert_eq!(
        account.simulator.failed_invocations("us-east-1", "check"),
        Some(2)
    );
    assert_eq!(
        account.simulator.failed_invocations("us-east-1", "other"),
        None
    );
    assert!(account.seen.of("target")[0].starts_with("target check t at 61000: the resource"));
    let lambda = account.lambda();
    let remove = lambda
        .remove_permission()
        .function_name("f")
        .statement_id("events");
    remove.send().await.unwrap();
    account.permit_events("f", RULE).await;
    account.until(190_000).await;
    assert_eq!(starts(&account), [181_000]);
}

#[tokio::test(start_paused = true)]
async fn a_failing_check_is_retried_between_the_ticks() {
    let account = account().await;
    rule(&account, "rate(5 minutes)").await;
    target(&account, Some(r#"{"do":"fail"}"#)).await;
    account.until(605_000).await;
    assert_eq!(starts(&account), [301_000, 361_000, 481_000, 601_000]);
}

#[tokio::test(start_paused = true)]
async fn rules_are_validated_in_eventbridges_words() {
    let account = account().await;
    let events = account.events();
    for bad in [
        "rate(1 minutes)",
        "rate(0 minutes)",
        "cron(0 0 * * * *)",
        "hourly",
    ] {
        let error = events
            .put_rule()
            .name("x")
            .schedule_expression(bad)
            .send()
            .await;
        let error = error.unwrap_err().into_service_error();
        assert_eq!(
            error.message(),
            Some("Parameter ScheduleExpression is not valid."),
            "{bad}"
        );
    }
    let bare = events
        .put_rule()
        .name("x")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(bare.code(), Some("ValidationException"));
    let missing = events.describe_rule().name("x").send().await.unwrap_err();
    assert!(
        missing
            .into_service_error()
            .is_resource_not_found_exception()
    );
    let pattern = events
        .put_rule()
        .name("x")
        .event_pattern(r#"{"source":["a"]}"#)
        .send()
        .await;
    assert_eq!(pattern.unwrap_err().code(), Some("NotImplementedException"));
}

#[tokio::test(start_paused = true)]
async fn a_rule_with_targets_cannot_be_deleted() {
    let account = account().await;
    rule(&account, "rate(1 minute)").await;
    target(&account, Some("{}")).await;
    let events = account.events();
    let refused = events.delete_rule().name("check").send().await.unwrap_err();
    let refused = refused.into_service_error();
    assert_eq!(
        refused.message(),
        Some("Rule can't be deleted since it has targets.")
    );
    let listed = events
        .list_targets_by_rule()
        .rule("check")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.targets()[0].input(), Some("{}"));
    let gone = events
        .remove_targets()
        .rule("check")
        .ids("t")
        .ids("u")
        .send()
        .await
        .unwrap();
    assert_eq!(gone.failed_entries()[0].target_id(), Some("u"));
    assert_eq!(
        events
            .list_rules()
            .name_prefix("ch")
            .send()
            .await
            .unwrap()
            .rules()
            .len(),
        1
    );
    events.delete_rule().name("check").send().await.unwrap();
    assert!(events.list_rules().send().await.unwrap().rules().is_empty());
    account.until(1_000_000).await;
    assert!(starts(&account).is_empty());
    assert_eq!(account.simulator.background_tasks(), 0);
}

#[tokio::test(start_paused = true)]
async fn targets_that_cannot_be_invoked_are_failed_entries() {
    let account = account().await;
    rule(&account, "rate(1 minute)").await;
    let events = account.events();
    let put = |arn: &str, input: &str| {
        let target = Target::builder()
            .id("t")
            .arn(arn)
            .input(input)
            .build()
            .unwrap();
        events.put_targets().rule("check").targets(target).send()
    };
    let queue = put("arn:aws:sqs:us-east-1:123456789012:q", "{}")
        .await
        .unwrap();
    assert_eq!(queue.failed_entry_count(), 1);
    let west = put("arn:aws:lambda:us-west-2:123456789012:function:f", "{}")
        .await
        .unwrap();
    assert_eq!(
        west.failed_entries()[0].error_code(),
        Some("ValidationException")
    );
    let text = put("arn:aws:lambda:us-east-1:123456789012:function:f", "{")
        .await
        .unwrap_err();
    assert_eq!(text.code(), Some("ValidationException"));
    let listed = events
        .list_targets_by_rule()
        .rule("check")
        .send()
        .await
        .unwrap();
    assert!(listed.targets().is_empty());
}

#[tokio::test(start_paused = true)]
async fn put_rule_replaces_the_schedule_and_keeps_the_targets() {
    let account = account().await;
    rule(&account, "rate(1 minute)").await;
    target(&account, Some("{}")).await;
    account.until(31_000).await;
    rule(&account, "rate(2 minutes)").await;
    account.until(160_000).await;
    assert_eq!(starts(&account), [151_000]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_has_the_tags_it_was_made_with_and_those_it_was_given() {
    let account = account().await;
    let events = account.events();
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().unwrap();
    let put = |name: &str, value: &str| {
        let put = events.put_rule().name(name).tags(tag("team", value));
        put.schedule_expression("rate(1 minute)").send()
    };
    put("check", "voice").await.unwrap();
    let add = events.tag_resource().resource_arn(RULE);
    add.tags(tag("stage", "prod")).send().await.unwrap();
    // A rule that is there keeps its tags, whatever comes with it.
    put("check", "billing").await.unwrap();
    let tags = async || {
        let listed = events.list_tags_for_resource().resource_arn(RULE);
        listed.send().await.unwrap().tags.unwrap()
    };
    assert_eq!(tags().await, [tag("stage", "prod"), tag("team", "voice")]);
    let remove = events.untag_resource().resource_arn(RULE);
    remove.tag_keys("stage").send().await.unwrap();
    assert_eq!(tags().await, [tag("team", "voice")]);
    let nobody = events.list_tags_for_resource();
    let nobody = nobody.resource_arn(format!("{RULE}2")).send().await;
    let error = nobody.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
}
