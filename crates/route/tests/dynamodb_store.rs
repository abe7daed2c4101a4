//! The store over the real SDK client: what goes out, and what each answer means.

use std::time::{Duration, SystemTime};

use lexdr_route::testing::{Reply, ScriptedHttp, VirtualClock};
use lexdr_route::{DynamoDbRoutes, RouteStore, Seen, StoreError, Update};
use rstest::rstest;
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(3);

fn update() -> Update {
    Update {
        lex_region: "us-west-2".into(),
        checked_at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        changed: true,
        reason: "us-east-1: timeout; us-west-2: healthy".into(),
        failures: 0,
        recoveries: 0,
        bot_alias_arn: None,
    }
}

fn body(http: &ScriptedHttp) -> Value {
    serde_json::from_str(&http.exchanges()[0].body).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_read_is_consistent_and_tells_missing_from_there() {
    let answers = [
        json!({}),
        json!({"Item": {"lexRegion": {"S": "us-west-2"}}}),
    ];
    for (answer, route) in answers.into_iter().zip([None, Some("us-west-2")]) {
        let http = ScriptedHttp::new(move |_| Reply::json(&answer));
        let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
        let item = store.read("us-east-1", LIMIT).await.unwrap();
        assert_eq!(item.and_then(|item| item.lex_region).as_deref(), route);
        assert_eq!(http.exchanges()[0].operation, "DynamoDB_20120810.GetItem");
        let expected = json!({"TableName": "lexDR", "ConsistentRead": true,
            "Key": {"connectRegion": {"S": "us-east-1"}}});
        assert_eq!(body(&http), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_creates_only_what_is_still_absent() {
    let http = ScriptedHttp::new(|_| Reply::json(&json!({})));
    let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
    store
        .write("us-east-1", &update(), &Seen::default(), LIMIT)
        .await
        .unwrap();
    let body = body(&http);
    assert_eq!(
        http.exchanges()[0].operation,
        "DynamoDB_20120810.UpdateItem"
    );
    assert_eq!(
        body["ConditionExpression"],
        "attribute_not_exists(#checkedAt) AND attribute_not_exists(#lexRegion)"
    );
    assert_eq!(
        body["UpdateExpression"],
        "SET #lexRegion = :lexRegion, #checkedAt = :checkedAt, #reason = :reason, \
         #failures = :failures, #recoveries = :recoveries, #changedAt = :changedAt"
    );
    let values = &body["ExpressionAttributeValues"];
    assert_eq!(
        values[":checkedAt"],
        json!({"S": "2023-11-14T22:13:20.000Z"})
    );
    assert_eq!(values[":changedAt"], values[":checkedAt"]);
}

#[tokio::test(start_paused = true)]
async fn a_write_expects_exactly_what_was_read_of_whatever_type() {
    let item = json!({"Item": {"lexRegion": {"N": "7"}, "checkedAt": {"S": "yesterday"}}});
    let http = ScriptedHttp::new(move |exchange| {
        Reply::json(if exchange.operation.ends_with("GetItem") {
            &item
        } else {
            &Value::Null
        })
    });
    let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
    let item = store.read("us-east-1", LIMIT).await.unwrap().unwrap();
    let update = Update {
        changed: false,
        ..update()
    };
    let _ = store.write("us-east-1", &update, &item.seen, LIMIT).await;
    let body: Value = serde_json::from_str(&http.exchanges()[1].body).unwrap();
    assert_eq!(
        body["ConditionExpression"],
        "#checkedAt = :seen_checkedAt AND #lexRegion = :seen_lexRegion"
    );
    let values = &body["ExpressionAttributeValues"];
    assert_eq!(values[":seen_lexRegion"], json!({"N": "7"}));
    assert_eq!(values[":seen_checkedAt"], json!({"S": "yesterday"}));
    assert_eq!(values.get(":changedAt"), None);
}

#[rstest]
#[case::first(json!({}), true, "SET … #botAliasArn = :botAliasArn, #changedAt = :changedAt")]
#[case::again(json!({"S": "arn:old"}), true, "SET … #botAliasArn = :botAliasArn, #changedAt = :changedAt")]
#[case::gone(json!({"S": "arn:old"}), false, "SET … #changedAt = :changedAt REMOVE #botAliasArn")]
#[case::gone_of_another_type(json!({"N": "7"}), false, "SET … #changedAt = :changedAt REMOVE #botAliasArn")]
#[case::never_there(json!({}), false, "SET … #changedAt = :changedAt")]
#[tokio::test(start_paused = true)]
async fn an_alias_is_written_with_its_route_and_leaves_with_it(
    #[case] before: Value,
    #[case] known: bool,
    #[case] expression: &str,
) {
    let mut item = json!({"lexRegion": {"S": "us-east-1"}});
    if before != json!({}) {
        item["botAliasArn"] = before;
    }
    let item = json!({ "Item": item });
    let http = ScriptedHttp::new(move |exchange| {
        Reply::json(if exchange.operation.ends_with("GetItem") {
            &item
        } else {
            &Value::Null
        })
    });
    let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
    let seen = store.read("us-east-1", LIMIT).await.unwrap().unwrap().seen;
    let update = Update {
        bot_alias_arn: known.then(|| "arn:new".to_owned()),
        ..update()
    };
    let _ = store.write("us-east-1", &update, &seen, LIMIT).await;
    let body: Value = serde_json::from_str(&http.exchanges()[1].body).unwrap();
    let common = "#lexRegion = :lexRegion, #checkedAt = :checkedAt, #reason = :reason, \
                  #failures = :failures, #recoveries = :recoveries,";
    let written = body["UpdateExpression"].as_str().unwrap();
    assert_eq!(written.replace(common, "…"), expression);
    let names = body["ExpressionAttributeNames"].as_object().unwrap();
    assert_eq!(
        names.contains_key("#botAliasArn"),
        expression.contains("#botAliasArn")
    );
}

#[rstest]
#[case::denied(
    Reply::table_error(400, "AccessDeniedException"),
    "AccessDeniedException",
    1
)]
#[case::missing(
    Reply::table_error(400, "ResourceNotFoundException"),
    "ResourceNotFoundException",
    1
)]
#[case::throttled(
    Reply::table_error(400, "ThrottlingException"),
    "ThrottlingException",
    3
)]
#[case::internal(
    Reply::table_error(500, "InternalServerError"),
    "InternalServerError",
    3
)]
#[case::nameless(Reply::Answer(503, vec![], String::new()), "HTTP 503", 3)]
#[case::implausible_name(Reply::table_error(400, "<script>\\u0000"), "HTTP 400", 1)]
#[case::hang(Reply::Hang, "timeout", 3)]
#[case::stalled_body(Reply::Stall(vec![]), "timeout", 3)]
#[case::broken(Reply::Broken, "connection error", 3)]
#[case::black_hole(Reply::ConnectTimeout, "timeout", 3)]
#[case::garbage(Reply::Answer(200, vec![], "<html>".into()), "garbled answer", 1)]
#[tokio::test(start_paused = true)]
async fn every_failure_has_a_short_name_and_ends_in_time(
    #[case] reply: Reply,
    #[case] reason: &str,
    #[case] attempts: usize,
) {
    let http = ScriptedHttp::new(move |_| reply.clone());
    let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
    for operation in ["GetItem", "UpdateItem"] {
        let before = (http.exchanges().len(), tokio::time::Instant::now());
        let error = match operation {
            "GetItem" => store.read("us-east-1", LIMIT).await.unwrap_err(),
            // An UpdateItem answer has nothing in it that could be garbled.
            _ if reason == "garbled answer" => continue,
            _ => store
                .write("us-east-1", &update(), &Seen::default(), LIMIT)
                .await
                .unwrap_err(),
        };
        let (reason, table) = (reason.to_owned(), "lexDR".to_owned());
        assert_eq!(
            error,
            StoreError::Failed {
                operation,
                table,
                reason
            }
        );
        assert_eq!(http.exchanges().len() - before.0, attempts);
        assert!(before.1.elapsed() <= LIMIT);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_race_is_told_apart_from_every_other_failure() {
    let http = ScriptedHttp::new(|_| Reply::table_error(400, "ConditionalCheckFailedException"));
    let store = DynamoDbRoutes::new(&http.aws(VirtualClock::start()), "lexDR");
    let error = store
        .write("us-east-1", &update(), &Seen::default(), LIMIT)
        .await
        .unwrap_err();
    assert_eq!(
        error,
        StoreError::ConditionFailed {
            key: "us-east-1".into()
        }
    );
}

#[tokio::test(start_paused = true)]
async fn without_credentials_nothing_is_sent() {
    let http = ScriptedHttp::new(|_| Reply::Hang);
    let aws = http.aws_without_credentials(VirtualClock::start());
    let error = DynamoDbRoutes::new(&aws, "lexDR")
        .read("us-east-1", LIMIT)
        .await
        .unwrap_err();
    assert_eq!(error.reason(), "request not sent");
    assert_eq!(http.exchanges().len(), 0);
}
