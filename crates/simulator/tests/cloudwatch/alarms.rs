//! Alarms: what they are set to, and how their state follows data, clock and SetAlarmState.

use std::time::Duration;

use aws_sdk_cloudwatch::error::ProvideErrorMetadata;
use aws_sdk_cloudwatch::operation::put_metric_alarm::builders::PutMetricAlarmFluentBuilder;
use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, MetricAlarm, MetricDatum, StateValue, Statistic,
};
use aws_sdk_cloudwatch::{Client, operation};
use rstest::rstest;

use crate::support::{Account, EPOCH_MS, epoch};

pub(crate) fn client(account: &Account) -> Client {
    Client::new(&account.config())
}

/// An alarm on the sum of `Lost` in a minute, above zero.
fn alarm(client: &Client, name: &str) -> PutMetricAlarmFluentBuilder {
    client
        .put_metric_alarm()
        .alarm_name(name)
        .namespace("Shop")
        .metric_name("Lost")
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(1)
        .threshold(0.0)
        .comparison_operator(ComparisonOperator::GreaterThanThreshold)
}

async fn put(client: &Client, value: f64) {
    let datum = MetricDatum::builder().metric_name("Lost").value(value);
    let put = client.put_metric_data().namespace("Shop");
    put.metric_data(datum.build()).send().await.unwrap();
}

async fn shown(client: &Client, name: &str) -> MetricAlarm {
    let answer = client.describe_alarms().alarm_names(name).send().await;
    let mut alarms = answer.unwrap().metric_alarms.unwrap();
    assert_eq!(alarms.len(), 1, "{name}");
    alarms.remove(0)
}

async fn state(client: &Client, name: &str) -> StateValue {
    shown(client, name).await.state_value.unwrap()
}

async fn set(
    client: &Client,
    name: &str,
    state: StateValue,
) -> Result<(), operation::set_alarm_state::SetAlarmStateError> {
    let set = client.set_alarm_state().alarm_name(name).state_value(state);
    let set = set.state_reason("told").send().await;
    set.map(|_| ())
        .map_err(aws_sdk_cloudwatch::error::SdkError::into_service_error)
}

#[tokio::test(start_paused = true)]
async fn an_alarm_shows_what_it_was_set_to() {
    let account = Account::instant();
    let client = client(&account);
    account.until(1_500).await;
    let dimension = Dimension::builder().name("Place").value("east").build();
    alarm(&client, "lost")
        .alarm_description("too many")
        .dimensions(dimension.clone())
        .alarm_actions("arn:aws:sns:us-east-1:123456789012:page")
        .datapoints_to_alarm(1)
        .treat_missing_data("notBreaching")
        .send()
        .await
        .unwrap();
    let found = shown(&client, "lost").await;
    let arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:lost";
    assert_eq!(found.alarm_arn(), Some(arn));
    assert_eq!(found.alarm_description(), Some("too many"));
    assert_eq!(found.dimensions(), [dimension]);
    assert_eq!(
        found.alarm_actions(),
        ["arn:aws:sns:us-east-1:123456789012:page"]
    );
    assert_eq!(found.actions_enabled(), Some(true));
    assert_eq!(
        (found.period(), found.evaluation_periods()),
        (Some(60), Some(1))
    );
    assert_eq!(
        (found.threshold(), found.datapoints_to_alarm()),
        (Some(0.0), Some(1))
    );
    assert_eq!(found.statistic(), Some(&Statistic::Sum));
    assert_eq!(
        found.comparison_operator(),
        Some(&ComparisonOperator::GreaterThanThreshold)
    );
    assert_eq!(found.treat_missing_data(), Some("notBreaching"));
    assert_eq!(found.state_value(), Some(&StateValue::InsufficientData));
    assert_eq!(
        found.state_reason(),
        Some("Unchecked: Initial alarm creation")
    );
    let updated = found
        .state_updated_timestamp()
        .unwrap()
        .to_millis()
        .unwrap();
    assert_eq!(updated, EPOCH_MS + 1_500);
}

