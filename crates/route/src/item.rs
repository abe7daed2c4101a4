//! The item of table `lexDR`: which region's bot a call should use, and since when, and why.

use std::collections::HashMap;
use std::time::SystemTime;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{iso8601, parse_iso8601};

/// The table's key: the region a call comes in by (the primary region's name).
pub(crate) const KEY: &str = "connectRegion";
pub(crate) const LEX_REGION: &str = "lexRegion";
pub(crate) const CHECKED_AT: &str = "checkedAt";
pub(crate) const CHANGED_AT: &str = "changedAt";
pub(crate) const REASON: &str = "reason";
pub(crate) const FAILURES: &str = "failures";
pub(crate) const RECOVERIES: &str = "recoveries";
pub(crate) const BOT_ALIAS_ARN: &str = "botAliasArn";

/// The item as it was read. People edit tables by hand: an attribute that is missing, of another
/// type or unreadable is absent here, never an error.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// The route: a region's name, or [`crate::ERR`], or whatever stands there.
    pub lex_region: Option<String>,
    /// When the check began that wrote the item last.
    pub checked_at: Option<SystemTime>,
    /// When the check began that changed the route last.
    pub changed_at: Option<SystemTime>,
    /// What that last check saw.
    pub reason: Option<String>,
    /// Checks in a row that found the active region down without leaving it.
    pub failures: u32,
    /// Checks in a row that found the primary region well without returning to it.
    pub recoveries: u32,
    /// The ARN of the alias that the route stands at, if its bot is of Lex V2: or whatever stands
    /// there.
    pub bot_alias_arn: Option<String>,
    /// What a write must find unchanged.
    pub seen: Seen,
}

impl Item {
    /// Reads the attributes of an item.
    #[must_use]
    pub fn from_attributes(attributes: &HashMap<String, AttributeValue>) -> Self {
        let text = |name: &str| {
            attributes
                .get(name)
                .and_then(|value| value.as_s().ok())
                .filter(|s| !s.is_empty())
        };
        let time = |name: &str| text(name).and_then(|text| parse_iso8601(text));
        let count = |name: &str| {
            let number = attributes.get(name).and_then(|value| value.as_n().ok());
            number
                .and_then(|number| number.parse().ok())
                .unwrap_or_default()
        };
        Self {
            lex_region: text(LEX_REGION).cloned(),
            checked_at: time(CHECKED_AT),
            changed_at: time(CHANGED_AT),
            reason: text(REASON).cloned(),
            failures: count(FAILURES),
            recoveries: count(RECOVERIES),
            bot_alias_arn: text(BOT_ALIAS_ARN).cloned(),
            seen: Seen {
                lex_region: attributes.get(LEX_REGION).cloned(),
                checked_at: attributes.get(CHECKED_AT).cloned(),
                bot_alias_arn: attributes.contains_key(BOT_ALIAS_ARN),
            },
        }
    }
}

/// The two attributes a write must find as they were read, exactly as they stood in the table, of
/// whatever type; and whether there is an alias to take away with the route that it belongs to.
/// The default is an item that does not exist.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seen {
    pub(crate) lex_region: Option<AttributeValue>,
    pub(crate) checked_at: Option<AttributeValue>,
    pub(crate) bot_alias_arn: bool,
}

/// What a check writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The route.
    pub lex_region: String,
    /// When the check began.
    pub checked_at: SystemTime,
    /// Whether the route is another one than before; `changedAt` is written only then.
    pub changed: bool,
    /// What the check saw.
    pub reason: String,
    /// See [`Item::failures`].
    pub failures: u32,
    /// See [`Item::recoveries`].
    pub recoveries: u32,
    /// See [`Item::bot_alias_arn`]. Without one, the one that stands there is removed.
    pub bot_alias_arn: Option<String>,
}

impl Update {
    /// The attributes it sets.
    #[must_use]
    pub fn attributes(&self) -> Vec<(&'static str, AttributeValue)> {
        let checked_at = iso8601(self.checked_at);
        let mut attributes = vec![
            (LEX_REGION, AttributeValue::S(self.lex_region.clone())),
            (CHECKED_AT, AttributeValue::S(checked_at.clone())),
            (REASON, AttributeValue::S(self.reason.clone())),
            (FAILURES, AttributeValue::N(self.failures.to_string())),
            (RECOVERIES, AttributeValue::N(self.recoveries.to_string())),
        ];
        if let Some(arn) = &self.bot_alias_arn {
            attributes.push((BOT_ALIAS_ARN, AttributeValue::S(arn.clone())));
        }
        if self.changed {
            attributes.push((CHANGED_AT, AttributeValue::S(checked_at)));
        }
        attributes
    }

    /// Whether `item` is what this update makes. A write that was cut off after the table had it
    /// finds its own work when it is tried again.
    #[must_use]
    pub fn made(&self, item: &Item) -> bool {
        item.lex_region.as_deref() == Some(self.lex_region.as_str())
            && item.checked_at == Some(self.checked_at)
            && item.reason.as_deref() == Some(self.reason.as_str())
            && (item.failures, item.recoveries) == (self.failures, self.recoveries)
            && item.bot_alias_arn == self.bot_alias_arn
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn whatever_a_person_put_there_is_read_without_complaint() {
        let odd = HashMap::from([
            (LEX_REGION.to_owned(), AttributeValue::N("7".into())),
            (CHECKED_AT.to_owned(), AttributeValue::S("yesterday".into())),
            (CHANGED_AT.to_owned(), AttributeValue::Bool(true)),
            (REASON.to_owned(), AttributeValue::Null(true)),
            (FAILURES.to_owned(), AttributeValue::N("-1".into())),
            (RECOVERIES.to_owned(), AttributeValue::S("2".into())),
            (BOT_ALIAS_ARN.to_owned(), AttributeValue::N("3".into())),
        ]);
        let item = Item::from_attributes(&odd);
        assert_eq!(
            Item {
                seen: Seen::default(),
                ..item.clone()
            },
            Item::default()
        );
        assert_eq!(item.seen.lex_region, Some(AttributeValue::N("7".into())));
        assert!(item.seen.bot_alias_arn);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let update = Update {
            lex_region: "us-west-2".into(),
            checked_at: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
            changed: true,
            reason: "us-east-1: timeout; us-west-2: healthy".into(),
            failures: 2,
            recoveries: 1,
            bot_alias_arn: Some("arn:aws:lex:us-west-2:1:bot-alias/B/A".into()),
        };
        let attributes = update
            .attributes()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let item = Item::from_attributes(&attributes.collect());
        assert!(update.made(&item));
        assert_eq!(item.changed_at, Some(update.checked_at));
        let others = [
            Update {
                failures: 0,
                ..update.clone()
            },
            Update {
                bot_alias_arn: None,
                ..update
            },
        ];
        assert!(others.iter().all(|other| !other.made(&item)));
    }
}
