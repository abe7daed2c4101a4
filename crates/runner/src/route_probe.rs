//! Reads the route as the health check wrote it, and what else it wrote.

use std::time::SystemTime;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_types::DateTime;
use lexdr_deploy::{Dated, System, failed, why};
use lexdr_history::{LastCheck, RouteSaw};
use lexdr_route::Item;

use crate::recorder::Clock;

/// The longest reason kept. Whoever may write the item may write anything.
const LONGEST_REASON: usize = 400;

/// What a look at the item showed.
pub(crate) struct Look {
    /// The route.
    pub(crate) saw: RouteSaw,
    /// The item as a check reads it.
    item: Option<Item>,
    /// The date of the answer.
    dated: Option<SystemTime>,
}

impl Look {
    /// What the item tells of the check that wrote it; nothing if it was another's, which does
    /// not say when.
    pub(crate) fn last_check(&self, clock: &Clock) -> Option<LastCheck> {
        let item = self.item.as_ref()?;
        let reason = item.reason.as_ref();
        Some(LastCheck {
            checked_at_ms: clock.ms(item.checked_at?),
            changed_at_ms: item.changed_at.map(|at| clock.ms(at)),
            reason: reason.map(|reason| reason.chars().take(LONGEST_REASON).collect()),
            dated_ms: self.dated.map(|at| clock.ms(at)),
        })
    }
}

/// Reads the item once, with a consistent read.
pub(crate) async fn look(dynamodb: &Client, system: &System) -> Look {
    let dated = Dated::default();
    let call = dynamodb
        .get_item()
        .table_name(&system.table)
        .key("connectRegion", AttributeValue::S(system.primary.clone()))
        .consistent_read(true);
    let answer = call.customize().interceptor(dated.clone()).send().await;
    let (saw, item) = match answer {
        Ok(answer) => {
            let item = answer.item.as_ref();
            let saw = item
                .and_then(|item| item.get("lexRegion"))
                .and_then(|value| value.as_s().ok())
                .map_or(RouteSaw::Missing, |region| RouteSaw::Route {
                    lex_region: region.clone(),
                });
            (saw, item.map(Item::from_attributes))
        }
        Err(error) => {
            let error = failed(error);
            let why = error.code().map_or_else(|| why(&error), str::to_owned);
            (RouteSaw::Unknown { why }, None)
        }
    };
    let dated = dated.get().map(DateTime::from_millis);
    Look {
        saw,
        item,
        dated: dated.and_then(|date| SystemTime::try_from(date).ok()),
    }
}
