//! The runtime: sessions, and the dialogue of a built bot.
//!
//! A request names a bot, an alias and a user. [`visit`] finds the bot version that answers,
//! [`dialogue`] hears, [`moves`] acts, [`asking`] words it, [`answers`] writes it as JSON or headers.
//! [`state`] is what a session keeps of it. [`slots`], [`dates`] and [`times`] turn words into slot values.

mod answers;
mod asking;
mod audio;
mod confirm;
mod contexts;
mod dates;
mod dialogue;
mod get_session;
mod media;
mod moves;
mod numbers;
mod post;
mod put_session;
mod sessions;
mod slots;
mod state;
mod summary;
mod times;
mod visit;

use lexdr_wire::{Call, Request, Service, ServiceError};

use super::answer::Outcome;
use super::ids::Ids;
use super::models::Models;

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
