//! Reads the route as the health check wrote it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_deploy::{System, failed, why};
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
        Err(error) => {
            let error = failed(error);
            let why = error.code().map_or_else(|| why(&error), str::to_owned);
            RouteSaw::Unknown { why }
        }
    }
}
