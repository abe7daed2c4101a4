//! Answers that are well formed and wrong, or not what they seem.

use bytes::Bytes;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::BodyExt;
use lexdr_wire::{Body, Call, ConnectionError, Response, Service};
use serde::Serialize;

use super::{lex_v1, lex_v2};
use crate::field::{Field, Read};

/// Another answer than the true one. The service acts; its answer is changed on the way, unless
/// it is an error.
///
/// The first group changes what a Lex bot says: PostText, PostContent and PutSession of Lex V1
/// and RecognizeText of Lex V2. Other operations of Lex V2 carry compressed headers and are left
/// alone. The second group replaces the body of any call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The bot says this.
    Message(String),
    /// The bot says nothing: the answer has no message member.
    NoMessage,
    /// The message member is there and null. Where messages are headers it is not there.
    NullMessage,
    /// The bot takes the utterance for another intent.
    Intent(String),
    /// The bot understands another value for a slot.
    Slot(SlotValue),
    /// The bot asks for another slot.
    SlotToElicit(String),
    /// The conversation is in another state.
    DialogState(DialogState),
    /// The bot has all it needs at once and says nothing, as real bots do at the end of a
    /// conversation.
    ReadyForFulfillment,
    /// Another version of the bot answers. Lex V1 only: no answer of Lex V2 names the version.
    BotVersion(String),
    /// Status 200, content type JSON, and a body that is none.
    Garbage,
    /// Status 200 and an HTML page, as from a proxy that wants a login.
    Html,
    /// Status 200 and `{}`.
    EmptyObject,
}

/// A slot and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotValue {
    /// The name of the slot.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The states of a conversation, as Lex V1 names them. In Lex V2 the first three are the type of
/// `dialogAction`; the others are the state of the intent, with a `dialogAction` of `Close`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DialogState {
    /// The bot wants to know what the user wants.
    ElicitIntent,
    /// The bot wants a yes or a no.
    ConfirmIntent,
    /// The bot wants a value for a slot.
    ElicitSlot,
    /// A Lambda function has fulfilled the intent.
    Fulfilled,
    /// The client is to fulfil the intent.
    ReadyForFulfillment,
    /// The conversation failed.
    Failed,
}

impl DialogState {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("ElicitIntent", Self::ElicitIntent),
        ("ConfirmIntent", Self::ConfirmIntent),
        ("ElicitSlot", Self::ElicitSlot),
        ("Fulfilled", Self::Fulfilled),
        ("ReadyForFulfillment", Self::ReadyForFulfillment),
        ("Failed", Self::Failed),
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ElicitIntent => "ElicitIntent",
            Self::ConfirmIntent => "ConfirmIntent",
            Self::ElicitSlot => "ElicitSlot",
            Self::Fulfilled => "Fulfilled",
            Self::ReadyForFulfillment => "ReadyForFulfillment",
            Self::Failed => "Failed",
        }
    }
}

impl SlotValue {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["name", "value"])?;
        Ok(Self {
            name: fields.need("name")?.filled_text()?.to_owned(),
            value: fields.need("value")?.text()?.to_owned(),
        })
    }
}

const NAMES: [&str; 12] = [
    "message",
    "no-message",
    "null-message",
    "intent",
    "slot",
    "slot-to-elicit",
    "dialog-state",
    "ready-for-fulfillment",
    "bot-version",
    "garbage",
    "html",
    "empty-object",
];

impl Answer {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let (name, inner) = field.variant(&NAMES)?;
        let need = || {
            inner
                .as_ref()
                .ok_or_else(|| field.error(format!("`{name}` needs a value")))
        };
        let text = || Ok(need()?.filled_text()?.to_owned());
        let answer = match name {
            "message" => return text().map(Self::Message),
            "intent" => return text().map(Self::Intent),
            "slot" => return SlotValue::read(need()?).map(Self::Slot),
            "slot-to-elicit" => return text().map(Self::SlotToElicit),
            "dialog-state" => return need()?.word(&DialogState::WORDS).map(Self::DialogState),
            "bot-version" => return text().map(Self::BotVersion),
            "no-message" => Self::NoMessage,
            "null-message" => Self::NullMessage,
            "ready-for-fulfillment" => Self::ReadyForFulfillment,
            "garbage" => Self::Garbage,
            "html" => Self::Html,
            _ => Self::EmptyObject,
        };
        match inner {
            Some(inner) => Err(inner.error(format!("`{name}` takes no value"))),
            None => Ok(answer),
        }
    }

    pub(crate) fn reaches(&self, service: Service, operation: &str) -> bool {
        match self {
            Self::Garbage | Self::Html | Self::EmptyObject => true,
            Self::BotVersion(_) => {
                service == Service::LexRuntime && matches!(operation, "PostText" | "PostContent")
            }
            _ => match service {
                Service::LexRuntime => {
                    matches!(operation, "PostText" | "PostContent" | "PutSession")
                }
                Service::LexRuntimeV2 => operation == "RecognizeText",
                _ => false,
            },
        }
    }
}

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head>\
                    <body><h1>Please sign in to continue</h1></body></html>\n";

/// The changed answer.
pub(crate) async fn rewrite(
    answer: &Answer,
    call: &Call,
    response: Response,
) -> Result<Response, ConnectionError> {
    if !response.status().is_success() {
        return Ok(response);
    }
    match answer {
        Answer::Garbage => return Ok(replaced(response, "application/json", "\u{fffd}not json{[")),
        Answer::Html => return Ok(replaced(response, "text/html; charset=utf-8", HTML)),
        Answer::EmptyObject => return Ok(replaced(response, "application/json", "{}")),
        _ => {}
    }
    let (mut parts, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    let changed = match (call.service, call.operation.as_str()) {
        (Service::LexRuntime, "PostText") => with_json(&body, |json| lex_v1::text(json, answer)),
        (Service::LexRuntime, _) => lex_v1::headers(&mut parts.headers, &body, answer),
        (Service::LexRuntimeV2, "RecognizeText") => {
            with_json(&body, |json| lex_v2::text(json, answer))
        }
        _ => None,
    };
    let body = changed.unwrap_or(body);
    if parts.headers.contains_key(CONTENT_LENGTH) {
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
    }
    Ok(Response::from_parts(parts, Body::Full(body)))
}

fn replaced(response: Response, content_type: &'static str, body: &'static str) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = http::StatusCode::OK;
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    // Length, coding and checksum of the true body would betray the false one.
    for name in ["content-encoding", "transfer-encoding", "x-amz-crc32"] {
        parts.headers.remove(name);
    }
    if parts.headers.contains_key(CONTENT_LENGTH) {
        parts.headers.insert(CONTENT_LENGTH, body.len().into());
    }
    Response::from_parts(parts, Body::Full(Bytes::from_static(body.as_bytes())))
}

type Object = serde_json::Map<String, serde_json::Value>;

/// The body with its JSON changed; `None` where it is no JSON object.
fn with_json(body: &[u8], change: impl FnOnce(&mut Object)) -> Option<Bytes> {
    let mut object: Object = serde_json::from_slice(body).ok()?;
    change(&mut object);
    serde_json::to_vec(&object).ok().map(Bytes::from)
}
