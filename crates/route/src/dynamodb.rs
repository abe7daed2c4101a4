//! The item in its DynamoDB table. Needs `dynamodb:GetItem` and `dynamodb:UpdateItem`, no more.

use std::error::Error;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::item::{BOT_ALIAS_ARN, CHECKED_AT, KEY, LEX_REGION};
use crate::{Aws, Failure, Item, Limits, RouteStore, Seen, Sent, StoreError, Update};

/// Table `lexDR`.
#[derive(Debug, Clone)]
pub struct DynamoDbRoutes {
    client: Client,
    table: String,
}

impl DynamoDbRoutes {
    /// The table of this name (or ARN) in the region of `aws`.
    #[must_use]
    pub fn new(aws: &Aws, table: impl Into<String>) -> Self {
        Self {
            client: aws.dynamodb(None),
            table: table.into(),
        }
    }

    fn failed<E>(
        &self,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
        sent: &Sent,
    ) -> StoreError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let reason = Failure::of(error, sent).to_string();
        StoreError::Failed {
            operation,
            table: self.table.clone(),
            reason,
        }
    }
}

fn limited(limits: Limits) -> Builder {
    Builder::default()
        .timeout_config(limits.timeouts())
        .retry_config(limits.retries())
}

impl RouteStore for DynamoDbRoutes {
    async fn read(&self, key: &str, limit: Duration) -> Result<Option<Item>, StoreError> {
        let sent = Sent::default();
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(key.to_owned()))
            .consistent_read(true)
            .customize()
            .config_override(limited(Limits::table(limit)))
            .interceptor(sent.clone())
            .send()
            .await
            .map_err(|error| self.failed("GetItem", &error, &sent))?;
        Ok(answer.item().map(Item::from_attributes))
    }

    async fn write(
        &self,
        key: &str,
        update: &Update,
        seen: &Seen,
        limit: Duration,
    ) -> Result<(), StoreError> {
        let sent = Sent::default();
        let mut call = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(KEY, AttributeValue::S(key.to_owned()));
        // Every name goes by a placeholder: DynamoDB's list of reserved words is long and grows.
        let mut sets = Vec::new();
        for (name, value) in update.attributes() {
            sets.push(format!("#{name} = :{name}"));
            call = call
                .expression_attribute_names(format!("#{name}"), name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        let mut expression = format!("SET {}", sets.join(", "));
        if update.bot_alias_arn.is_none() && seen.bot_alias_arn {
            expression += &format!(" REMOVE #{BOT_ALIAS_ARN}");
            call = call.expression_attribute_names(format!("#{BOT_ALIAS_ARN}"), BOT_ALIAS_ARN);
        }
        let mut conditions = Vec::new();
        for (name, seen) in [
            (CHECKED_AT, &seen.checked_at),
            (LEX_REGION, &seen.lex_region),
        ] {
            match seen {
                None => conditions.push(format!("attribute_not_exists(#{name})")),
                Some(value) => {
                    conditions.push(format!("#{name} = :seen_{name}"));
                    call = call.expression_attribute_values(format!(":seen_{name}"), value.clone());
                }
            }
        }
        let result = call
            .update_expression(expression)
            .condition_expression(conditions.join(" AND "))
            .customize()
            .config_override(limited(Limits::table(limit)))
            .interceptor(sent.clone())
            .send()
            .await;
        match result {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => {
                Err(StoreError::ConditionFailed {
                    key: key.to_owned(),
                })
            }
            Err(error) => Err(self.failed("UpdateItem", &error, &sent)),
        }
    }
}
