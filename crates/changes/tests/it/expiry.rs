//! What a policy denies is denied until its date and no longer, whoever is still there.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_lexruntimev2::Client;
use aws_sdk_lexruntimev2::error::ProvideErrorMetadata;
use aws_sdk_lexruntimev2::types::SessionState;
use aws_types::region::Region;
use lexdr_deploy::Clients;
use rstest::rstest;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::account::{Account, account};

/// How long the fault lasts.
const LASTS: Duration = Duration::from_secs(600);

/// Whether the health check may read the table and speak to the bots, in both regions.
async fn may(account: &Account) -> [bool; 3] {
    let config = account.checker();
    let dynamodb = Clients::new(config.clone(), None).dynamodb("us-east-1");
    let read = dynamodb.get_item().table_name(&account.system.table);
    let key = AttributeValue::S("us-east-1".to_owned());
    let read = read.key("connectRegion", key).send().await.is_ok();
    let mut may = [read, false, false];
    for (bot, may) in account.bots.iter().zip(&mut may[1..]) {
        let region = Region::new(bot.region.clone());
        let config = config.to_builder().region(region).build();
        let asked = Client::new(&config)
            .put_session()
            .bot_id(&bot.bot_id)
            .bot_alias_id(&bot.alias_id)
            .locale_id("en_US")
            .session_id("drill")
            .session_state(SessionState::builder().build());
        *may = match asked.send().await {
            Ok(_) => true,
            Err(error) => error.code() != Some("AccessDeniedException"),
        };
    }
    may
}

#[rstest]
#[case::table(json!({ "role-denied": { "service": "dynamodb" } }), [false, true, true])]
#[case::lex_in_one_region(
    json!({ "role-denied": { "service": "lex", "region": "secondary" } }), [true, true, false]
)]
#[case::alias(json!({ "alias-policy-denied": { "region": "primary" } }), [true, false, true])]
#[tokio::test(start_paused = true)]
async fn it_ends_without_an_undo(#[case] fault: Value, #[case] denied: [bool; 3]) {
    let account = account().await;
    let before = account.everything().await;
    assert_eq!(may(&account).await, [true; 3]);

    let lasts_ms = i64::try_from(LASTS.as_millis()).unwrap();
    // A whole second: dates in policies are.
    let until_ms = (account.now_ms() + lasts_ms).div_euclid(1_000) * 1_000;
    let changes = account.plan_until(fault, until_ms).await;
    for change in &changes {
        account.apply(change).await;
    }
    // A policy of a role counts a little later.
    sleep(Duration::from_secs(60)).await;
    assert_eq!(may(&account).await, denied);

    let left = u64::try_from(until_ms - account.now_ms()).unwrap();
    sleep(Duration::from_millis(left - 1_000)).await;
    assert_eq!(may(&account).await, denied, "a second before its date");
    sleep(Duration::from_secs(1)).await;
    assert_eq!(may(&account).await, [true; 3], "at its date");

    for change in &changes {
        account.undo(change).await;
    }
    assert_eq!(account.everything().await, before);
}

/// The others take no date: nothing of them ends by itself.
#[tokio::test(start_paused = true)]
async fn what_cannot_end_by_itself_stays_as_it_is() {
    let account = account().await;
    for fault in [
        json!({ "rule-disabled": {} }),
        json!({ "concurrency-zero": { "function": "health-check" } }),
        json!({ "locale-disabled": { "region": "primary" } }),
    ] {
        let until_ms = account.now_ms() + 1_000;
        let limited = account.plan_until(fault.clone(), until_ms).await;
        assert_eq!(limited, account.plan(fault).await);
    }
}
