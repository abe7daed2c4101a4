//! Lambda's management: creating, updating, guarding, limiting, permitting.

use std::collections::HashMap;

use aws_sdk_lambda::error::ProvideErrorMetadata;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::{Environment, FunctionCode, LastUpdateStatus, Runtime, State};
use lexdr_simulator::builtin_package;
use serde_json::{Value, json};

use crate::support::{Account, create};

fn variables(pairs: &[(&str, &str)]) -> Environment {
    let pairs: HashMap<String, String> = pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect();
    Environment::builder().set_variables(Some(pairs)).build()
}

#[tokio::test(start_paused = true)]
async fn a_function_is_pending_then_active() {
    let account = Account::instant();
    account.role().await;
    let lambda = account.lambda();
    create(&lambda, "f", 15).await;
    let get = || {
        lambda
            .get_function_configuration()
            .function_name("f")
            .send()
    };
    assert_eq!(get().await.unwrap().state(), Some(&State::Pending));
    let error = lambda
        .invoke()
        .function_name("f")
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_resource_conflict_exception(), "{error:?}");
    account.until(1_000).await;
    let shown = get().await.unwrap();
    assert_eq!(shown.state(), Some(&State::Active));
    assert_eq!(
        shown.last_update_status(),
        Some(&LastUpdateStatus::Successful)
    );
    assert_eq!(shown.timeout(), Some(15));
    assert_eq!(shown.last_modified(), Some("2026-01-01T00:00:00.000+0000"));
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert_eq!(shown.function_arn(), Some(arn));
    let by_arn = lambda
        .get_function()
        .function_name(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(
        by_arn.configuration().unwrap().code_sha256(),
        shown.code_sha256()
    );
    let listed = lambda.list_functions().send().await.unwrap();
    assert_eq!(listed.functions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_replaces_the_whole_environment_once_it_is_through() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let update = |vars: Environment| {
        lambda
            .update_function_configuration()
            .function_name("f")
            .environment(vars)
            .send()
    };
    update(variables(&[("AA", "1"), ("BB", "2")]))
        .await
        .unwrap();
    let read = |name: &'static str| account.invoke("f", json!({ "do": "variable", "name": name }));
    assert_eq!(
        read("AA").await.0,
        Value::Null,
        "the update is not through yet"
    );
    let busy = update(variables(&[]))
        .await
        .unwrap_err()
        .into_service_error();
    assert!(busy.is_resource_conflict_exception(), "{busy:?}");
    account.until(2_000).await;
    assert_eq!(read("AA").await.0, json!("1"));
    update(variables(&[("BB", "3")])).await.unwrap();
    account.until(3_000).await;
    assert_eq!(read("AA").await.0, Value::Null);
    assert_eq!(read("BB").await.0, json!("3"));
    assert_eq!(read("AWS_REGION").await.0, json!("us-east-1"));
}

#[tokio::test(start_paused = true)]
async fn a_stale_revision_is_refused() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let now = lambda
        .get_function_configuration()
        .function_name("f")
        .send()
        .await
        .unwrap();
    let update = |revision: String| {
        let call = lambda
            .update_function_configuration()
            .function_name("f")
            .timeout(5);
        call.revision_id(revision).send()
    };
    let error = update("old".to_owned())
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_precondition_failed_exception(), "{error:?}");
    let after = update(now.revision_id().unwrap().to_owned()).await.unwrap();
    assert_eq!(after.timeout(), Some(5));
    assert_eq!(
        after.last_update_status(),
        Some(&LastUpdateStatus::InProgress)
    );
    assert_ne!(after.revision_id(), now.revision_id());
}

#[tokio::test(start_paused = true)]
async fn what_lambda_would_refuse_is_refused() {
    let account = Account::instant();
    let lambda = account.lambda();
    let with = |name: &str, package: &[u8], vars: Environment| {
        lambda
            .create_function()
            .function_name(name)
            .runtime(Runtime::from("provided.al2023"))
            .handler("bootstrap")
            .role("arn:aws:iam::123456789012:role/r")
            .environment(vars)
            .code(FunctionCode::builder().zip_file(Blob::new(package)).build())
            .send()
    };
    let package = builtin_package("obedient");
    let none = || variables(&[]);
    let no_role = with("f", &package, none())
        .await
        .unwrap_err()
        .into_service_error();
    assert!(
        no_role.message().unwrap().contains("cannot be assumed"),
        "{no_role:?}"
    );
    account.role().await;
    let no_zip = with("f", b"PK", none())
        .await
        .unwrap_err()
        .into_service_error();
    assert!(
        no_zip.message().unwrap().starts_with("Could not unzip"),
        "{no_zip:?}"
    );
    let reserved = with("f", &package, variables(&[("AWS_REGION", "x")])).await;
    let reserved = reserved.unwrap_err().into_service_error();
    assert!(
        reserved.is_invalid_parameter_value_exception(),
        "{reserved:?}"
    );
    let name = with("a b", &package, none())
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(name.code(), Some("ValidationException"));
    with("f", &package, none()).await.unwrap();
    let twice = with("f", &package, none())
        .await
        .unwrap_err()
        .into_service_error();
    assert!(twice.is_resource_conflict_exception(), "{twice:?}");
    let gone = lambda
        .get_function()
        .function_name("g")
        .send()
        .await
        .unwrap_err();
    assert!(gone.into_service_error().is_resource_not_found_exception());
}

