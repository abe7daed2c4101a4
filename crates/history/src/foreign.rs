//! What a file that is not a history looks like.

use serde_json::Value;

/// A guess from the first line, for people who named the wrong file.
pub(crate) fn looks_like(line: &[u8]) -> String {
    match line {
        [0x1f, 0x8b, ..] => return "a gzip archive".to_owned(),
        [b'P', b'K', 3 | 5, ..] => return "a zip archive".to_owned(),
        [] | [b'\r'] => return "a file that begins with an empty line".to_owned(),
        _ => {}
    }
    let Ok(text) = std::str::from_utf8(line) else {
        return "a binary file".to_owned();
    };
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return "a binary file".to_owned();
    }
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) => {
            let has = |key: &str| object.contains_key(key);
            let guess = if has("event") {
                "a history without its first line"
            } else if has("verdict") || has("scenarios") {
                "a verdict or report of lexdr; the history lies beside it as history.jsonl"
            } else {
                "some other JSON"
            };
            return guess.to_owned();
        }
        Ok(_) => return "some other JSON".to_owned(),
        Err(_) => {}
    }
    let lower = text.to_ascii_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if begins(&["<!doctype html", "<html"]) {
        "an HTML page".to_owned()
    } else if begins(&["<"]) {
        "an XML file, such as a JUnit report".to_owned()
    } else if begins(&["{", "["]) {
        "JSON over several lines, such as a verdict or report of lexdr".to_owned()
    } else if begins(&["name:", "summary:", "---", "# yaml"]) {
        "a YAML file, such as a scenario".to_owned()
    } else {
        format!("text that begins with `{}`", shortened(text))
    }
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
