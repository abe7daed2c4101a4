//! Small questions to Lambda that whoever watches an account asks: limits and tags.

use std::collections::HashMap;

use crate::support::Account;

#[tokio::test(start_paused = true)]
async fn the_account_tells_its_concurrency() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let reserve = lambda.put_function_concurrency().function_name("f");
    reserve
        .reserved_concurrent_executions(5)
        .send()
        .await
        .unwrap();
    let settings = lambda.get_account_settings().send().await.unwrap();
    let limit = settings.account_limit().unwrap();
    assert_eq!(limit.concurrent_executions(), 1000);
    assert_eq!(limit.unreserved_concurrent_executions(), Some(995));
    assert_eq!(settings.account_usage().unwrap().function_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn functions_have_tags() {
    let account = Account::instant();
    account.function("f", 3).await;
    let lambda = account.lambda();
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    let tags = async || {
        let tags = lambda.list_tags().resource(arn).send().await.unwrap().tags;
        tags.unwrap_or_default()
    };
    assert!(tags().await.is_empty());
    let tag = lambda.tag_resource().resource(arn);
    tag.tags("game", "day")
        .tags("team", "a")
        .send()
        .await
        .unwrap();
    let both = HashMap::from([("game", "day"), ("team", "a")].map(|(k, v)| (k.into(), v.into())));
    assert_eq!(tags().await, both);
    let function = lambda
        .get_function()
        .function_name("f")
        .send()
        .await
        .unwrap();
    assert_eq!(function.tags(), Some(&both));
    let untag = lambda.untag_resource().resource(arn).tag_keys("team");
    untag.send().await.unwrap();
    assert_eq!(tags().await.len(), 1);
    let none = lambda.list_tags().resource(format!("{arn}2")).send().await;
    assert!(
        none.unwrap_err()
            .into_service_error()
            .is_resource_not_found_exception()
    );
}
