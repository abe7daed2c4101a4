//! What clients define, in the shapes of the wire, and the program a locale becomes.
//!
//! The shapes ([`bot`], [`locale`], [`intent`], [`slot`], [`slot_type`], [`alias`], [`message`]) check
//! what the service checks when it stores them; [`compile`] joins those of one locale into what the
//! dialogue runs on. Members that would change a dialogue in a way that is not built here are refused
//! by name.

pub(super) mod alias;
pub(super) mod bot;
pub(super) mod compile;
pub(super) mod intent;
pub(super) mod locale;
pub(super) mod message;
pub(super) mod slot;
pub(super) mod slot_type;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value};

use super::LexV2Error;

/// Something that is stored by a name and an id.
pub(super) trait Definition: serde::de::DeserializeOwned {
    /// What it is, in the words of an error.
    const KIND: &'static str;

    /// Its name.
    fn name(&self) -> &str;

    /// Fails where the service would refuse to store it.
    fn check(&self) -> Result<(), ServiceError>;
}

/// Fails if one of these members says anything.
fn refuse(members: &Map<String, Value>, names: &[&str]) -> Result<(), ServiceError> {
    for name in names {
        if members.get(*name).is_some_and(|value| !says_nothing(value)) {
            return Err(not_built(name));
        }
    }
    Ok(())
}

/// The error for what has no effect here, so that nobody takes it for one that has.
pub(super) fn not_built(what: &str) -> ServiceError {
    let text = format!("the lexdr simulator does not implement {what} in Lex V2");
    ServiceError::new("NotImplementedException", 501, text)
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => {
            members.get("active") == Some(&Value::Bool(false)) || members.values().all(says_nothing)
        }
        Value::String(_) | Value::Number(_) => false,
    }
}

/// Checks a description, which anything may have.
fn check_description(description: Option<&String>) -> Result<(), ServiceError> {
    let text = description.map_or("", String::as_str);
    super::names::length("description", text, 0, 2000)
}

/// The error for members that do not go together.
fn contradiction(text: impl Into<String>) -> ServiceError {
    LexV2Error::Validation.with(text)
}
