//! What a call needs of the world: functions, bots and a clock.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::{Value, json};

use crate::block::region_of_arn;
use crate::script::ContactData;

/// What a call needs of the world, in the simulator or on a real account.
///
/// Amazon Connect makes these calls, not the caller: retries are made by [`crate::follow`], so an
/// implementation makes one attempt each and lets no client library retry behind its back. Time is
/// tokio's, which may be virtual.
pub trait Contact: Sync {
    /// One attempt to invoke a function. It need not watch the limit: whoever calls it does.
    fn invoke(&self, invocation: &Invocation) -> impl Future<Output = Invoked> + Send;

    /// One turn of the caller's conversation with a bot. The session is the call's: the same
    /// caller comes back to the same session of the same bot.
    fn lex_turn(&self, bot: &BotRef, utterance: &str) -> impl Future<Output = Turn> + Send;

    /// What a clock on the wall says, for the record. Spans of time are tokio's.
    fn now(&self) -> SystemTime;
}

/// One attempt to invoke a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Invocation {
    /// Name or ARN, as the flow has it.
    pub function_arn: String,
    /// The block's parameters, evaluated: `Details.Parameters` of the event.
    pub parameters: BTreeMap<String, String>,
    /// The whole event, in the shape Amazon Connect sends. It holds the caller's number.
    pub event: Value,
    /// How long the flow will wait for this attempt.
    pub limit: Duration,
}

/// What became of an attempt to invoke a function.
#[derive(Debug, Clone, PartialEq)]
pub enum Invoked {
    /// It returned this.
    Answer(Value),
    /// It failed (`X-Amz-Function-Error`): the error's text.
    FunctionError(String),
    /// Lambda had no room for it (429).
    Throttled,
    /// Lambda itself failed (5xx), or could not be reached.
    ServiceError,
    /// No answer in time.
    TimedOut,
}

/// A bot, as a block names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BotRef {
    /// Amazon Lex V1.
    V1 {
        /// The bot.
        name: String,
        /// Its region.
        region: String,
        /// Its alias.
        alias: String,
    },
    /// Amazon Lex V2.
    V2 {
        /// The ARN of its alias.
        alias_arn: String,
    },
}

impl BotRef {
    /// The region it is in; nothing if its ARN has none.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::V1 { region, .. } => Some(region)
                .filter(|region| !region.is_empty())
                .map(|r| &**r),
            Self::V2 { alias_arn } => region_of_arn(alias_arn),
        }
    }

    /// What of it is empty or no name of a bot, as a reference that led nowhere leaves it.
    pub(crate) fn nothing(&self) -> Option<&'static str> {
        match self {
            Self::V1 { name, .. } if name.is_empty() => Some("the bot's name is empty"),
            Self::V1 { region, .. } if region.is_empty() => Some("the bot's region is empty"),
            Self::V1 { alias, .. } if alias.is_empty() => Some("the bot's alias is empty"),
            Self::V2 { alias_arn } if alias_arn.is_empty() => Some("the bot's alias ARN is empty"),
            Self::V2 { alias_arn } if region_of_arn(alias_arn).is_none() => {
                Some("the bot's alias ARN is no ARN")
            }
            _ => None,
        }
    }
}

impl fmt::Display for BotRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V1 {
                name,
                region,
                alias,
            } => write!(f, "{name}/{alias} in {region}"),
            Self::V2 { alias_arn } => f.write_str(alias_arn),
        }
    }
}

/// What a bot did with what the caller said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// It answered.
    Reply {
        /// What it said, if anything.
        message: Option<String>,
        /// The intent it is at.
        intent: Option<String>,
        /// Whether the dialogue goes on.
        dialog_state: DialogState,
    },
    /// It could not: the error's text.
    Error(String),
    /// No answer in time.
    TimedOut,
}

/// What a bot says about its dialogue, as far as a flow is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialogState {
    /// It goes on.
    Open,
    /// All slots are filled; the flow has the word.
    ReadyForFulfillment,
    /// Done.
    Fulfilled,
    /// Given up.
    Failed,
}

impl DialogState {
    /// Reads V1's `dialogState` or V2's state of the intent. Whatever is not one of the three ends
    /// of a dialogue leaves it open.
    #[must_use]
    pub fn parse(state: &str) -> Self {
        match state {
            "ReadyForFulfillment" => Self::ReadyForFulfillment,
            "Fulfilled" => Self::Fulfilled,
            "Failed" => Self::Failed,
            _ => Self::Open,
        }
    }
}

/// What Amazon Connect hands to a function ("Invoke AWS Lambda functions", sample event).
pub(crate) fn event(
    contact: &ContactData,
    attributes: &BTreeMap<String, String>,
    parameters: &BTreeMap<String, String>,
) -> Value {
    json!({
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": attributes,
                "Channel": "VOICE",
                "ContactId": contact.contact_id,
                "CustomerEndpoint": {
                    "Address": contact.customer_address,
                    "Type": "TELEPHONE_NUMBER",
                },
                "InitialContactId": contact.contact_id,
                "InitiationMethod": "INBOUND",
                "InstanceARN": contact.instance_arn,
                "LanguageCode": contact.language_code,
                "PreviousContactId": contact.contact_id,
                "Queue": null,
                "SystemEndpoint": {
                    "Address": contact.system_address,
                    "Type": "TELEPHONE_NUMBER",
                },
            },
            "Parameters": parameters,
        },
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Fulfilled", DialogState::Fulfilled)]
    #[case("ReadyForFulfillment", DialogState::ReadyForFulfillment)]
    #[case("Failed", DialogState::Failed)]
    #[case("ElicitSlot", DialogState::Open)]
    #[case("InProgress", DialogState::Open)]
    #[case("", DialogState::Open)]
    fn a_dialogue_is_open_until_it_says_otherwise(#[case] state: &str, #[case] read: DialogState) {
        assert_eq!(DialogState::parse(state), read);
    }

    #[rstest]
    #[case("arn:aws:lex:us-west-2:123456789012:bot-alias/A/B", Some("us-west-2"))]
    #[case("arn:aws:lex::123456789012:bot-alias/A/B", None)]
    #[case("us-west-2", None)]
    #[case("", None)]
    fn the_region_of_a_v2_bot_is_that_of_its_alias(
        #[case] arn: &str,
        #[case] region: Option<&str>,
    ) {
        let bot = BotRef::V2 {
            alias_arn: arn.to_owned(),
        };
        assert_eq!(bot.region(), region);
        assert_eq!(bot.nothing().is_none(), region.is_some());
    }
}