#[tokio::test(start_paused = true)]
async fn the_state_follows_the_data_minute_by_minute() {
    let account = Account::instant();
    let client = client(&account);
    alarm(&client, "lost").send().await.unwrap();
    put(&client, 3.0).await;
    account.until(59_999).await;
    assert_eq!(state(&client, "lost").await, StateValue::InsufficientData);
    account.until(60_000).await;
    let found = shown(&client, "lost").await;
    assert_eq!(found.state_value(), Some(&StateValue::Alarm));
    assert_eq!(
        found.state_reason().unwrap(),
        "Threshold Crossed: 1 out of the last 1 datapoints [3.0 (01/01/26 00:00:00)] was greater \
         than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition)."
    );
    put(&client, 0.0).await;
    account.until(150_000).await;
    let found = shown(&client, "lost").await;
    assert_eq!(found.state_value(), Some(&StateValue::Ok));
    // Nobody looked at 120 s, and it is known to have been then.
    let at = found
        .state_transitioned_timestamp()
        .unwrap()
        .to_millis()
        .unwrap();
    assert_eq!(at, EPOCH_MS + 120_000);
    account.until(600_000).await;
    assert_eq!(state(&client, "lost").await, StateValue::InsufficientData);
}

/// Data that comes late does not change what an alarm has seen: asked in between or not, the states
/// are the same.
#[rstest]
#[tokio::test(start_paused = true)]
async fn asking_changes_nothing(#[values(false, true)] asked: bool) {
    let account = Account::instant();
    let client = client(&account);
    alarm(&client, "lost")
        .treat_missing_data("ignore")
        .send()
        .await
        .unwrap();
    account.until(90_000).await;
    if asked {
        assert_eq!(state(&client, "lost").await, StateValue::InsufficientData);
    }
    // Of the first minute, which was evaluated empty. Within the periods looked at, it counts at the
    // next evaluation.
    let datum = MetricDatum::builder()
        .metric_name("Lost")
        .value(1.0)
        .timestamp(epoch().into());
    let late = client.put_metric_data().namespace("Shop");
    late.metric_data(datum.build()).send().await.unwrap();
    account.until(100_000).await;
    assert_eq!(state(&client, "lost").await, StateValue::InsufficientData);
    account.until(300_000).await;
    let found = shown(&client, "lost").await;
    assert_eq!(found.state_value(), Some(&StateValue::Alarm));
    let at = found
        .state_transitioned_timestamp()
        .unwrap()
        .to_millis()
        .unwrap();
    assert_eq!(at, EPOCH_MS + 120_000);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_was_set_lasts_until_an_evaluation_says_otherwise() {
    let account = Account::instant();
    let client = client(&account);
    for (name, missing) in [("back", "notBreaching"), ("kept", "ignore")] {
        alarm(&client, name)
            .treat_missing_data(missing)
            .send()
            .await
            .unwrap();
    }
    account.until(70_000).await;
    for name in ["back", "kept"] {
        set(&client, name, StateValue::Alarm).await.unwrap();
        let found = shown(&client, name).await;
        assert_eq!(found.state_value(), Some(&StateValue::Alarm));
        assert_eq!(found.state_reason(), Some("told"));
    }
    account.until(119_999).await;
    assert_eq!(state(&client, "back").await, StateValue::Alarm);
    account.until(120_000).await;
    assert_eq!(state(&client, "back").await, StateValue::Ok);
    account.until(86_400_000).await;
    assert_eq!(state(&client, "kept").await, StateValue::Alarm);
}

#[tokio::test(start_paused = true)]
async fn two_of_three_periods_make_an_alarm() {
    let account = Account::instant();
    let client = client(&account);
    let alarm = alarm(&client, "lost")
        .evaluation_periods(3)
        .datapoints_to_alarm(2);
    alarm
        .treat_missing_data("notBreaching")
        .send()
        .await
        .unwrap();
    let mut states = Vec::new();
    for (minute, value) in [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]
        .into_iter()
        .enumerate()
    {
        put(&client, value).await;
        account.until(60_000 * (minute as i64 + 1)).await;
        states.push(state(&client, "lost").await == StateValue::Alarm);
    }
    assert_eq!(
        states,
        [false, false, false, false, false, true, false, false]
    );
}

#[tokio::test(start_paused = true)]
async fn alarms_are_found_by_name_prefix_and_state_page_by_page() {
    let account = Account::instant();
    let client = client(&account);
    for name in ["a-1", "a-2", "a-3", "b-1"] {
        alarm(&client, name)
            .treat_missing_data("ignore")
            .send()
            .await
            .unwrap();
    }
    set(&client, "a-2", StateValue::Alarm).await.unwrap();
    set(&client, "b-1", StateValue::Alarm).await.unwrap();
    let pages = client
        .describe_alarms()
        .alarm_name_prefix("a-")
        .max_records(2);
    let pages: Vec<_> = pages.into_paginator().send().try_collect().await.unwrap();
    let pages: Vec<Vec<&str>> = pages
        .iter()
        .map(|page| names(page.metric_alarms()))
        .collect();
    assert_eq!(pages, [vec!["a-1", "a-2"], vec!["a-3"]]);
    let firing = client.describe_alarms().state_value(StateValue::Alarm);
    let firing = firing.send().await.unwrap();
    assert_eq!(names(firing.metric_alarms()), ["a-2", "b-1"]);
    // Names that nobody has are left out.
    let some = client
        .describe_alarms()
        .alarm_names("b-1")
        .alarm_names("none");
    assert_eq!(names(some.send().await.unwrap().metric_alarms()), ["b-1"]);
    let composite = client
        .describe_alarms()
        .alarm_types(aws_sdk_cloudwatch::types::AlarmType::CompositeAlarm);
    let composite = composite.send().await.unwrap();
    assert!(composite.metric_alarms().is_empty() && composite.composite_alarms().is_empty());
}

fn names(alarms: &[MetricAlarm]) -> Vec<&str> {
    alarms.iter().filter_map(MetricAlarm::alarm_name).collect()
}

#[tokio::test(start_paused = true)]
async fn an_alarm_goes_when_all_that_are_named_are_there() {
    let account = Account::instant();
    let client = client(&account);
    for name in ["one", "two"] {
        alarm(&client, name).send().await.unwrap();
    }
    let deleted = client
        .delete_alarms()
        .alarm_names("one")
        .alarm_names("none");
    let error = deleted.send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found(), "{error:?}");
    assert_eq!(error.code(), Some("ResourceNotFound"));
    client
        .delete_alarms()
        .alarm_names("one")
        .send()
        .await
        .unwrap();
    let left = client.describe_alarms().send().await.unwrap();
    assert_eq!(names(left.metric_alarms()), ["two"]);
}

