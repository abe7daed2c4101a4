//! The runtime: sessions, and the dialogue of a built bot.
//!
//! A request names a bot, an alias and a user. [`visit`] finds the bot version that answers,
//! [`crate::dialogue`] talks, [`wording`] and [`answers`] write what it said as JSON or headers.

mod answers;
mod contexts;
mod get_session;
mod media;
mod post;
mod put_session;
mod sessions;
mod slots;
mod summary;
mod visit;
mod wording;

use lexdr_wire::{Call, Request, Service, ServiceError};

use super::LexError;
use super::answer::Outcome;
use super::ids::Ids;
use super::models::Models;
use crate::dialogue::Refusal;

pub(super) use sessions::Sessions;

/// What an operation works on.
struct Context<'c> {
    models: &'c mut Models,
    sessions: &'c mut Sessions,
    ids: &'c mut Ids,
    now_ms: i64,
    call: &'c Call,
    request: &'c Request,
}

/// The error for a turn that the bot does not take.
fn refused(refusal: Refusal) -> ServiceError {
    match refusal {
        Refusal::Invalid(_) => LexError::BadRequest,
        Refusal::Hook(_) => LexError::DependencyFailed,
    }
    .with(refusal.text())
}

/// Answers a runtime call.
pub(super) fn handle(
    models: &mut Models,
    sessions: &mut Sessions,
    ids: &mut Ids,
    now_ms: i64,
    call: &Call,
    request: &Request,
) -> Outcome {
    let mut cx = Context {
        models,
        sessions,
        ids,
        now_ms,
        call,
        request,
    };
    match call.operation.as_str() {
        "PostText" => post::text(&mut cx),
        "PostContent" => post::content(&mut cx),
        "PutSession" => put_session::put(&mut cx),
        "GetSession" => get_session::get(&mut cx),
        "DeleteSession" => get_session::delete(&mut cx),
        operation => Err(ServiceError::not_implemented(
            Service::LexRuntime,
            operation,
        )),
    }
}
