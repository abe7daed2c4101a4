//! Credentials in a file that is to hold none.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::error::Problem;

/// What keys with credentials are called, without their punctuation.
const WORDS: [&str; 9] = [
    "accesskey",
    "apikey",
    "credential",
    "passphrase",
    "password",
    "privatekey",
    "secret",
    "securitytoken",
    "sessiontoken",
];

/// How the ids of access keys begin: long-lived ones, and those of a session.
const KEY_IDS: [&str; 2] = ["AKIA", "ASIA"];

/// The length of the id of an access key.
const KEY_ID: usize = 20;

/// Whether a key is called like one that holds a credential.
pub(super) fn is_key(key: &str) -> bool {
    let folded: String = key
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    WORDS.iter().any(|word| folded.contains(word))
}

/// Whether the id of an access key stands in a text.
fn is_value(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.len() == KEY_ID && KEY_IDS.iter().any(|begin| word.starts_with(begin)))
}

/// Whether a line may hold a credential, so that it must not be shown.
pub(super) fn may_be_in(line: &str) -> bool {
    is_key(line) || is_value(line)
}

/// Refuses each credential in a table. None is quoted, only the key it stands under.
pub(super) fn refuse(table: &DeTable<'_>, problems: &mut Vec<Problem>) {
    for (key, value) in table {
        if is_key(key.get_ref()) || holds_one(value.get_ref()) {
            problems.push(refusal(key));
        } else if let DeValue::Table(table) = value.get_ref() {
            refuse(table, problems);
        }
    }
}

fn holds_one(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::String(text) => is_value(text),
        DeValue::Array(values) => values.iter().any(|value| match value.get_ref() {
            DeValue::Table(table) => table
                .iter()
                .any(|(key, value)| is_key(key.get_ref()) || holds_one(value.get_ref())),
            value => holds_one(value),
        }),
        _ => false,
    }
}

fn refusal(key: &Spanned<DeString<'_>>) -> Problem {
    Problem::new(
        Some(key.span()),
        "looks like a credential, and none may stand in this file",
    )
    .help(
        "remove it and treat it as leaked; lexdr takes credentials from the environment, a profile \
         or the machine's role, like every AWS tool",
    )
}
