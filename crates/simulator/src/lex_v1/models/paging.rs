//! Pages of lists.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lexdr_wire::{Request, ServiceError};
use serde_json::{Value, json};

use crate::lex_v1::answer::{Answer, Outcome};
use crate::lex_v1::{LexError, input, names};

/// `maxResults` where the request has none.
pub(super) const DEFAULT_PAGE: usize = 10;

/// Answers one page of `items`, which come in ascending order of their keys. A page token is the
/// last key shown, so a list that changes between two pages repeats and loses nothing else.
pub(super) fn page(
    request: &Request,
    member: &str,
    default: usize,
    items: impl Iterator<Item = (String, Value)>,
) -> Outcome {
    let size = size(request, default)?;
    let after = token(request)?;
    let mut items = items
        .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
        .peekable();
    let mut shown = Vec::new();
    let mut last = String::new();
    while shown.len() < size
        && let Some((key, item)) = items.next()
    {
        shown.push(item);
        last = key;
    }
    let mut body = json!({ member: shown });
    if items.peek().is_some() {
        body["nextToken"] = Value::from(URL_SAFE_NO_PAD.encode(last));
    }
    Ok(Answer::json(200, &body))
}

/// The `nameContains` filter of the request.
pub(super) fn name_filter(
    request: &Request,
    kind: names::Name,
) -> Result<impl Fn(&str) -> bool + use<>, ServiceError> {
    let part = input::query(request, "nameContains");
    if let Some(part) = &part {
        kind.check("nameContains", part)?;
    }
    Ok(move |name: &str| {
        part.as_ref()
            .is_none_or(|part| name.contains(part.as_str()))
    })
}

fn size(request: &Request, default: usize) -> Result<usize, ServiceError> {
    let Some(asked) = input::query(request, "maxResults") else {
        return Ok(default);
    };
    asked
        .parse()
        .ok()
        .filter(|size| (1..=50).contains(size))
        .ok_or_else(|| {
            names::constraint(
                "maxResults",
                &asked,
                "Member must have value between 1 and 50",
            )
        })
}

fn token(request: &Request) -> Result<Option<String>, ServiceError> {
    let Some(token) = input::query(request, "nextToken") else {
        return Ok(None);
    };
    let key = URL_SAFE_NO_PAD
        .decode(&token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    key.map(Some)
        .ok_or_else(|| LexError::BadRequest.with(format!("Invalid nextToken '{token}'")))
}
