//! What Lambda and EventBridge measure of themselves.

use std::time::Duration;

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{ComparisonOperator, Dimension, StateValue, Statistic};
use aws_sdk_eventbridge::types::Target;
use serde_json::json;

use crate::alarms::client;
use crate::support::{Account, EPOCH_MS};

/// The sum of a metric since the start, if there is any data.
async fn sum(client: &Client, namespace: &str, name: &str, of: (&str, &str)) -> Option<f64> {
    let found = client
        .get_metric_statistics()
        .namespace(namespace)
        .metric_name(name)
        .dimensions(Dimension::builder().name(of.0).value(of.1).build())
        .start_time(DateTime::from_millis(EPOCH_MS))
        .end_time(DateTime::from_millis(EPOCH_MS + 3_600_000))
        .period(3600)
        .statistics(Statistic::Sum)
        .send()
        .await
        .unwrap();
    found.datapoints().first().and_then(|point| point.sum())
}

#[tokio::test(start_paused = true)]
async fn functions_are_measured() {
    let account = Account::instant();
    let client = client(&account);
    account.function("f", 3).await;
    account
        .invoke("f", json!({ "do": "sleep", "ms": 250 }))
        .await;
    account.invoke("f", json!({ "do": "fail" })).await;
    account.invoke("f", json!({ "do": "hang" })).await;
    let of = async |name| sum(&client, "AWS/Lambda", name, ("FunctionName", "f")).await;
    assert_eq!(of("Invocations").await, Some(3.0));
    assert_eq!(of("Errors").await, Some(2.0));
    assert_eq!(of("Throttles").await, Some(0.0));
    assert_eq!(of("Duration").await, Some(3250.0));
    let none = account
        .lambda()
        .put_function_concurrency()
        .function_name("f");
    none.reserved_concurrent_executions(0).send().await.unwrap();
    account
        .lambda()
        .invoke()
        .function_name("f")
        .send()
        .await
        .unwrap_err();
    assert_eq!(of("Throttles").await, Some(1.0));
    assert_eq!(of("Invocations").await, Some(3.0));
    assert_eq!(
        sum(&client, "AWS/Lambda", "Errors", ("FunctionName", "g")).await,
        None
    );
}

#[tokio::test(start_paused = true)]
async fn rules_are_measured() {
    let account = Account::instant();
    let client = client(&account);
    account.function("f", 3).await;
    let events = account.events();
    let rule = events
        .put_rule()
        .name("r")
        .schedule_expression("rate(1 minute)");
    rule.send().await.unwrap();
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    let target = Target::builder().id("f").arn(arn).build().unwrap();
    events
        .put_targets()
        .rule("r")
        .targets(target)
        .send()
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_secs(61)).await;
    let of = async |name| sum(&client, "AWS/Events", name, ("RuleName", "r")).await;
    assert_eq!(of("TriggeredRules").await, Some(1.0));
    // Nobody has allowed the rule to invoke the function yet.
    assert_eq!(of("FailedInvocations").await, Some(1.0));
    assert_eq!(
        account.simulator.failed_invocations("us-east-1", "r"),
        Some(1)
    );
    let source = "arn:aws:events:us-east-1:123456789012:rule/r";
    account.permit_events("f", source).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(of("TriggeredRules").await, Some(2.0));
    assert_eq!(of("Invocations").await, Some(2.0));
    assert_eq!(of("FailedInvocations").await, Some(1.0));
}

#[tokio::test(start_paused = true)]
async fn an_alarm_hears_of_a_function_that_fails() {
    let account = Account::instant();
    let client = client(&account);
    account.function("f", 3).await;
    client
        .put_metric_alarm()
        .alarm_name("f-errors")
        .namespace("AWS/Lambda")
        .metric_name("Errors")
        .dimensions(Dimension::builder().name("FunctionName").value("f").build())
        .statistic(Statistic::Sum)
        .period(60)
        .evaluation_periods(1)
        .threshold(1.0)
        .comparison_operator(ComparisonOperator::GreaterThanOrEqualToThreshold)
        .treat_missing_data("notBreaching")
        .send()
        .await
        .unwrap();
    let firing = async || {
        let firing = client.describe_alarms().state_value(StateValue::Alarm);
        firing.send().await.unwrap().metric_alarms().len()
    };
    account.invoke("f", json!({ "do": "echo" })).await;
    account.until(60_000).await;
    assert_eq!(firing().await, 0);
    account.invoke("f", json!({ "do": "fail" })).await;
    account.until(120_000).await;
    assert_eq!(firing().await, 1);
    // Its data still counts while it is among the periods that are looked at.
    account.until(299_999).await;
    assert_eq!(firing().await, 1);
    account.until(300_000).await;
    assert_eq!(firing().await, 0);
}
