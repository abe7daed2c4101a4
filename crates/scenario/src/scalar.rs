//! Single words of a file, held against what their key expects.

use crate::error::quoted;
use crate::keys::Value;
use crate::parsed::Parsed;
use crate::tree::{Data, Node};
use crate::values::{self, BadValue};
use crate::{Millis, Span, time};

/// What stands there instead of what is expected.
pub(crate) fn found(node: &Node) -> String {
    match &node.data {
        Data::Scalar { text, .. } if text.trim().is_empty() && node.kind() == "text" => {
            "empty text".to_owned()
        }
        Data::Scalar { text, .. } if node.kind() != "nothing" => {
            format!("{} ({})", node.kind(), quoted(text))
        }
        _ => node.kind().to_owned(),
    }
}

/// Whether a scalar of this kind can be meant for the value at all.
pub(crate) fn fits(expected: &Value, kind: &str) -> bool {
    match expected {
        Value::Count | Value::Number => kind == "a number",
        Value::Yes | Value::Flag => kind == "a truth value",
        // A number is a duration or a percentage that lacks its unit, and is told so.
        Value::Duration { .. } | Value::Timeout | Value::Span { .. } | Value::Percent => {
            matches!(kind, "text" | "a number")
        }
        Value::List { .. } | Value::Map(_) | Value::Request(_) => false,
        Value::Name
        | Value::Text
        | Value::Word { .. }
        | Value::Variable
        | Value::Method
        | Value::Region
        | Value::Route => kind == "text",
    }
}

/// Reads a scalar; nothing if it is of the wrong kind after all.
pub(crate) fn scalar(expected: &Value, text: &str) -> Result<Option<Parsed>, BadValue> {
    Ok(Some(match expected {
        Value::Name => Parsed::Text(values::name(text)?),
        Value::Text => match text.trim() {
            "" => return Ok(None),
            text => Parsed::Text(text.to_owned()),
        },
        Value::Word { what, words } => Parsed::Text(values::word(what, words, text)?),
        Value::Variable => Parsed::Text(values::variable(text)?),
        Value::Method => Parsed::Method(values::method(text)?),
        Value::Duration { at_least_ms } => Parsed::Time(time::at_least(
            time::duration(text)?,
            Millis(*at_least_ms),
            text,
        )?),
        Value::Timeout => Parsed::Time(time::timeout(text)?),
        Value::Span { zero } => match time::span(text)? {
            Span::Ms(Millis(0)) if !zero => {
                return Err(BadValue {
                    message: format!("{} leaves no time at all", quoted(text)),
                    help: "write a duration or a count of checks, such as `1 check`".to_owned(),
                });
            }
            span => Parsed::Span(span),
        },
        Value::Count => Parsed::Count(values::count(text)?),
        Value::Number => Parsed::Count(values::number(text)?),
        Value::Percent => Parsed::Count(values::percent(text)?),
        Value::Yes if text == "true" => Parsed::Flag(true),
        Value::Flag if matches!(text, "true" | "false") => Parsed::Flag(text == "true"),
        Value::Region => Parsed::Region(values::region(text)?),
        Value::Route => Parsed::Route(values::route(text)?),
        Value::Yes | Value::Flag | Value::List { .. } | Value::Map(_) | Value::Request(_) => {
            return Ok(None);
        }
    }))
}
