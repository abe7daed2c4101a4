//! The table is deleted, and made again with its items.
//!
//! A table with indexes or a stream is not touched: what they hold could not be put back exactly.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, ProvisionedThroughput,
    TableDescription, TableStatus,
};
use lexdr_simulator::BoxFuture;

use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

type Item = HashMap<String, AttributeValue>;

const MISSING: &[&str] = &["ResourceNotFoundException"];

/// Tables come and go within seconds; a minute without that is a problem to tell.
const POLLS: u32 = 60;

/// What a table is made from.
#[derive(Debug, Clone, PartialEq)]
struct Definition {
    attributes: Vec<AttributeDefinition>,
    keys: Vec<KeySchemaElement>,
    /// Read and write units; `None` if it is paid by request.
    units: Option<(i64, i64)>,
}

struct Remake {
    definition: Definition,
    items: Vec<Item>,
}

pub(super) async fn inject(target: &Target, doing: &mut Doing) -> Result<(), String> {
    let report = &mut doing.report;
    let table = &target.system.table;
    let found = describe(target, report).await?;
    let found = found.ok_or_else(|| format!("there is no table {table} to delete"))?;
    let plain = found.global_secondary_indexes().is_empty()
        && found.local_secondary_indexes().is_empty()
        && found.stream_specification().is_none();
    if !plain {
        return Err(format!(
            "table {table} has indexes or a stream, which could not be put back exactly"
        ));
    }
    let items = scan(target, report).await?;
    doing.will_undo(Remake {
        definition: definition(&found),
        items,
    });
    let call = dynamodb(target).delete_table().table_name(table).send();
    let report = &mut doing.report;
    report.call(told(target, "DeleteTable"), call).await?;
    for _ in 0..POLLS {
        if describe(target, report).await?.is_none() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Err(format!("table {table} is still there after {POLLS} s"))
}

fn dynamodb(target: &Target) -> Client {
    target.operator.dynamodb(&target.system.primary)
}

fn told(target: &Target, operation: &str) -> String {
    let system = &target.system;
    format!("{operation} {} {}", system.primary, system.table)
}

fn definition(table: &TableDescription) -> Definition {
    let mode = table
        .billing_mode_summary()
        .and_then(|summary| summary.billing_mode());
    let units = table.provisioned_throughput().map(|units| {
        let (read, write) = (units.read_capacity_units, units.write_capacity_units);
        (read.unwrap_or(1), write.unwrap_or(1))
    });
    Definition {
        attributes: table.attribute_definitions().to_vec(),
        keys: table.key_schema().to_vec(),
        units: units.filter(|_| mode != Some(&BillingMode::PayPerRequest)),
    }
}

async fn describe(
    target: &Target,
    report: &mut Report,
) -> Result<Option<TableDescription>, String> {
    let call = dynamodb(target).describe_table();
    let call = call.table_name(&target.system.table).send();
    let found = report
        .find(told(target, "DescribeTable"), MISSING, call)
        .await?;
    Ok(found.and_then(|found| found.table))
}

async fn scan(target: &Target, report: &mut Report) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut from = None;
    loop {
        let call = dynamodb(target)
            .scan()
            .table_name(&target.system.table)
            .consistent_read(true)
            .set_exclusive_start_key(from)
            .send();
        let page = report.call(told(target, "Scan"), call).await?;
        items.extend(page.items.unwrap_or_default());
        from = page.last_evaluated_key.filter(|key| !key.is_empty());
        if from.is_none() {
            return Ok(items);
        }
    }
}

async fn create(target: &Target, wanted: &Definition, report: &mut Report) -> Result<(), String> {
    let call = dynamodb(target)
        .create_table()
        .table_name(&target.system.table)
        .set_attribute_definitions(Some(wanted.attributes.clone()))
        .set_key_schema(Some(wanted.keys.clone()));
    let call = match wanted.units {
        None => call.billing_mode(BillingMode::PayPerRequest),
        Some((read, write)) => {
            let units = ProvisionedThroughput::builder()
                .read_capacity_units(read)
                .write_capacity_units(write)
                .build();
            call.provisioned_throughput(units.map_err(|error| error.to_string())?)
        }
    };
    report
        .call(told(target, "CreateTable"), call.send())
        .await
        .map(drop)
}

/// Waits until the table can be written.
async fn active(target: &Target, report: &mut Report) -> Result<TableDescription, String> {
    for _ in 0..POLLS {
        let found = describe(target, report).await?;
        if let Some(found) = found
            && found.table_status() == Some(&TableStatus::Active)
        {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let table = &target.system.table;
    Err(format!("table {table} is not active after {POLLS} s"))
}

impl Undo for Remake {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            let table = &target.system.table;
            if describe(target, report).await?.is_none() {
                create(target, &self.definition, report).await?;
            }
            let now = definition(&active(target, report).await?);
            unless_same(&format!("table {table}"), &now, &self.definition)?;
            let Some(key) = self.definition.keys.first() else {
                return Err(format!("table {table} has no key"));
            };
            for item in &self.items {
                // The health check may have been quicker, and what it wrote is newer.
                let call = dynamodb(target)
                    .put_item()
                    .table_name(table)
                    .set_item(Some(item.clone()))
                    .condition_expression("attribute_not_exists(#key)")
                    .expression_attribute_names("#key", key.attribute_name())
                    .send();
                report.write_if(told(target, "PutItem"), call).await?;
            }
            let there = scan(target, report).await?;
            let has = |item: &Item| {
                let keys = self
                    .definition
                    .keys
                    .iter()
                    .map(KeySchemaElement::attribute_name);
                keys.clone().all(|name| item.contains_key(name))
                    && there
                        .iter()
                        .any(|now| keys.clone().all(|n| now.get(n) == item.get(n)))
            };
            if self.items.iter().all(has) {
                return Ok(());
            }
            Err(format!("table {table} has not all of its items back"))
        })
    }
}