#[tokio::test(start_paused = true)]
async fn actions_can_be_switched_off_and_on() {
    let account = Account::instant();
    let client = client(&account);
    alarm(&client, "lost").send().await.unwrap();
    client
        .disable_alarm_actions()
        .alarm_names("lost")
        .send()
        .await
        .unwrap();
    assert_eq!(shown(&client, "lost").await.actions_enabled(), Some(false));
    client
        .enable_alarm_actions()
        .alarm_names("lost")
        .send()
        .await
        .unwrap();
    assert_eq!(shown(&client, "lost").await.actions_enabled(), Some(true));
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_told_by_name() {
    let account = Account::instant();
    let client = client(&account);
    let unknown = set(&client, "none", StateValue::Ok).await.unwrap_err();
    assert!(unknown.is_resource_not_found(), "{unknown:?}");
    let code = async |alarm: PutMetricAlarmFluentBuilder| {
        let error = alarm.send().await.unwrap_err();
        let status = error.raw_response().unwrap().status().as_u16();
        let code = error.code().unwrap_or_default().to_owned();
        (status, code)
    };
    let of = |code: &str| (400, code.to_owned());
    let alarm = || alarm(&client, "lost");
    assert_eq!(code(alarm().period(90)).await, of("InvalidParameterValue"));
    assert_eq!(
        code(alarm().datapoints_to_alarm(2)).await,
        of("ValidationError")
    );
    assert_eq!(
        code(alarm().evaluation_periods(1441)).await,
        of("ValidationError")
    );
    assert_eq!(
        code(alarm().set_threshold(None)).await,
        of("ValidationError")
    );
    assert_eq!(
        code(alarm().treat_missing_data("maybe")).await,
        of("ValidationError")
    );
    assert_eq!(
        code(alarm().alarm_actions("page me")).await,
        of("ValidationError")
    );
    let beyond = (501, "NotImplementedException".to_owned());
    assert_eq!(code(alarm().period(10)).await, beyond);
    assert_eq!(code(alarm().extended_statistic("p99")).await, beyond);
    let function = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert_eq!(code(alarm().alarm_actions(function)).await, beyond);
    let set = client
        .set_alarm_state()
        .alarm_name("lost")
        .state_reason("told");
    let set = set.state_value(StateValue::Ok).state_reason_data("no JSON");
    let error = set.send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_format_fault(), "{error:?}");
    assert_eq!(error.code(), Some("InvalidFormat"));
}

#[tokio::test(start_paused = true)]
async fn the_sdk_can_wait_for_an_alarm() {
    let account = Account::instant();
    let client = client(&account);
    tokio::join!(
        async {
            tokio::time::sleep(Duration::from_secs(12)).await;
            alarm(&client, "late").send().await.unwrap();
        },
        async {
            use aws_sdk_cloudwatch::client::Waiters;
            let exists = client.wait_until_alarm_exists().alarm_names("late");
            exists.wait(Duration::from_secs(60)).await.unwrap();
        }
    );
    assert!(account.now_ms() >= 12_000);
}
