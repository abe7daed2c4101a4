//! Reads the route as the health check wrote it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_deploy::System;
use lexdr_history::RouteSaw;

/// Reads the item once, with a consistent read.
pub(crate) async fn look(dynamodb: &Client, system: &System) -> RouteSaw {
    let answer = dynamodb
        .get_item()
        .table_name(&system.table)
        .key("connectRegion", AttributeValue::S(system.primary.clone()))
        .consistent_read(true)
        .send()
        .await;
    match answer {
        Ok(answer) => answer
            .item
            .as_ref()
            .and_then(|item| item.get("lexRegion"))
            .and_then(|value| value.as_s().ok())
            .map_or(RouteSaw::Missing, |region| RouteSaw::Route {
                lex_region: region.clone(),
            }),
        Err(error) => RouteSaw::Unknown { why: why(&error) },
    }
}

fn why<E>(error: &E) -> String
where
    E: ProvideErrorMetadata + std::error::Error,
{
    error
        .code()
        .map_or_else(|| DisplayErrorContext(error).to_string(), str::to_owned)
}
