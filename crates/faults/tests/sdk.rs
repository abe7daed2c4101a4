//! What the real AWS SDK makes of the faults: the code it reads from an error, and how often it
//! tries. The expected attempts were measured with the SDK against a real HTTP server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_types::timeout::TimeoutConfig;
use lexdr_faults::{FaultLayer, FaultService, Faults, Rule};
use lexdr_simulator::{Clock, SimHttpClient};
use lexdr_wire::{ConnectionError, Request, Response};
use rstest::rstest;
use serde_json::{Value, json};
use tower::Layer;

fn epoch() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

/// A virtual hour, after which a call is taken to hang for ever.
const FOR_EVER: Duration = Duration::from_secs(3_600);

/// A healthy service behind the rules given.
fn service(
    rules: &[Value],
) -> (
    Faults,
    FaultService<
        impl tower::Service<Request, Response = Response, Error = ConnectionError, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
    >,
) {
    let faults = Faults::builder().epoch(epoch()).build();
    for (nth, rule) in rules.iter().enumerate() {
        let mut rule = rule.clone();
        rule["id"] = format!("rule-{nth}").into();
        faults.add(Rule::parse(&rule).unwrap()).unwrap();
    }
    let healthy = tower::service_fn(|_: Request| async {
        let body =
            json!({ "message": "What type of flowers would you like to order?" }).to_string();
        let length = body.len();
        let response = http::Response::builder()
            .header("content-type", "application/json")
            .header("content-length", length)
            .body(body.into());
        Ok(response.unwrap())
    });
    (faults.clone(), FaultLayer::new(faults).layer(healthy))
}

/// The SDK keeps its retry tokens for the life of the process, by name.
fn partition() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("test-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The code of the error, how often the SDK tried and how long that took in milliseconds.
async fn post_text(
    rules: &[Value],
    timeouts: Option<TimeoutConfig>,
) -> (Option<String>, u64, u128) {
    use aws_sdk_lexruntime as lex;
    let (faults, service) = service(rules);
    let mut config = lex::Config::builder()
        .behavior_version(lex::config::BehaviorVersion::v2026_01_12())
        .region(lex::config::Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
        .http_client(SimHttpClient::new(service))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(Clock::starting_at(epoch()))
        .retry_partition(lex::config::retry::RetryPartition::new(partition()));
    if let Some(timeouts) = timeouts {
        config = config.timeout_config(timeouts);
    }
    let start = tokio::time::Instant::now();
    let call = lex::Client::from_conf(config.build())
        .post_text()
        .bot_name("OrderFlowers")
        .bot_alias("ver_one")
        .user_id("checker")
        .input_text("hello")
        .send();
    let answer = tokio::time::timeout(FOR_EVER, call)
        .await
        .expect("the call hangs for ever");
    let took = start.elapsed().as_millis();
    let code = answer
        .err()
        .map(|error| error.code().unwrap_or("none").to_owned());
    (code, faults.fired()["rule-0"], took)
}

async fn update_item(rule: Value) -> (Option<String>, u64) {
    use aws_sdk_dynamodb as dynamodb;
    let (faults, service) = service(&[rule]);
    let config = dynamodb::Config::builder()
        .behavior_version(dynamodb::config::BehaviorVersion::v2026_01_12())
        .region(dynamodb::config::Region::new("us-east-1"))
        .credentials_provider(Credentials::new("AKID", "secret", None, None, "test"))
        .http_client(SimHttpClient::new(service))
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(Clock::starting_at(epoch()))
        .retry_partition(dynamodb::config::retry::RetryPartition::new(partition()))
        .build();
    let answer = dynamodb::Client::from_conf(config)
        .update_item()
        .table_name("lexDR")
        .key("connectRegion", AttributeValue::S("us-east-1".to_owned()))
        .send()
        .await;
    let code = answer
        .err()
        .map(|error| error.code().unwrap_or("none").to_owned());
    (code, faults.fired()["rule-0"])
}

#[rstest]
#[case("NotFound", "NotFoundException", 1)]
#[case("BadRequest", "BadRequestException", 1)]
#[case("Conflict", "ConflictException", 1)]
#[case("DependencyFailed", "DependencyFailedException", 1)]
#[case("AccessDenied", "AccessDeniedException", 1)]
#[case("ExpiredToken", "ExpiredTokenException", 1)]
#[case("UnrecognizedClient", "UnrecognizedClientException", 1)]
#[case("LoopDetected", "LoopDetectedException", 1)]
#[case("RequestTimeout", "RequestTimeoutException", 3)]
#[case("LimitExceeded", "LimitExceededException", 3)]
#[case("InternalFailure", "InternalFailureException", 3)]
#[case("BadGateway", "BadGatewayException", 3)]
#[case("Throttling", "ThrottlingException", 3)]
#[case("ServiceUnavailable", "ServiceUnavailableException", 3)]
#[tokio::test(start_paused = true)]
async fn the_sdk_reads_an_error_of_lex(
    #[case] name: &str,
    #[case] code: &str,
    #[case] attempts: u64,
) {
    let rule = json!({ "matches": { "service": "lex-v1" }, "effect": { "error": name } });
    let (found, tried, _) = post_text(&[rule], None).await;
    assert_eq!((found.as_deref(), tried), (Some(code), attempts));
}

#[rstest]
#[case("ConditionalCheckFailed", "ConditionalCheckFailedException", 1)]
#[case("ResourceNotFound", "ResourceNotFoundException", 1)]
#[case("AccessDenied", "AccessDeniedException", 1)]
#[case("Validation", "ValidationException", 1)]
#[case("ExpiredToken", "ExpiredTokenException", 1)]
#[case("TransactionConflict", "TransactionConflictException", 1)]
#[case(
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    3
)]
#[case("RequestLimitExceeded", "RequestLimitExceeded", 3)]
#[case("Throttling", "ThrottlingException", 3)]
#[case("InternalServerError", "InternalServerError", 3)]
#[case("ReplicatedWriteConflict", "ReplicatedWriteConflictException", 3)]
#[tokio::test(start_paused = true)]
async fn the_sdk_reads_an_error_of_dynamodb(
    #[case] name: &str,
    #[case] code: &str,
    #[case] attempts: u64,
) {
    let rule = json!({ "matches": { "service": "dynamodb" }, "effect": { "error": name } });
    let (found, tried) = update_item(rule).await;
    assert_eq!((found.as_deref(), tried), (Some(code), attempts));
}

