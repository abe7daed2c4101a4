//! Messages on the wire.

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::{Value, json};

use super::invalid;
use crate::dialogue::{Said, SaidPart};
use crate::lex_v2::names;

/// The format of a message that is a card; its text is the card's JSON.
const CARD: &str = "ImageResponseCard";

const FORMATS: [&str; 4] = ["CustomPayload", CARD, "PlainText", "SSML"];

/// A message in a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    content: Option<String>,
    content_type: String,
    image_response_card: Option<Value>,
}

/// What a client wants said, if anything.
pub(super) fn of_request(given: Option<&Value>) -> Result<Option<Said>, ServiceError> {
    let list: Option<Vec<Given>> = given
        .map(|given| serde_json::from_value(given.clone()))
        .transpose()
        .map_err(|error| invalid(format!("Invalid messages: {error}")))?
        .flatten();
    let Some(list) = list.filter(|list| !list.is_empty()) else {
        return Ok(None);
    };
    names::count("messages", "messages", list.len(), 0, 10)?;
    let parts: Result<Vec<SaidPart>, _> = list.into_iter().map(read).collect();
    Ok(Some(Said {
        parts: parts?,
        card: None,
    }))
}

fn read(given: Given) -> Result<SaidPart, ServiceError> {
    names::one_of("messages.contentType", &given.content_type, &FORMATS)?;
    let text = if given.content_type == CARD {
        let card = given.image_response_card.filter(Value::is_object);
        let card = card.ok_or_else(|| invalid(format!("a message is {CARD} and has no card")))?;
        card.to_string()
    } else {
        let text = given.content.unwrap_or_default();
        names::length("messages.content", &text, 1, 1024)?;
        text
    };
    Ok(SaidPart {
        group: None,
        format: given.content_type,
        text,
    })
}

pub(super) fn to_value(said: &Said) -> Value {
    let message = |part: &SaidPart| {
        if part.format == CARD {
            let card: Value = serde_json::from_str(&part.text).unwrap_or_default();
            return json!({ "contentType": CARD, "imageResponseCard": card });
        }
        json!({ "contentType": part.format, "content": part.text })
    };
    said.parts.iter().map(message).collect()
}

/// What a voice would say.
pub(super) fn spoken(said: &Said) -> String {
    let texts = said.parts.iter().filter(|part| part.format != CARD);
    texts
        .map(|part| part.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}
