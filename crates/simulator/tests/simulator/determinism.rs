//! Same seed, same bytes.

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::LogType;
use lexdr_simulator::Latency;
use serde_json::json;

use crate::support::Account;

/// A little of everything, with latencies; every byte that came back and everything observed.
async fn run(seed_of_calls: u64) -> Vec<String> {
    let account = Account::with(|builder| builder.latency(Latency::default()));
    let mut record = Vec::new();
    account.function("f", 5).await;
    account.permit_events("f", "*").await;
    let events = account.events();
    let rule = events
        .put_rule()
        .name("check")
        .schedule_expression("rate(1 minute)");
    record.push(format!("{:?}", rule.send().await.unwrap().rule_arn()));
    let target = aws_sdk_eventbridge::types::Target::builder()
        .id("t")
        .arn("arn:aws:lambda:us-east-1:123456789012:function:f")
        .build()
        .unwrap();
    events
        .put_targets()
        .rule("check")
        .targets(target)
        .send()
        .await
        .unwrap();
    for n in 0..20 {
        let call = account
            .lambda()
            .invoke()
            .function_name("f")
            .log_type(LogType::Tail);
        let event = json!({ "do": if n % 3 == 0 { "hang" } else { "where" }, "n": seed_of_calls });
        let answer = call
            .payload(Blob::new(event.to_string()))
            .send()
            .await
            .unwrap();
        record.push(format!("{:?} {:?}", answer.payload, answer.log_result));
        let shown = account
            .lambda()
            .get_function_configuration()
            .function_name("f")
            .send()
            .await;
        record.push(format!("{:?}", shown.unwrap().revision_id));
    }
    record.extend(account.seen.lines());
    record
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let once = || {
        fastrand::seed(7);
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(run(1))
    };
    let first = once();
    assert!(first.len() > 80, "{}", first.len());
    assert_eq!(first, once());
}
