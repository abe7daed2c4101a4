//! Reading and writing the item, with the defects that lie there.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use lexdr_health_check::Settings;
use lexdr_route::{Aws, DynamoDbRoutes, Item, RouteStore, StoreError, Update};

use super::defects::Check;

const FOR_EVER: Duration = Duration::from_secs(3_600);

/// The item's place.
pub(super) struct Route {
    defect: Option<Check>,
    store: DynamoDbRoutes,
    plain: aws_sdk_dynamodb::Client,
    table: String,
    key: String,
}

impl Route {
    pub(super) fn new(defect: Option<Check>, settings: &Settings, aws: &Aws) -> Self {
        let key = match defect {
            Some(Check::WritesTheWrongItem) => &settings.secondary,
            _ => &settings.primary,
        };
        Self {
            defect,
            store: DynamoDbRoutes::new(aws, &settings.table),
            plain: aws.dynamodb(None),
            table: settings.table.clone(),
            key: key.clone(),
        }
    }

    fn limit(&self, limit: Duration) -> Duration {
        match self.defect {
            Some(Check::TableHasNoTimeout) => FOR_EVER,
            _ => limit,
        }
    }

    pub(super) async fn read(&self, limit: Duration) -> Result<Option<Item>, StoreError> {
        self.store.read(&self.key, self.limit(limit)).await
    }

    pub(super) async fn write(
        &self,
        update: &Update,
        item: Option<&Item>,
        limit: Duration,
    ) -> Result<(), StoreError> {
        if self.defect == Some(Check::WritesBlindly) {
            return self.put(&self.key, update).await;
        }
        if self.defect == Some(Check::WritesAnotherItemToo) {
            self.put("heartbeat", update).await?;
        }
        let seen = item.map(|item| item.seen.clone()).unwrap_or_default();
        let limit = self.limit(limit);
        self.store.write(&self.key, update, &seen, limit).await
    }

    /// Writes without a condition.
    async fn put(&self, key: &str, update: &Update) -> Result<(), StoreError> {
        let mut call = self.plain.update_item().table_name(&self.table);
        let mut sets = Vec::new();
        for (name, value) in update.attributes() {
            sets.push(format!("#{name} = :{name}"));
            call = call
                .expression_attribute_names(format!("#{name}"), name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        call.key("connectRegion", AttributeValue::S(key.to_owned()))
            .update_expression(format!("SET {}", sets.join(", ")))
            .send()
            .await
            .map(|_| ())
            .map_err(|error| StoreError::Failed {
                operation: "UpdateItem",
                table: self.table.clone(),
                reason: format!("{error:?}"),
            })
    }
}
