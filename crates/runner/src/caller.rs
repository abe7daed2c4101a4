//! A synthetic Amazon Connect call: lexDRGetRegion, then the bot of the region it names.
//!
//! This is the published flow in straight-line form. What a caller says is fixed and what Connect
//! hands to the function holds a number reserved for fiction, so no caller data exists to leak.

use std::time::{Duration, SystemTime};

use aws_sdk_lambda::primitives::Blob;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_types::region::Region;
use lexdr_deploy::{Clients, ORDER, System};
use lexdr_history::Ending;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Target;

/// Connect waits at most 8 s for a function.
const CONNECT_LIMIT: Duration = Duration::from_secs(8);

/// A caller who hears nothing for this long after a turn is not waited for any longer.
const TURN_LIMIT: Duration = Duration::from_secs(10);

/// Makes calls the way Amazon Connect does.
#[derive(Debug, Clone)]
pub(crate) struct Connect {
    system: System,
    lambda: aws_sdk_lambda::Client,
    lex: [(String, aws_sdk_lexruntime::Client); 2],
}

/// What became of a call.
pub(crate) struct Called {
    /// `primaryCode` of GetRegion's answer.
    pub(crate) region: Option<String>,
    /// `source` of GetRegion's answer, unless it is the table.
    pub(crate) source: Option<String>,
    /// When GetRegion's answer was there.
    pub(crate) answered: Option<SystemTime>,
    /// How it ended.
    pub(crate) ending: Ending,
}

/// The part of GetRegion's answer that a flow reads.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "primaryCode")]
    primary_code: String,
    source: Option<String>,
}

impl Connect {
    pub(crate) fn new(target: &Target) -> Self {
        let system = target.system.clone();
        let lex = |region: &str| (region.to_owned(), lex_runtime(&target.connect, region));
        Self {
            lambda: target.connect.lambda(&system.primary),
            lex: [lex(&system.primary), lex(&system.secondary)],
            system,
        }
    }

    /// One call: the first turn only, or a complete order.
    pub(crate) async fn call(&self, target: &Target, call: u64, order: bool) -> Called {
        let mut called = Called {
            region: None,
            source: None,
            answered: None,
            ending: Ending::Served,
        };
        match self.ask_region(call).await {
            Ok(answer) => {
                called.answered = Some(target.now());
                called.source = answer.source.filter(|source| source != "table");
                called.ending = self.talk(&answer.primary_code, call, order).await;
                called.region = Some(answer.primary_code);
            }
            Err(ending) => called.ending = ending,
        }
        called
    }

    async fn ask_region(&self, call: u64) -> Result<Answer, Ending> {
        let event = contact_flow_event(&self.system, call).to_string();
        let invoke = self
            .lambda
            .invoke()
            .function_name(&self.system.region_function)
            .payload(Blob::new(event))
            .send();
        let answer = match tokio::time::timeout(CONNECT_LIMIT, invoke).await {
            Err(_) => return Err(unknown("lexDRGetRegion: no answer within 8 s")),
            Ok(Err(error)) => return Err(failed(format!("lexDRGetRegion: {}", one_line(&error)))),
            Ok(Ok(answer)) => answer,
        };
        let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
        if let Some(kind) = answer.function_error {
            let error: Value = serde_json::from_slice(&payload).unwrap_or_default();
            let text = error["errorMessage"].as_str().unwrap_or("no message");
            return Err(failed(format!("lexDRGetRegion: {kind} error: {text}")));
        }
        serde_json::from_slice(&payload)
            .map_err(|_| failed("lexDRGetRegion: answer without a primaryCode".to_owned()))
    }

    async fn talk(&self, region: &str, call: u64, order: bool) -> Ending {
        if region == "err" {
            return Ending::Apologised;
        }
        let Some((_, lex)) = self.lex.iter().find(|(name, _)| name == region) else {
            return failed(format!("no bot in region {region:?}"));
        };
        let turns = if order { &ORDER[..] } else { &ORDER[..1] };
        for (turn, (says, expected)) in turns.iter().enumerate() {
            let post = lex
                .post_text()
                .bot_name(&self.system.bot)
                .bot_alias(&self.system.alias)
                .user_id(format!("caller-{call}"))
                .input_text(*says)
                .send();
            let turn = turn + 1;
            let answer = match tokio::time::timeout(TURN_LIMIT, post).await {
                Err(_) => return unknown(format!("turn {turn}: no answer within 10 s")),
                Ok(Err(error)) => return failed(format!("turn {turn}: {}", one_line(&error))),
                Ok(Ok(answer)) => answer,
            };
            let message = answer.message();
            let right = match expected {
                Some(start) => message.is_some_and(|text| text.starts_with(start)),
                None => message.is_none(),
            };
            if !right {
                let said = message.unwrap_or("nothing");
                return failed(format!("turn {turn}: the bot said {said:?}"));
            }
        }
        Ending::Served
    }
}

/// Real answers hold nulls where the SDK wants strings (`"slots": {"FlowerType": null}`).
fn lex_runtime(connect: &Clients, region: &str) -> aws_sdk_lexruntime::Client {
    let mut config = aws_sdk_lexruntime::config::Builder::from(connect.config())
        .region(Region::new(region.to_owned()));
    config.set_retry_partition(connect.retry_partition().cloned());
    config.set_http_client(
        connect
            .config()
            .http_client()
            .map(lexdr_lex::tolerate_nulls),
    );
    aws_sdk_lexruntime::Client::from_conf(config.build())
}

fn failed(why: String) -> Ending {
    Ending::Failed { why }
}

fn unknown(why: impl Into<String>) -> Ending {
    Ending::Unknown { why: why.into() }
}

/// Code and message of a service's error, or what kept the call from getting one.
fn one_line<E>(error: &E) -> String
where
    E: aws_smithy_types::error::metadata::ProvideErrorMetadata + std::error::Error,
{
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => DisplayErrorContext(error).to_string(),
    }
}

/// What Amazon Connect hands to a function ("Invoke AWS Lambda functions", sample event). The
/// number is one of those kept free for fiction.
fn contact_flow_event(system: &System, call: u64) -> Value {
    let contact = format!("00000000-0000-4000-8000-{call:012}");
    json!({
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": {},
                "Channel": "VOICE",
                "ContactId": contact,
                "CustomerEndpoint": { "Address": "+12065550100", "Type": "TELEPHONE_NUMBER" },
                "InitialContactId": contact,
                "InitiationMethod": "INBOUND",
                "InstanceARN": format!(
                    "arn:aws:connect:{}:123456789012:instance/00000000-0000-4000-8000-000000000000",
                    system.primary,
                ),
                "LanguageCode": "en-US",
                "PreviousContactId": contact,
                "Queue": null,
                "SystemEndpoint": { "Address": "+12065550101", "Type": "TELEPHONE_NUMBER" },
            },
            "Parameters": { "region": system.primary },
        },
    })
}
