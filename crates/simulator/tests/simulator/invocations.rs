//! Synchronous invocation: answers, errors, time limits, environments, concurrency.

use std::time::Duration;

use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{InvocationType, LogType};
use base64::Engine;
use lexdr_simulator::Latency;
use serde_json::{Value, json};

use crate::support::{Account, EPOCH_MS};

#[tokio::test(start_paused = true)]
async fn a_handler_answers_and_its_log_comes_back() {
    let account = Account::instant();
    account.function("f", 3).await;
    let answer = account
        .lambda()
        .invoke()
        .function_name("f")
        .log_type(LogType::Tail)
        .payload(Blob::new(r#"{"hello":1}"#))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status_code(), 200);
    assert_eq!(answer.executed_version(), Some("$LATEST"));
    assert_eq!(answer.function_error(), None);
    assert_eq!(answer.payload().unwrap().as_ref(), br#"{"hello":1}"#);
    let log = base64::engine::general_purpose::STANDARD.decode(answer.log_result().unwrap());
    let log = String::from_utf8(log.unwrap()).unwrap();
    assert!(log.starts_with("START RequestId: "), "{log}");
    assert!(log.contains("\ncall 1\nEND RequestId: "), "{log}");
    let nothing = account
        .lambda()
        .invoke()
        .function_name("f")
        .send()
        .await
        .unwrap();
    assert_eq!(nothing.payload().unwrap().as_ref(), b"{}");
}

#[tokio::test(start_paused = true)]
async fn a_long_log_is_cut_to_its_last_4_kb() {
    let account = Account::instant();
    account.function("f", 3).await;
    let call = account
        .lambda()
        .invoke()
        .function_name("f")
        .log_type(LogType::Tail);
    let answer = call
        .payload(Blob::new(r#"{"do":"log"}"#))
        .send()
        .await
        .unwrap();
    let log = base64::engine::general_purpose::STANDARD.decode(answer.log_result().unwrap());
    assert_eq!(log.unwrap().len(), 4096);
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_fails_is_a_200_with_an_error_and_stays_warm() {
    let account = Account::instant();
    account.function("f", 3).await;
    let (payload, error) = account.invoke("f", json!({ "do": "fail" })).await;
    assert_eq!(error.as_deref(), Some("Unhandled"));
    assert_eq!(
        payload,
        json!({ "errorType": "ValueError", "errorMessage": "told to fail" })
    );
    assert_eq!(
        account.invoke("f", json!({ "do": "where" })).await.0,
        json!([1, 2])
    );
}

#[tokio::test(start_paused = true)]
async fn a_handler_is_cut_off_at_its_limit_and_its_environment_is_discarded() {
    let account = Account::instant();
    account.function("f", 15).await;
    let (payload, error) = account.invoke("f", json!({ "do": "hang" })).await;
    assert_eq!(account.now_ms(), 16_000);
    assert_eq!(error.as_deref(), Some("Unhandled"));
    assert_eq!(payload["errorType"], "Sandbox.Timedout");
    let text = payload["errorMessage"].as_str().unwrap();
    assert!(text.starts_with("2026-01-01T00:00:16.000Z "), "{text}");
    assert!(
        text.ends_with(" Task timed out after 15.00 seconds"),
        "{text}"
    );
    assert_eq!(
        account.invoke("f", json!({ "do": "where" })).await.0,
        json!([2, 1])
    );
    assert_eq!(
        account.seen.of("ended")[0],
        "ended f #1 1000..16000 TimedOut"
    );
}

#[tokio::test(start_paused = true)]
async fn a_program_that_panics_is_a_process_that_is_gone() {
    let account = Account::instant();
    account.function("f", 3).await;
    let (payload, error) = account.invoke("f", json!({ "do": "panic" })).await;
    assert_eq!(error.as_deref(), Some("Unhandled"));
    assert_eq!(payload["errorType"], "Runtime.ExitError");
    assert_eq!(
        account.invoke("f", json!({ "do": "where" })).await.0,
        json!([2, 1])
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_the_limit_from_the_start_of_the_handler() {
    let account = Account::instant();
    account.function("f", 7).await;
    let (deadline, _) = account.invoke("f", json!({ "do": "deadline" })).await;
    assert_eq!(deadline, json!(8_000));
}

#[tokio::test(start_paused = true)]
async fn environments_are_reused_one_for_each_invocation_at_once() {
    let account = Account::instant();
    account.function("f", 3).await;
    let place = || account.invoke("f", json!({ "do": "where" }));
    assert_eq!(place().await.0, json!([1, 1]));
    assert_eq!(place().await.0, json!([1, 2]));
    let slow = || account.invoke("f", json!({ "do": "where", "ms": 100 }));
    let serials = async || {
        let answers = <[_; 3]>::from(tokio::join!(slow(), slow(), slow()));
        let mut serials = answers.map(|(answer, _)| answer[0].as_u64().unwrap());
        serials.sort_unstable();
        serials
    };
    assert_eq!(serials().await, [1, 2, 3]);
    assert_eq!(account.now_ms(), 1_100, "they ran at the same time");
    assert_eq!(
        serials().await,
        [1, 2, 3],
        "no fourth environment was needed"
    );
}

#[tokio::test(start_paused = true)]
async fn an_update_retires_the_environments() {
    let account = Account::instant();
    account.function("f", 3).await;
    let place = || account.invoke("f", json!({ "do": "where" }));
    assert_eq!(place().await.0, json!([1, 1]));
    let lambda = account.lambda();
    let update = lambda
        .update_function_configuration()
        .function_name("f")
        .timeout(4);
    update.send().await.unwrap();
    assert_eq!(place().await.0, json!([1, 2]), "not through yet");
    account.until(2_000).await;
    assert_eq!(place().await.0, json!([2, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_cold_start_takes_its_time_and_no_time_of_the_handlers() {
    let latency = || Latency::none().cold_start(Duration::from_millis(100));
    let account = Account::with(|builder| builder.latency(latency()));
    account.function("f", 3).await;
    account.invoke("f", json!({})).await;
    let cold = account.now_ms() - 1_000;
    assert!((45..=260).contains(&cold), "{cold} ms");
    account.invoke("f", json!({})).await;
    assert_eq!(account.now_ms() - 1_000, cold, "the second one is warm");
    assert_eq!(
        account.seen.of("started")[0],
        format!("started f #1 Request at {}", 1_000 + cold)
    );
}

#[tokio::test(start_paused = true)]
async fn programs_that_do_not_start_are_function_errors() {
    let account = Account::instant();
    account.function("f", 3).await;
    let start = |how: &str| {
        let vars = aws_sdk_lambda::types::Environment::builder()
            .variables("START", how)
            .build();
        account
            .lambda()
            .update_function_configuration()
            .function_name("f")
            .environment(vars)
            .send()
    };
    start("fail").await.unwrap();
    account.until(2_000).await;
    let (payload, _) = account.invoke("f", json!({})).await;
    assert_eq!(payload["errorType"], "Runtime.InitError");
    start("hang").await.unwrap();
    account.until(3_000).await;
    let (payload, _) = account.invoke("f", json!({})).await;
    assert_eq!(payload["errorType"], "Sandbox.Timedout");
    assert_eq!(
        account.now_ms(),
        13_000,
        "Lambda's limit on the init phase is 10 s"
    );
    let package = lexdr_simulator::builtin_package("unknown");
    let code = account.lambda().update_function_code().function_name("f");
    code.zip_file(Blob::new(package)).send().await.unwrap();
    account.until(14_000).await;
    let (payload, _) = account.invoke("f", json!({})).await;
    let text = payload["errorMessage"].as_str().unwrap();
    assert_eq!(
        text,
        r#"no built-in program "unknown"; there are ["obedient"]"#
    );
}

#[tokio::test(start_paused = true)]
async fn reserved_concurrency_throttles_down_to_none() {
    let account = Account::instant();
    account.function("f", 3).await;
    let reserve = |n| {
        let call = account
            .lambda()
            .put_function_concurrency()
            .function_name("f");
        call.reserved_concurrent_executions(n).send()
    };
    reserve(1).await.unwrap();
    let lambda = account.lambda();
    let slow = || {
        let call = lambda.invoke().function_name("f");
        call.payload(Blob::new(r#"{"do":"sleep","ms":100}"#)).send()
    };
    let (first, second) = tokio::join!(slow(), slow());
    first.unwrap();
    let error = second.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 429);
    match error.into_service_error() {
        aws_sdk_lambda::operation::invoke::InvokeError::TooManyRequestsException(throttled) => {
            let reason = throttled.reason().unwrap().as_str();
            assert_eq!(reason, "ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        other => panic!("{other:?}"),
    }
    slow().await.unwrap();
    reserve(0).await.unwrap();
    assert!(
        slow()
            .await
            .unwrap_err()
            .into_service_error()
            .is_too_many_requests_exception()
    );
    assert_eq!(
        account.seen.of("ended").last().unwrap(),
        "ended f #1 1200..1200 Throttled"
    );
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_hangs_up_does_not_stop_the_function() {
    let account = Account::instant();
    account.function("f", 30).await;
    let call = account.invoke("f", json!({ "do": "sleep", "ms": 5_000 }));
    let patience = Duration::from_secs(2);
    tokio::time::timeout(patience, call).await.unwrap_err();
    assert!(account.seen.of("ended").is_empty());
    account.until(10_000).await;
    assert_eq!(
        account.seen.of("ended"),
        [r#"ended f #1 1000..6000 "slept""#]
    );
}

#[tokio::test(start_paused = true)]
async fn payloads_are_json_within_their_limits() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let invoke = |kind: InvocationType, payload: Vec<u8>| {
        let call = lambda.invoke().function_name("f").invocation_type(kind);
        call.payload(Blob::new(payload)).send()
    };
    let text = |size: usize| format!("\"{}\"", "x".repeat(size)).into_bytes();
    let bad = invoke(InvocationType::RequestResponse, b"{".to_vec())
        .await
        .unwrap_err();
    assert!(
        bad.into_service_error()
            .is_invalid_request_content_exception()
    );
    let large = invoke(InvocationType::RequestResponse, text(6 * 1024 * 1024))
        .await
        .unwrap_err();
    assert!(large.into_service_error().is_request_too_large_exception());
    let large = invoke(InvocationType::Event, text(1024 * 1024))
        .await
        .unwrap_err();
    assert!(large.into_service_error().is_request_too_large_exception());
    let dry = invoke(InvocationType::DryRun, b"{}".to_vec())
        .await
        .unwrap();
    assert_eq!(dry.status_code(), 204);
    let (big, _) = account.invoke("f", json!({ "do": "big" })).await;
    assert_eq!(big["errorType"], "Function.ResponseSizeTooLarge");
    assert_eq!(
        account.seen.of("ended").len(),
        1,
        "the refused ones were not run"
    );
}

#[tokio::test(start_paused = true)]
async fn only_the_latest_version_exists() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let invoke = |qualifier: &str| {
        lambda
            .invoke()
            .function_name("f")
            .qualifier(qualifier)
            .send()
    };
    invoke("$LATEST").await.unwrap();
    let error = invoke("live").await.unwrap_err();
    let error = error.into_service_error();
    assert!(error.is_resource_not_found_exception());
    assert!(
        error.message().unwrap().ends_with(":function:f:live"),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_function_acts_as_its_role() {
    let account = Account::instant();
    account.function("f", 3).await;
    let read = |name: &'static str| account.invoke("f", json!({ "do": "variable", "name": name }));
    let principal = lexdr_simulator::Principal::FunctionRole {
        function: "f".to_owned(),
        role: "r".to_owned(),
    };
    let expected = account.simulator.credentials(&principal);
    assert_eq!(
        read("AWS_ACCESS_KEY_ID").await.0,
        json!(expected.access_key_id)
    );
    assert_eq!(
        read("AWS_SESSION_TOKEN").await.0,
        json!(expected.session_token)
    );
    assert_eq!(read("AWS_LAMBDA_FUNCTION_NAME").await.0, json!("f"));
    assert_eq!(
        read("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").await.0,
        json!("128")
    );
    assert_eq!(read("NO_SUCH").await.0, Value::Null);
    assert_eq!(account.clock.now_ms(), EPOCH_MS + 1_000);
}