#[rstest]
#[case(json!("refused"), 3)]
#[case(json!("reset"), 3)]
#[case(json!("dns"), 3)]
#[case(json!("short-body"), 3)]
#[case(json!({ "lost-answer": "reset" }), 3)]
#[case(json!({ "answer": "html" }), 1)]
#[case(json!({ "answer": "garbage" }), 1)]
#[tokio::test(start_paused = true)]
async fn the_sdk_sees_no_error_of_the_service(#[case] effect: Value, #[case] attempts: u64) {
    let (code, tried, _) = post_text(&[json!({ "effect": effect })], None).await;
    assert_eq!((code.as_deref(), tried), (Some("none"), attempts));
}

/// Three attempts of 3.1 s, the SDK's connect timeout, with up to 1 s and up to 2 s between them.
#[tokio::test(start_paused = true)]
async fn a_black_hole_costs_three_connect_timeouts() {
    let (code, tried, took) = post_text(&[json!({ "effect": "black-hole" })], None).await;
    assert_eq!((code.as_deref(), tried), (Some("none"), 3));
    assert!((9_300..=12_310).contains(&took), "{took}");
}

#[rstest]
#[case("hang")]
#[case("hang-in-body")]
#[case("lost-answer")]
#[tokio::test(start_paused = true)]
async fn a_hang_ends_with_the_attempt(#[case] name: &str) {
    let effect = if name == "lost-answer" {
        json!({ name: "hang" })
    } else {
        json!(name)
    };
    let timeouts = TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(2))
        .build();
    let (code, tried, took) = post_text(&[json!({ "effect": effect })], Some(timeouts)).await;
    assert_eq!((code.as_deref(), tried), (Some("none"), 3));
    assert!((6_000..=9_010).contains(&took), "{took}");
}

/// The SDK's protection against stalled bodies: about 6 s an attempt (measured).
#[tokio::test(start_paused = true)]
async fn a_body_that_falls_silent_is_noticed_without_any_time_limit() {
    let (code, tried, took) = post_text(&[json!({ "effect": "hang-in-body" })], None).await;
    assert_eq!((code.as_deref(), tried), (Some("none"), 3));
    assert!((15_000..=24_000).contains(&took), "{took}");
}

#[rstest]
#[case("3m", 1)]
#[case("5m", 3)]
#[case("-5m", 3)]
#[tokio::test(start_paused = true)]
async fn a_denial_with_a_date_far_off_is_tried_again(#[case] skew: &str, #[case] attempts: u64) {
    let rules = [
        json!({ "effect": { "error": "AccessDenied" } }),
        json!({ "effect": { "clock-skew": skew } }),
    ];
    let (code, tried, _) = post_text(&rules, None).await;
    assert_eq!(
        (code.as_deref(), tried),
        (Some("AccessDeniedException"), attempts)
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_that_comes_once_is_absorbed() {
    let rule = json!({ "when": { "first": 1 }, "effect": { "error": "ServiceUnavailable" } });
    let (code, tried, _) = post_text(&[rule], None).await;
    assert_eq!((code, tried), (None, 1));
}
