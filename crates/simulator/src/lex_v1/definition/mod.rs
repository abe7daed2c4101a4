//! What clients define, in the shapes of the wire, and the program a bot version becomes.
//!
//! The shapes ([`bot`], [`intent`], [`slot_type`], [`message`]) check what the service checks when it
//! stores them; [`program`] joins one version of each into what the dialogue runs
//! on.

pub(super) mod bot;
pub(super) mod intent;
pub(super) mod message;
pub(super) mod program;
pub(super) mod slot_type;

use lexdr_wire::ServiceError;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::LexError;

/// Reads a definition from a request body; what is missing or of the wrong type is a 400.
pub(super) fn read<T: DeserializeOwned>(body: &Map<String, Value>) -> Result<T, ServiceError> {
    serde_json::from_value(Value::Object(body.clone()))
        .map_err(|error| LexError::BadRequest.with(format!("Invalid request body: {error}")))
}

/// Fails unless there are at most `max` of them.
fn at_most(member: &str, found: usize, max: usize) -> Result<(), ServiceError> {
    if found > max {
        return Err(super::names::constraint(
            member,
            &found.to_string(),
            &format!("Member must have length less than or equal to {max}"),
        ));
    }
    Ok(())
}

/// Fails unless `min <= found <= max`.
fn within(member: &str, found: i64, min: i64, max: i64) -> Result<(), ServiceError> {
    if (min..=max).contains(&found) {
        return Ok(());
    }
    let rule = format!("Member must have value between {min} and {max}");
    Err(super::names::constraint(member, &found.to_string(), &rule))
}

/// Fails unless the value is one of `allowed`.
fn one_of(member: &str, found: &str, allowed: &[&str]) -> Result<(), ServiceError> {
    if allowed.contains(&found) {
        return Ok(());
    }
    let rule = format!(
        "Member must satisfy enum value set: [{}]",
        allowed.join(", ")
    );
    Err(super::names::constraint(member, found, &rule))
}
