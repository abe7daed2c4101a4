//! What holds for every service: who calls, what is unknown, how long it takes.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_types::region::Region;
use lexdr_simulator::Latency;
use lexdr_wire::{ConnectionError, Service};
use tower::ServiceExt;

use crate::support::Account;

#[tokio::test(start_paused = true)]
async fn unknown_keys_and_unsigned_requests_are_refused() {
    let account = Account::instant();
    let stranger = aws_credential_types::Credentials::new("AKIANOBODY", "secret", None, None, "t");
    let config = account
        .config()
        .into_builder()
        .credentials_provider(SharedCredentialsProvider::new(stranger))
        .build();
    let error = aws_sdk_lambda::Client::new(&config)
        .list_functions()
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 403);
    assert_eq!(error.code(), Some("UnrecognizedClientException"));
    assert!(
        account.seen.of("call")[0].contains("stranger us-east-1 ListFunctions Some(403) Unrec")
    );

    let unsigned = http::Request::builder()
        .uri("https://lambda.us-east-1.amazonaws.com/2015-03-31/functions")
        .body(bytes::Bytes::new())
        .unwrap();
    let answer = account.simulator.clone().oneshot(unsigned).await.unwrap();
    assert_eq!(answer.status(), 403);
    assert_eq!(
        answer.headers()["x-amzn-errortype"],
        "MissingAuthenticationTokenException"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_implemented_says_so_by_name() {
    let account = Account::instant();
    let dynamodb = account.dynamodb();
    let error = dynamodb.list_backups().send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 501);
    assert_eq!(error.code(), Some("NotImplementedException"));
    assert!(
        error.message().unwrap().ends_with("dynamodb ListBackups"),
        "{error:?}"
    );
    let events = account
        .events()
        .list_event_buses()
        .send()
        .await
        .unwrap_err();
    assert_eq!(events.code(), Some("NotImplementedException"));
    let iam = account.iam().list_users().send().await.unwrap_err();
    assert!(iam.message().unwrap().contains("iam ListUsers"), "{iam:?}");
    let sts = aws_sdk_sts::Client::new(&account.config());
    let sts = sts.get_session_token().send().await.unwrap_err();
    assert_eq!(sts.code(), Some("NotImplementedException"));
    // Not even a route.
    let lambda = account.lambda().list_layers().send().await.unwrap_err();
    assert_eq!(lambda.code(), Some("NotImplementedException"));
    assert!(
        lambda.message().unwrap().contains("GET /2018-10-31/layers"),
        "{lambda:?}"
    );
    let elsewhere = http::Request::builder().uri("https://sqs.us-east-1.amazonaws.com/queue");
    let elsewhere = elsewhere.body(bytes::Bytes::new()).unwrap();
    let answer = account.simulator.clone().oneshot(elsewhere).await.unwrap();
    assert_eq!(answer.status(), 501);
}

#[tokio::test(start_paused = true)]
async fn a_region_the_account_does_not_have_does_not_resolve() {
    let account = Account::with(|builder| builder.regions(["us-east-1"]));
    let west = account
        .config()
        .into_builder()
        .region(Region::new("us-west-2"))
        .build();
    let error = aws_sdk_lambda::Client::new(&west)
        .list_functions()
        .send()
        .await
        .unwrap_err();
    let connector = error.into_source().unwrap();
    let mut cause: &dyn std::error::Error = connector.as_ref();
    while let Some(next) = cause.source() {
        cause = next;
    }
    assert_eq!(cause.to_string(), ConnectionError::Dns.to_string());
    let sts = aws_sdk_iam::Client::new(&west);
    sts.get_role()
        .role_name("r")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
}

#[tokio::test(start_paused = true)]
async fn calls_take_time_before_and_after_they_act() {
    let latency = Latency::none().service(Service::DynamoDb, Duration::from_millis(100));
    let account = Account::with(|builder| builder.latency(latency));
    let dynamodb = account.dynamodb();
    for _ in 0..50 {
        dynamodb.list_tables().send().await.unwrap();
    }
    let mut before = Vec::new();
    for line in account.seen.of("call") {
        let times: Vec<i64> = line["call ".len()..line.find(" operator").unwrap()]
            .split("..")
            .map(|ms| {
                ms.trim_start_matches("Some(")
                    .trim_end_matches(')')
                    .parse()
                    .unwrap()
            })
            .collect();
        let [start, effect, end] = times[..] else {
            panic!("{line}")
        };
        assert!(start <= effect && effect <= end, "{line}");
        assert!((45..=260).contains(&(end - start)), "{line}");
        before.push(effect - start);
    }
    before.sort_unstable();
    assert!(before[5] < 30 && before[45] > 70, "{before:?}");
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_leaves_is_observed_and_acted_for_only_if_it_was_too_late() {
    let latency = Latency::none().service(Service::DynamoDb, Duration::from_secs(10));
    let account = Account::with(|builder| builder.latency(latency));
    for _ in 0..20 {
        let dynamodb = account.dynamodb();
        let call = dynamodb.list_tables().send();
        tokio::time::timeout(Duration::from_secs(4), call)
            .await
            .unwrap_err();
    }
    let calls = account.seen.of("call");
    assert_eq!(calls.len(), 20);
    assert!(
        calls.iter().all(|line| line.contains("ListTables None -")),
        "{calls:?}"
    );
    assert!(
        calls.iter().any(|line| line.contains("..None..")),
        "{calls:?}"
    );
    assert!(
        calls.iter().any(|line| line.contains("..Some(")),
        "{calls:?}"
    );
}
