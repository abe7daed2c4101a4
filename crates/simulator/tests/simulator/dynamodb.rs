//! DynamoDB through the SDK: the route's item, conditions, errors, and what observers hear.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, PutRequest,
    ReturnValue, ScalarAttributeType, WriteRequest,
};
use serde_json::json;

use crate::support::{Account, EAST};

pub(crate) async fn table(client: &Client) -> aws_sdk_dynamodb::types::TableDescription {
    let answer = client
        .create_table()
        .table_name("lexDR")
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("connectRegion")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        )
        .key_schema(
            KeySchemaElement::builder()
                .attribute_name("connectRegion")
                .key_type(KeyType::Hash)
                .build()
                .unwrap(),
        )
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
    answer.table_description.unwrap()
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn update(
    client: &Client,
    region: &str,
) -> aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder {
    client
        .update_item()
        .table_name("lexDR")
        .key("connectRegion", s(EAST))
        .update_expression("SET lexRegion = :r")
        .expression_attribute_values(":r", s(region))
}

#[tokio::test(start_paused = true)]
async fn the_route_is_written_and_read_back() {
    let account = Account::instant();
    let client = account.dynamodb();
    table(&client).await;
    let missing = client
        .get_item()
        .table_name("lexDR")
        .key("connectRegion", s(EAST));
    assert_eq!(missing.send().await.unwrap().item, None);

    update(&client, "us-west-2").send().await.unwrap();
    let read = client
        .get_item()
        .table_name("lexDR")
        .key("connectRegion", s(EAST));
    let item = read.send().await.unwrap().item.unwrap();
    assert_eq!(item["lexRegion"], s("us-west-2"));

    let old = update(&client, EAST)
        .return_values(ReturnValue::AllOld)
        .send()
        .await
        .unwrap();
    assert_eq!(old.attributes.unwrap()["lexRegion"], s("us-west-2"));
    let key = json!({ "connectRegion": { "S": EAST } });
    let item = account.simulator.item(EAST, "lexDR", &key).unwrap();
    assert_eq!(item["lexRegion"], json!({ "S": EAST }));
    assert_eq!(account.simulator.item(EAST, "nothing", &key), None);
    assert_eq!(account.simulator.item("eu-west-1", "lexDR", &key), None);
}

