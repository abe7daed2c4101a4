//! Processes that do well: reuse, concurrency, what they are started with, logs.

use std::collections::BTreeSet;

use crate::support::{Account, gone};

#[tokio::test]
async fn a_process_is_reused_while_it_is_warm() {
    let account = Account::with(&["event"], 10).await;
    let first = account.invoke("echo").await;
    let second = account.invoke("echo").await;
    assert!(!first.failed, "{}", first.payload);
    assert_eq!(first.payload["event"]["do"], "echo");
    assert_eq!(first.pid(), second.pid());
    let id = |of: &crate::support::Invoked| {
        of.payload["headers"]["lambda-runtime-aws-request-id"].clone()
    };
    assert_ne!(id(&first), id(&second));
}

#[tokio::test]
async fn invocations_at_once_have_a_process_each() {
    let account = Account::with(&["event"], 10).await;
    let (one, two) = tokio::join!(account.invoke("echo"), account.invoke("echo"));
    assert_ne!(one.pid(), two.pid());
    let both = BTreeSet::from([one.pid(), two.pid()]);
    assert!(both.contains(&account.invoke("echo").await.pid()));
}

#[tokio::test]
async fn an_event_comes_with_what_lambda_tells_of_it() {
    let account = Account::with(&["event"], 10).await;
    let before = account.simulator.clock().now_ms();
    let echo = account.invoke("echo").await.payload;
    let header = |name: &str| {
        echo["headers"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let deadline: i64 = header("lambda-runtime-deadline-ms").parse().unwrap();
    assert!(
        (before + 10_000..before + 20_000).contains(&deadline),
        "{deadline} {before}"
    );
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert_eq!(header("lambda-runtime-invoked-function-arn"), arn);
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("lambda-runtime-aws-request-id").len(), 36);
    let trace = header("lambda-runtime-trace-id");
    assert!(trace.starts_with("Root=1-") && trace.len() == 74, "{trace}");
}

#[tokio::test]
async fn a_process_sees_nothing_of_the_hosts_variables() {
    // Cargo sets these for tests, and no Lambda has them.
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    let account = Account::with(&["event"], 10).await;
    let echo = account.invoke("echo").await.payload;
    let variables = echo["variables"].as_object().unwrap();
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    let expected = [
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_TASK_ROOT",
        "LANG",
        "PATH",
        "TABLE_NAME",
        "TMPDIR",
        "TZ",
        "_HANDLER",
    ];
    assert_eq!(names, expected);
    assert_eq!(variables["AWS_REGION"], "us-east-1");
    assert_eq!(variables["TABLE_NAME"], "lexDR");
    assert_eq!(variables["LAMBDA_TASK_ROOT"], echo["directory"]);
}

#[tokio::test]
async fn each_process_has_a_directory_of_its_own_that_goes_with_it() {
    let account = Account::with(&["event"], 10).await;
    let (one, two) = tokio::join!(account.invoke("echo"), account.invoke("echo"));
    let scratch = |of: &crate::support::Invoked| {
        std::path::PathBuf::from(of.payload["variables"]["TMPDIR"].as_str().unwrap())
    };
    assert_ne!(scratch(&one), scratch(&two));
    assert!(scratch(&one).is_dir() && scratch(&two).is_dir());
    account.simulator.shutdown();
    gone(one.pid()).await;
    gone(two.pid()).await;
    assert!(!scratch(&one).exists() && !scratch(&two).exists());
}

#[tokio::test]
async fn what_a_process_writes_is_its_log() {
    let account = Account::with(&["event"], 10).await;
    let log = account.invoke("log").await.log;
    assert!(log.contains("xxx") && log.contains("last words\n"), "{log}");
    assert!(log.contains("and an error\n"), "{log}");
    assert!(log.contains("\nEND RequestId: "), "{log}");
    assert_eq!(log.len(), 4096);
    let next = account.invoke("echo").await.log;
    assert!(!next.contains("last words"), "{next}");
}

#[tokio::test]
async fn the_end_of_the_simulator_is_the_end_of_its_processes() {
    let account = Account::with(&["event"], 10).await;
    let pid = account.invoke("echo").await.pid();
    drop(account);
    gone(pid).await;
}
