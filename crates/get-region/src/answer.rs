//! What the function returns.

use serde::Serialize;

/// The answer. The first two fields are those of the published function; the flow reads them as
/// `$.External.primaryCode`. All others are flat text, which Connect can read too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// 200.
    pub status_code: u16,
    /// The region whose bot the call should use, or `err` if none has a healthy one.
    pub primary_code: String,
    /// The ARN of the alias that the call should use there, if the bot is of Lex V2. The flow reads
    /// it as `$.External.botAliasArn`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bot_alias_arn: Option<String>,
    /// Where that comes from.
    pub source: Source,
    /// Why it does not come from the table, or what was wrong with the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The table, just now.
    Table,
    /// The table, the last time this warm function could read it.
    LastKnown,
    /// The settings.
    Default,
}

impl Source {
    /// As it stands in the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::LastKnown => "last-known",
            Self::Default => "default",
        }
    }
}

/// Why an answer is not simply the table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The flow passed no usable parameter `region`; the default region was the key.
    NoRegionParameter,
    /// The table gave no answer in time.
    TableTimeout,
    /// The table could not be read.
    TableError,
    /// The table has no item of this key.
    NoItem,
    /// The item's `lexRegion` is missing, or neither a region's name nor `err`.
    BadItem,
}

impl Reason {
    /// As it stands in the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRegionParameter => "no-region-parameter",
            Self::TableTimeout => "table-timeout",
            Self::TableError => "table-error",
            Self::NoItem => "no-item",
            Self::BadItem => "bad-item",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_answers_and_logs() {
        for source in [Source::Table, Source::LastKnown, Source::Default] {
            assert_eq!(serde_json::to_value(source).unwrap(), source.as_str());
        }
        let reasons = [
            Reason::NoRegionParameter,
            Reason::TableTimeout,
            Reason::TableError,
            Reason::NoItem,
            Reason::BadItem,
        ];
        for reason in reasons {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
        }
    }
}
