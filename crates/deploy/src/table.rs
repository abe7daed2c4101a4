//! The table that holds the route, with its first item.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType, TableStatus, Tag,
};

use crate::error::{at, unless_missing};
use crate::tags::Tags;
use crate::{Clients, DeployError, Progress, System, names, tags};

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// Tables become active within seconds; a minute without that is a problem to tell.
const POLLS: u32 = 60;

pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let dynamodb = clients.dynamodb(&system.primary);
    let step = names::table(system);
    progress(&step);
    let found = dynamodb
        .describe_table()
        .table_name(&system.table)
        .send()
        .await;
    if unless_missing(found, MISSING, &step)?.is_none() {
        create(&dynamodb, system, &step).await?;
    }
    wait_until_active(&dynamodb, system, &step).await?;
    seed_item(&dynamodb, system, &step).await
}

async fn create(
    dynamodb: &aws_sdk_dynamodb::Client,
    system: &System,
    step: &str,
) -> Result<(), DeployError> {
    let incomplete =
        |error: aws_sdk_dynamodb::error::BuildError| DeployError::new(step, error.to_string());
    let key = AttributeDefinition::builder()
        .attribute_name("connectRegion")
        .attribute_type(ScalarAttributeType::S)
        .build()
        .map_err(incomplete)?;
    let schema = KeySchemaElement::builder()
        .attribute_name("connectRegion")
        .key_type(KeyType::Hash)
        .build()
        .map_err(incomplete)?;
    dynamodb
        .create_table()
        .table_name(&system.table)
        .attribute_definitions(key)
        .key_schema(schema)
        .billing_mode(BillingMode::PayPerRequest)
        .set_tags(tags::list(system, |key, value| {
            Tag::builder()
                .key(key)
                .value(value)
                .build()
                .map_err(incomplete)
        })?)
        .send()
        .await
        .map_err(at(step))?;
    Ok(())
}

async fn wait_until_active(
    dynamodb: &aws_sdk_dynamodb::Client,
    system: &System,
    step: &str,
) -> Result<(), DeployError> {
    for _ in 0..POLLS {
        let answer = dynamodb
            .describe_table()
            .table_name(&system.table)
            .send()
            .await
            .map_err(at(step))?;
        let status = answer.table.and_then(|table| table.table_status);
        if status == Some(TableStatus::Active) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(DeployError::new(
        step,
        format!("not active after {POLLS} s"),
    ))
}

/// The item of the published design, unless there is one: the route starts at the primary.
async fn seed_item(
    dynamodb: &aws_sdk_dynamodb::Client,
    system: &System,
    step: &str,
) -> Result<(), DeployError> {
    let answer = dynamodb
        .put_item()
        .table_name(&system.table)
        .item("connectRegion", AttributeValue::S(system.primary.clone()))
        .item("lexRegion", AttributeValue::S(system.primary.clone()))
        .condition_expression("attribute_not_exists(connectRegion)")
        .send()
        .await;
    unless_missing(
        answer,
        &["ConditionalCheckFailedException"],
        format!("{step}: first item"),
    )?;
    Ok(())
}

pub(crate) async fn down(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let step = format!("removing {}", names::table(system));
    progress(&step);
    let dynamodb = clients.dynamodb(&system.primary);
    let answer = dynamodb
        .delete_table()
        .table_name(&system.table)
        .send()
        .await;
    unless_missing(answer, MISSING, &step)?;
    Ok(())
}

/// The tags of the table, if it is there.
pub(crate) async fn its_tags(
    clients: &Clients,
    system: &System,
) -> Result<Option<Tags>, DeployError> {
    let dynamodb = clients.dynamodb(&system.primary);
    let step = tags::step(&names::table(system));
    let found = dynamodb.describe_table().table_name(&system.table);
    let found = unless_missing(found.send().await, MISSING, &step)?;
    let Some(found) = found else {
        return Ok(None);
    };
    let arn = found.table.and_then(|table| table.table_arn);
    let mut all = Tags::new();
    let mut token = None;
    loop {
        let page = dynamodb
            .list_tags_of_resource()
            .set_resource_arn(arn.clone())
            .set_next_token(token)
            .send()
            .await
            .map_err(at(&step))?;
        let page_tags = page.tags.into_iter().flatten();
        all.extend(page_tags.map(|tag| (tag.key, tag.value)));
        token = page.next_token;
        if token.is_none() {
            return Ok(Some(all));
        }
    }
}
