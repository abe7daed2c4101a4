//! The route item is deleted, or its `lexRegion` is overwritten.
//!
//! The undo puts the saved item back only if the item is still as the fault left it: what the
//! health check has written meanwhile is newer than what was saved.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_simulator::BoxFuture;

use super::report::unless_same;
use super::{Doing, Report, Undo};
use crate::Target;

type Item = HashMap<String, AttributeValue>;

const KEY: &str = "connectRegion";
const ROUTE: &str = "lexRegion";

struct PutBack {
    was: Option<Item>,
    /// As the fault left it.
    left: Option<Item>,
}

pub(super) async fn delete(target: &Target, doing: &mut Doing) -> Result<(), String> {
    let was = read(target, &mut doing.report).await?;
    doing.will_undo(PutBack { was, left: None });
    let call = dynamodb(target)
        .delete_item()
        .table_name(&target.system.table)
        .key(KEY, key(target))
        .send();
    doing
        .report
        .call(told(target, "DeleteItem"), call)
        .await
        .map(drop)
}

pub(super) async fn corrupt(
    target: &Target,
    lex_region: &str,
    doing: &mut Doing,
) -> Result<(), String> {
    let was = read(target, &mut doing.report).await?;
    let junk = AttributeValue::S(lex_region.to_owned());
    let mut left = was.clone().unwrap_or_default();
    left.insert(KEY.to_owned(), key(target));
    left.insert(ROUTE.to_owned(), junk);
    doing.will_undo(PutBack {
        was,
        left: Some(left.clone()),
    });
    let call = dynamodb(target)
        .put_item()
        .table_name(&target.system.table)
        .set_item(Some(left))
        .send();
    let what = format!("{} {ROUTE} = {lex_region:?}", told(target, "PutItem"));
    doing.report.call(what, call).await.map(drop)
}

fn dynamodb(target: &Target) -> Client {
    target.operator.dynamodb(&target.system.primary)
}

fn key(target: &Target) -> AttributeValue {
    AttributeValue::S(target.system.primary.clone())
}

fn told(target: &Target, operation: &str) -> String {
    let (region, table) = (&target.system.primary, &target.system.table);
    format!("{operation} {region} {table} {region}")
}

async fn read(target: &Target, report: &mut Report) -> Result<Option<Item>, String> {
    let call = dynamodb(target)
        .get_item()
        .table_name(&target.system.table)
        .key(KEY, key(target))
        .consistent_read(true)
        .send();
    Ok(report.call(told(target, "GetItem"), call).await?.item)
}

/// A condition that holds for this item only, with its names and values.
#[derive(Default)]
struct Unchanged {
    expression: String,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Unchanged {
    fn of(left: Option<&Item>) -> Self {
        let mut condition = Self::default();
        let Some(left) = left else {
            condition.expression = format!("attribute_not_exists({KEY})");
            return condition;
        };
        let sorted: BTreeMap<_, _> = left.iter().collect();
        let mut parts = Vec::new();
        for (n, (name, value)) in sorted.into_iter().enumerate() {
            parts.push(format!("#a{n} = :a{n}"));
            condition.names.insert(format!("#a{n}"), name.clone());
            condition.values.insert(format!(":a{n}"), value.clone());
        }
        condition.expression = parts.join(" AND ");
        condition
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        Some(self.names.clone()).filter(|names| !names.is_empty())
    }

    fn values(&self) -> Option<Item> {
        Some(self.values.clone()).filter(|values| !values.is_empty())
    }
}

impl Undo for PutBack {
    fn undo<'a>(
        &'a self,
        target: &'a Target,
        report: &'a mut Report,
    ) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            if read(target, report).await? == self.was {
                return Ok(());
            }
            let condition = Unchanged::of(self.left.as_ref());
            let table = &target.system.table;
            let written = if let Some(was) = &self.was {
                let call = dynamodb(target)
                    .put_item()
                    .table_name(table)
                    .set_item(Some(was.clone()))
                    .condition_expression(&condition.expression)
                    .set_expression_attribute_names(condition.names())
                    .set_expression_attribute_values(condition.values())
                    .send();
                let what = format!("{} as before", told(target, "PutItem"));
                report.write_if(what, call).await?.is_some()
            } else {
                let call = dynamodb(target)
                    .delete_item()
                    .table_name(table)
                    .key(KEY, key(target))
                    .condition_expression(&condition.expression)
                    .set_expression_attribute_names(condition.names())
                    .set_expression_attribute_values(condition.values())
                    .send();
                let what = told(target, "DeleteItem");
                report.write_if(what, call).await?.is_some()
            };
            if !written {
                return Ok(());
            }
            let now = read(target, report).await?;
            unless_same(&format!("the item of {table}"), &now, &self.was)
        })
    }
}