#[tokio::test(start_paused = true)]
async fn permissions_are_added_shown_and_removed() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let missing = lambda
        .get_policy()
        .function_name("f")
        .send()
        .await
        .unwrap_err();
    assert!(
        missing
            .into_service_error()
            .is_resource_not_found_exception()
    );
    account
        .permit_events("f", "arn:aws:events:us-east-1:123456789012:rule/*")
        .await;
    let policy = lambda.get_policy().function_name("f").send().await.unwrap();
    let document: Value = serde_json::from_str(policy.policy().unwrap()).unwrap();
    assert_eq!(
        document["Statement"][0],
        json!({
            "Sid": "events",
            "Effect": "Allow",
            "Principal": { "Service": "events.amazonaws.com" },
            "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
            "Condition": { "ArnLike": {
                "AWS:SourceArn": "arn:aws:events:us-east-1:123456789012:rule/*"
            } },
        })
    );
    let remove = || {
        lambda
            .remove_permission()
            .function_name("f")
            .statement_id("events")
            .send()
    };
    remove().await.unwrap();
    assert!(
        remove()
            .await
            .unwrap_err()
            .into_service_error()
            .is_resource_not_found_exception()
    );
}

#[tokio::test(start_paused = true)]
async fn concurrency_and_retry_settings_are_kept_and_bounded() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let get = || lambda.get_function_concurrency().function_name("f").send();
    let put = |n| {
        let call = lambda.put_function_concurrency().function_name("f");
        call.reserved_concurrent_executions(n).send()
    };
    assert_eq!(get().await.unwrap().reserved_concurrent_executions(), None);
    put(0).await.unwrap();
    assert_eq!(
        get().await.unwrap().reserved_concurrent_executions(),
        Some(0)
    );
    let error = put(901).await.unwrap_err().into_service_error();
    assert!(
        error
            .message()
            .unwrap()
            .contains("below its minimum value of [100]"),
        "{error:?}"
    );
    lambda
        .delete_function_concurrency()
        .function_name("f")
        .send()
        .await
        .unwrap();
    assert_eq!(get().await.unwrap().reserved_concurrent_executions(), None);

    let unset = lambda
        .get_function_event_invoke_config()
        .function_name("f")
        .send()
        .await;
    assert!(
        unset
            .unwrap_err()
            .into_service_error()
            .is_resource_not_found_exception()
    );
    let put = |retries| {
        let call = lambda.put_function_event_invoke_config().function_name("f");
        call.maximum_retry_attempts(retries).send()
    };
    assert_eq!(
        put(3).await.unwrap_err().code(),
        Some("ValidationException")
    );
    put(1).await.unwrap();
    let set = lambda
        .get_function_event_invoke_config()
        .function_name("f")
        .send()
        .await
        .unwrap();
    assert_eq!(set.maximum_retry_attempts(), Some(1));
    assert_eq!(set.maximum_event_age_in_seconds(), Some(21_600));
    lambda
        .delete_function_event_invoke_config()
        .function_name("f")
        .send()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_deleted_function_is_gone_and_may_come_back() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    assert_eq!(
        account.invoke("f", json!({ "do": "where" })).await.0,
        json!([1, 1])
    );
    lambda
        .delete_function()
        .function_name("f")
        .send()
        .await
        .unwrap();
    let error = lambda.invoke().function_name("f").send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
    let again = lambda
        .delete_function()
        .function_name("f")
        .send()
        .await
        .unwrap_err();
    assert!(again.into_service_error().is_resource_not_found_exception());
    create(&lambda, "f", 3).await;
    account.until(2_000).await;
    assert_eq!(
        account.invoke("f", json!({ "do": "where" })).await.0,
        json!([2, 1])
    );
}
