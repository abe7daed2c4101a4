//! Faults on request: what they do to callers, and how they go away.

use std::time::Duration;

use aws_sdk_lexruntime::error::SdkError;
use aws_sdk_lexruntime::operation::put_session::{PutSessionError, PutSessionOutput};
use aws_smithy_types::timeout::TimeoutConfig;
use rstest::rstest;
use serde_json::{Value, json};

use crate::client::{LONG, World};

type Answer = Result<PutSessionOutput, SdkError<PutSessionError>>;

async fn open(world: &World, region: &'static str) -> Answer {
    let lex = world.lex(region);
    let request = lex
        .put_session()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("u1");
    request.send().await
}

async fn add(world: &World, rule: Value) -> (u16, Value) {
    world.ask("POST", "/_lexdr/faults", &rule.to_string()).await
}

#[rstest]
#[case::as_a_rule(json!({
    "id": "gone",
    "matches": { "service": "lex-v1", "region": "us-east-1" },
    "effect": { "error": "NotFound" },
}))]
#[case::as_a_scenario_has_it(json!({
    "id": "gone",
    "fault": { "lex-error": { "region": "primary", "error": "NotFound" } },
}))]
#[tokio::test]
async fn a_fault_gives_the_typed_error_until_it_is_removed(#[case] rule: Value) {
    let world = World::start().await;
    open(&world, "us-east-1").await.unwrap();
    assert_eq!(add(&world, rule).await, (201, json!({ "ids": ["gone"] })));
    let error = open(&world, "us-east-1")
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_not_found_exception(), "{error:?}");
    open(&world, "us-west-2").await.unwrap();
    let (status, listed) = world.ask("GET", "/_lexdr/faults", "").await;
    assert_eq!((status, &listed["faults"][0]["id"]), (200, &json!("gone")));
    assert_eq!(listed["faults"][0]["fired"], 1);
    let removed = world.ask("DELETE", "/_lexdr/faults/gone", "").await;
    assert_eq!(removed, (200, json!({ "ids": ["gone"] })));
    open(&world, "us-east-1").await.unwrap();
}

#[tokio::test]
async fn a_fault_of_several_rules_is_removed_by_its_name() {
    let world = World::start().await;
    let params = json!({ "region": "primary", "down": "10m", "over": "10m" });
    let (status, added) = add(&world, json!({ "fault": { "slow-recovery": params } })).await;
    assert_eq!((status, &added["ids"][0]), (201, &json!("slow-recovery/1")));
    open(&world, "us-east-1").await.unwrap_err();
    let removed = world
        .ask("DELETE", "/_lexdr/faults/slow-recovery", "")
        .await;
    assert_eq!(removed, (200, added));
    open(&world, "us-east-1").await.unwrap();
}

#[tokio::test]
async fn a_fault_ends_with_its_time_to_live() {
    let world = World::start().await;
    let rule = json!({ "id": "brief", "effect": { "error": "NotFound" }, "ttl": "100ms",
        "matches": { "service": "lex-v1" } });
    assert_eq!(add(&world, rule).await.0, 201);
    let gone = async { while open(&world, "us-east-1").await.is_err() {} };
    tokio::time::timeout(LONG, gone)
        .await
        .expect("it ends by itself");
    assert_eq!(
        world.ask("GET", "/_lexdr/faults", "").await.1,
        json!({ "faults": [] })
    );
}

#[tokio::test]
async fn many_rules_are_added_together_or_not_at_all() {
    let world = World::start().await;
    let rule = |id: &str| json!({ "id": id, "effect": "reset" });
    let (status, answer) = add(&world, json!([rule("a"), rule("b"), rule("a")])).await;
    assert_eq!(status, 409, "{answer}");
    assert_eq!(
        world.ask("GET", "/_lexdr/faults", "").await.1,
        json!({ "faults": [] })
    );
    assert_eq!(add(&world, json!([rule("a"), rule("b")])).await.0, 201);
    let cleared = world.ask("DELETE", "/_lexdr/faults", "").await;
    assert_eq!(cleared, (200, json!({ "ids": ["a", "b"] })));
}

#[rstest]
#[case::no_json(
    "{",
    "the body is no JSON: EOF while parsing an object at line 1 column 1"
)]
#[case::no_rule("1", "expected a rule such as")]
#[case::no_effect(r#"{"id":"a"}"#, "`effect` is missing")]
#[case::misspelt(r#"{"id":"a","efect":"hang"}"#, "efect: unknown key `efect`")]
#[case::no_such_fault(
    r#"{"fault":{"lex-eror":{}}}"#,
    "unknown fault `lex-eror`; did you mean `lex-error`?"
)]
#[case::no_such_time(r#"{"fault":"lex-hang","ttl":5}"#, "ttl: 5 is not a duration")]
#[case::two_faults(r#"{"fault":{"a":{},"b":{}}}"#, "fault: expected one fault")]
#[case::rule_and_fault(
    r#"{"fault":"lex-hang","effect":"hang"}"#,
    "effect: unknown key beside"
)]
#[tokio::test]
async fn a_wrong_rule_says_where(#[case] body: &str, #[case] expected: &str) {
    let world = World::start().await;
    let (status, answer) = world.ask("POST", "/_lexdr/faults", body).await;
    let message = answer["error"].as_str().unwrap();
    assert!(
        status == 400 && message.contains(expected),
        "{status} {message}"
    );
}

#[rstest]
#[case::reset("reset")]
#[case::refused("refused")]
#[case::short("short-body")]
#[case::hanging("hang")]
#[case::black("black-hole")]
#[tokio::test]
async fn broken_connections_are_broken(#[case] effect: &str) {
    let world = World::start().await;
    let rule = json!({ "id": "a", "effect": effect, "matches": { "service": "lex-models" } });
    assert_eq!(add(&world, rule).await.0, 201);
    let timeouts = TimeoutConfig::builder()
        .operation_timeout(Duration::from_secs(1))
        .build();
    let config = world.sdk("us-east-1", "/models.lex", "test");
    let config = config.into_builder().timeout_config(timeouts).build();
    let bots = aws_sdk_lexmodelbuilding::Client::new(&config)
        .get_bots()
        .send()
        .await;
    let error = bots.unwrap_err();
    let expected = match (effect, &error) {
        ("hang" | "black-hole", SdkError::TimeoutError(_)) => true,
        ("short-body", SdkError::ResponseError(_)) => true,
        ("reset" | "refused", SdkError::DispatchFailure(failure)) => failure.is_io(),
        _ => false,
    };
    assert!(expected, "{error:?}");
    // Others are served meanwhile.
    open(&world, "us-east-1").await.unwrap();
}
