//! The runtime: sessions, and the dialogue of a built locale.
//!
//! A request names a bot, an alias, a locale and a session. [`visit`] finds the program that answers
//! and the session as it was, [`given`] takes the state that a client wants it to have,
//! [`crate::dialogue`] talks, and [`answers`] writes what became of it as JSON or headers.

mod answers;
mod contexts;
mod given;
mod gzip;
mod messages;
mod put_session;
mod recognize;
mod session;
mod sessions;
mod slots;
mod visit;

use lexdr_wire::{Call, Request, Service, ServiceError};
use serde_json::{Map, Value};

use super::LexV2Error;
use super::answer::Outcome;
use super::models::Models;
use crate::dialogue::Refusal;

pub(super) use sessions::Sessions;

/// What an operation works on.
struct Context<'c> {
    models: &'c mut Models,
    sessions: &'c mut Sessions,
    now_ms: i64,
    call: &'c Call,
    request: &'c Request,
}

/// Answers a runtime call.
pub(super) fn handle(
    models: &mut Models,
    sessions: &mut Sessions,
    now_ms: i64,
    call: &Call,
    request: &Request,
) -> Outcome {
    let mut cx = Context {
        models,
        sessions,
        now_ms,
        call,
        request,
    };
    match call.operation.as_str() {
        "RecognizeText" => recognize::text(&mut cx),
        "RecognizeUtterance" => recognize::utterance(&mut cx),
        "PutSession" => put_session::put(&mut cx),
        "GetSession" => session::get(&mut cx),
        "DeleteSession" => session::delete(&mut cx),
        operation => Err(ServiceError::not_implemented(
            Service::LexRuntimeV2,
            operation,
        )),
    }
}

/// The error for a turn that the bot does not take.
fn refused(refusal: Refusal) -> ServiceError {
    match refusal {
        Refusal::Invalid(_) => LexV2Error::Validation,
        Refusal::Hook(_) => LexV2Error::DependencyFailed,
    }
    .with(refusal.text())
}

fn invalid(text: impl Into<String>) -> ServiceError {
    LexV2Error::Validation.with(text)
}

/// The error for a part of a request that would have to be ignored.
fn not_built(what: &str) -> ServiceError {
    ServiceError::new(
        "NotImplementedException",
        501,
        format!("the lexdr simulator does not implement {what}"),
    )
}

/// A map of texts, if there is one.
fn texts(member: &str, given: Option<&Value>) -> Result<Option<Map<String, Value>>, ServiceError> {
    match given {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(map)) if map.values().all(|v| v.is_string() || v.is_null()) => {
            Ok(Some(map.clone()))
        }
        Some(_) => Err(invalid(format!("{member} is not a map of strings"))),
    }
}
