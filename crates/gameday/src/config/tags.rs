//! Tags as they are written.

use super::error::quoted;
use super::values::{Read, wrong};

/// What is asked of a tag here, of all that AWS takes: what a command line takes as it is.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:/@+".contains(c)
}

/// The key of a tag.
pub(super) fn key(text: &str) -> Read<String> {
    if text.starts_with("aws:") {
        return wrong(
            format!("{} is a tag that AWS sets itself", quoted(text)),
            "write the key of a tag of your own, such as lexdr",
        );
    }
    if (1..=128).contains(&text.len()) && text.chars().all(is_plain) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the key of a tag", quoted(text)),
        "write letters, digits and any of - _ . : / @ +",
    )
}

/// The value of a tag.
pub(super) fn value(text: &str) -> Read<String> {
    if (1..=256).contains(&text.len()) && text.chars().all(is_plain) {
        return Ok(text.to_owned());
    }
    wrong(
        format!("{} is not the value of a tag", quoted(text)),
        "write letters, digits and any of - _ . : / @ +",
    )
}
