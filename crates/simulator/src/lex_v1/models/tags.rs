//! Tags of bots and aliases.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::{Context, missing};
use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::{LexError, input, names};

type Tags = BTreeMap<String, String>;

/// The tags in a `Put…` request; they may come with a new resource only.
pub(super) fn of_new(
    is_new: bool,
    members: &Map<String, Value>,
) -> Result<Option<Tags>, ServiceError> {
    match members.get("tags") {
        None | Some(Value::Null) => Ok(None),
        Some(_) if !is_new => Err(LexError::BadRequest
            .with("Tags can be added at creation only. To change them, use TagResource.")),
        Some(tags) => read(tags).map(Some),
    }
}

/// As a list of keys and values.
pub(super) fn to_value(tags: &Tags) -> Value {
    tags.iter()
        .map(|(key, value)| json!({ "key": key, "value": value }))
        .collect()
}

fn read(tags: &Value) -> Result<Tags, ServiceError> {
    let wrong = || LexError::BadRequest.with(format!("Invalid tags {tags}"));
    let list = tags.as_array().ok_or_else(wrong)?;
    let mut read = Tags::new();
    for tag in list {
        let key = tag["key"].as_str().ok_or_else(wrong)?;
        let value = tag["value"].as_str().ok_or_else(wrong)?;
        names::length("tags.key", key, 1, 128)?;
        names::length("tags.value", value, 0, 256)?;
        read.insert(key.to_owned(), value.to_owned());
    }
    Ok(read)
}

/// `Bot` or `Bot:Alias` of `arn:aws:lex:REGION:ACCOUNT:bot:…`, if that exists.
fn resource(cx: &Context<'_>) -> Result<String, ServiceError> {
    let arn = cx.call.label("resourceArn");
    let parts: Vec<&str> = arn.split(':').collect();
    let exists = match parts.as_slice() {
        ["arn", _, "lex", _, _, "bot", bot] => cx.models.bots.get(bot).is_some(),
        ["arn", _, "lex", _, _, "bot", bot, alias] => cx.models.aliases.find(bot, alias).is_ok(),
        _ => return Err(LexError::BadRequest.with(format!("Invalid resource ARN '{arn}'"))),
    };
    if exists {
        Ok(parts[6..].join(":"))
    } else {
        Err(missing(arn))
    }
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let resource = resource(cx)?;
    let tags = cx
        .models
        .tags
        .get(&resource)
        .map_or_else(|| json!([]), to_value);
    Ok(Answer::json(200, &json!({ "tags": tags })))
}

pub(super) fn add(cx: &mut Context<'_>) -> Outcome {
    let resource = resource(cx)?;
    let body = input::object(cx.request)?;
    let given = body
        .get("tags")
        .ok_or_else(|| LexError::BadRequest.with("tags is required"))?;
    let given = read(given)?;
    cx.models.tags.entry(resource).or_default().extend(given);
    Ok(Answer::no_content())
}

pub(super) fn remove(cx: &mut Context<'_>) -> Outcome {
    let resource = resource(cx)?;
    let keys = input::queries(cx.request, "tagKeys");
    if keys.is_empty() {
        return Err(LexError::BadRequest.with("tagKeys is required"));
    }
    if let Some(tags) = cx.models.tags.get_mut(&resource) {
        tags.retain(|key, _| !keys.contains(key));
    }
    Ok(Answer::no_content())
}