#[tokio::test(start_paused = true)]
async fn a_condition_that_fails_changes_nothing_and_is_not_observed() {
    let account = Account::instant();
    let client = account.dynamodb();
    table(&client).await;
    update(&client, EAST).send().await.unwrap();
    let error = update(&client, "us-west-2")
        .condition_expression("lexRegion = :old")
        .expression_attribute_values(":old", s("elsewhere"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert!(error.is_conditional_check_failed_exception(), "{error:?}");
    let key = json!({ "connectRegion": { "S": EAST } });
    assert_eq!(
        account.seen.of("changed"),
        [format!("changed {EAST} lexDR {key} at 0")],
    );
}

#[tokio::test(start_paused = true)]
async fn errors_have_their_type_and_status() {
    let account = Account::instant();
    let client = account.dynamodb();
    let error = update(&client, EAST).send().await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 400);
    assert!(error.into_service_error().is_resource_not_found_exception());
    table(&client).await;
    let error = client
        .get_item()
        .table_name("lexDR")
        .key("wrong", s("key"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.code(), Some("ValidationException"));
    let error = client
        .put_item()
        .table_name("lexDR")
        .item("connectRegion", AttributeValue::N("no number".to_owned()))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    assert_eq!(error.code(), Some("ValidationException"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_table_belongs_to_the_account_and_the_virtual_time() {
    let account = Account::instant();
    let client = account.dynamodb();
    account.until(5_000).await;
    let made = table(&client).await;
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/lexDR";
    assert_eq!(made.table_arn(), Some(arn));
    let shown = client
        .describe_table()
        .table_name("lexDR")
        .send()
        .await
        .unwrap()
        .table
        .unwrap();
    assert_eq!(
        shown.creation_date_time().unwrap().to_millis().unwrap(),
        1_767_225_605_000
    );
    assert_eq!(shown.table_id(), made.table_id());
    let tag = aws_sdk_dynamodb::types::Tag::builder()
        .key("a")
        .value("b")
        .build()
        .unwrap();
    client
        .tag_resource()
        .resource_arn(arn)
        .tags(tag)
        .send()
        .await
        .unwrap();
    let tags = client
        .list_tags_of_resource()
        .resource_arn(arn)
        .send()
        .await
        .unwrap();
    assert_eq!(tags.tags().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn every_way_to_write_is_observed() {
    let account = Account::instant();
    let client = account.dynamodb();
    table(&client).await;
    let item = |name: &str| HashMap::from([("connectRegion".to_owned(), s(name))]);
    client
        .put_item()
        .table_name("lexDR")
        .set_item(Some(item("a")))
        .send()
        .await
        .unwrap();
    let put = PutRequest::builder()
        .set_item(Some(item("b")))
        .build()
        .unwrap();
    let write = WriteRequest::builder().put_request(put).build();
    client
        .batch_write_item()
        .request_items("lexDR", vec![write])
        .send()
        .await
        .unwrap();
    let statement = r#"INSERT INTO "lexDR" VALUE {'connectRegion': 'c'}"#;
    client
        .execute_statement()
        .statement(statement)
        .send()
        .await
        .unwrap();
    let delete = client
        .delete_item()
        .table_name("lexDR")
        .set_key(Some(item("a")));
    delete.send().await.unwrap();
    let reads = client.scan().table_name("lexDR").send().await.unwrap();
    assert_eq!(reads.count(), 2);
    let heard: Vec<String> = account
        .seen
        .lines()
        .iter()
        .filter(|line| line.contains(" lexDR {"))
        .map(|line| line.replace(" us-east-1 lexDR {\"connectRegion\":{\"S\":", " "))
        .collect();
    assert_eq!(
        heard,
        [
            r#"changed "a"}} at 0"#,
            r#"changed "b"}} at 0"#,
            r#"changed "c"}} at 0"#,
            r#"deleted "a"}} at 0"#,
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn regions_are_apart() {
    let account = Account::instant();
    table(&account.dynamodb()).await;
    let west = account
        .config()
        .into_builder()
        .region(aws_types::region::Region::new("us-west-2"));
    let west = Client::new(&west.build());
    assert!(
        west.list_tables()
            .send()
            .await
            .unwrap()
            .table_names()
            .is_empty()
    );
    let here = account.dynamodb().list_tables().send().await.unwrap();
    assert_eq!(here.table_names(), ["lexDR"]);
}

#[tokio::test(start_paused = true)]
async fn the_same_question_gets_the_new_answer_after_a_write() {
    let account = Account::instant();
    let client = account.dynamodb();
    table(&client).await;
    let read = || async {
        let get = client
            .get_item()
            .table_name("lexDR")
            .key("connectRegion", s(EAST));
        let item = get.send().await.map(|answer| answer.item);
        item.map(|item| item.map(|item| item["lexRegion"].as_s().unwrap().clone()))
    };
    assert_eq!(read().await.unwrap(), None);
    for region in ["us-east-1", "us-west-2", "us-east-1"] {
        update(&client, region).send().await.unwrap();
        for _ in 0..2 {
            assert_eq!(read().await.unwrap().as_deref(), Some(region));
        }
    }
    let delete = client.delete_item().table_name("lexDR");
    delete.key("connectRegion", s(EAST)).send().await.unwrap();
    assert_eq!(read().await.unwrap(), None);
    client
        .delete_table()
        .table_name("lexDR")
        .send()
        .await
        .unwrap();
    let error = read().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception(), "{error:?}");
}
