//! Tags of bots and aliases.

use std::collections::BTreeMap;

use lexdr_wire::ServiceError;
use serde::Deserialize;
use serde_json::json;

use super::context::Context;
use super::resources;
use crate::lex_v2::answer::{Answer, Outcome};
use crate::lex_v2::{input, names};

type Tags = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
struct Given {
    tags: Tags,
}

/// Checks tags as they are given to something.
pub(super) fn check(tags: &Tags) -> Result<(), ServiceError> {
    names::count("tags", "tags", tags.len(), 0, 200)?;
    tags.iter().try_for_each(|(key, value)| {
        names::length("tags.key", key, 1, 128)?;
        names::length("tags.value", value, 0, 256)
    })
}

pub(super) fn list(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let tags = cx.models.tags.get(&resource).cloned().unwrap_or_default();
    Ok(Answer::json(200, &json!({ "tags": tags })))
}

pub(super) fn add(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let Given { tags } = input::read(&cx.members()?)?;
    check(&tags)?;
    cx.models.tags.entry(resource).or_default().extend(tags);
    Ok(Answer::json(200, &json!({})))
}

pub(super) fn remove(cx: &mut Context<'_>) -> Outcome {
    let resource = resources::of_call(cx)?;
    let keys = input::queries(cx.request, "tagKeys");
    if keys.is_empty() {
        return Err(crate::input::missing("tagKeys"));
    }
    if let Some(tags) = cx.models.tags.get_mut(&resource) {
        tags.retain(|key, _| !keys.contains(key));
    }
    Ok(Answer::json(200, &json!({})))
}
