//! One run at a time: an item of the journal's table that a run holds for as long as it renews its
//! lease.

use lexdr_wire::BoxFuture;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use lexdr_deploy::Clients;
use lexdr_journal::Remote;

use tokio::time::sleep;

use crate::clock::{ms, now_ms};
use crate::engine::Tell;
use crate::guards::Lock;
use crate::said::said;

/// The key of the item; journals have other ones.
const KEY: &str = "lock";

/// How long a run that says nothing more is taken for alive.
pub const LEASE: Duration = Duration::from_secs(90);

/// The lock in a journal's table.
#[derive(Debug, Clone)]
pub struct TableLock {
    clients: Clients,
    dynamodb: Client,
    table: String,
    run: String,
    holder: String,
}

impl TableLock {
    /// The lock, to be held for `run`. `holder` is who others are told to look for.
    #[must_use]
    pub fn new(clients: &Clients, remote: &Remote, run: &str, holder: &str) -> Self {
        Self {
            clients: clients.clone(),
            dynamodb: clients.dynamodb(&remote.region),
            table: remote.table.clone(),
            run: run.to_owned(),
            holder: holder.to_owned(),
        }
    }

    /// Takes the lock, or renews the lease on it; `false` if somebody else has it.
    ///
    /// # Errors
    /// If that cannot be found out.
    pub fn hold(&self) -> BoxFuture<'_, Result<bool, String>> {
        Box::pin(async move {
            let now = now_ms(&self.clients);
            let text = |text: &str| AttributeValue::S(text.to_owned());
            let number = |number: i64| AttributeValue::N(number.to_string());
            let call = self.dynamodb.put_item().table_name(&self.table);
            let put = call
                .item("id", text(KEY))
                .item("run", text(&self.run))
                .item("holder", text(&self.holder))
                .item("until", number(now.saturating_add(ms(LEASE))))
                .condition_expression("attribute_not_exists(id) OR #until < :now OR #run = :run")
                .expression_attribute_names("#until", "until")
                .expression_attribute_names("#run", "run")
                .expression_attribute_values(":now", number(now))
                .expression_attribute_values(":run", text(&self.run))
                .send()
                .await;
            match put {
                Ok(_) => Ok(true),
                Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
                Err(error) => Err(said(&format!("PutItem {} (the lock)", self.table), error)),
            }
        })
    }

    /// Renews the lease, for as long as this is polled.
    pub fn keep(self, tell: Tell) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            loop {
                sleep(LEASE / 3).await;
                match self.hold().await {
                    Ok(true) => {}
                    Ok(false) => tell("the lock was taken by somebody else"),
                    Err(why) => tell(&format!("the lock is not renewed: {why}")),
                }
            }
        })
    }

    /// Gives the lock back, if it is still ours.
    ///
    /// # Errors
    /// If that cannot be done; then it is free once the lease is over.
    pub fn release(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            let call = self.dynamodb.delete_item().table_name(&self.table);
            let call = call
                .key("id", AttributeValue::S(KEY.to_owned()))
                .condition_expression("#run = :run")
                .expression_attribute_names("#run", "run")
                .expression_attribute_values(":run", AttributeValue::S(self.run.clone()));
            match call.send().await {
                Ok(_) => Ok(()),
                Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(()),
                Err(error) => Err(said(
                    &format!("DeleteItem {} (the lock)", self.table),
                    error,
                )),
            }
        })
    }

    /// Who has the lock, if somebody does.
    ///
    /// # Errors
    /// If that cannot be found out.
    pub fn holder(&self) -> BoxFuture<'_, Result<Option<Lock>, String>> {
        Box::pin(async move {
            let call = self.dynamodb.get_item().table_name(&self.table);
            let call = call.key("id", AttributeValue::S(KEY.to_owned()));
            let found = call.consistent_read(true).send().await;
            let found = found.map_err(|error| said(&format!("GetItem {}", self.table), error))?;
            let Some(item) = found.item else {
                return Ok(None);
            };
            let text = |name: &str| {
                let text = item.get(name).and_then(|value| value.as_s().ok());
                text.cloned().unwrap_or_default()
            };
            let until = item.get("until").and_then(|value| value.as_n().ok());
            let until = until.and_then(|until| until.parse().ok());
            let until = until.and_then(|until| Timestamp::from_millisecond(until).ok());
            Ok(Some(Lock {
                run: text("run"),
                holder: text("holder"),
                // Somebody has written something else there: nobody's turn until a person looks.
                until: until.unwrap_or(Timestamp::MAX),
            }))
        })
    }
}
