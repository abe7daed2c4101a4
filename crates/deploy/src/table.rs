//! The table that holds the route, with its first item.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType, TableStatus,
};

use crate::error::{at, unless_missing};
use crate::{Clients, DeployError, Progress, System};

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// Tables become active within seconds; a minute without that is a problem to tell.
const POLLS: u32 = 60;

pub(crate) async fn up(
    clients: &Clients,
    system: &System,
    progress: Progress<'_>,
) -> Result<(), DeployError> {
    let dynamodb = clients.dynamodb(&system.primary);
    let step = format!("table {} in {}", system.table, system.primary);
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
    let step = format!("removing table {} in {}", system.table, system.primary);
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
