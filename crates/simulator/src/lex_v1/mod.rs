//! Lex V1: runtime and model building.
//!
//! Both APIs look at the same bots. The model-building half ([`models`]) stores what clients define,
//! builds it ([`definition`]) and moves aliases; the runtime half ([`runtime`]) leads the dialogue of
//! whatever bot version an alias points to. Between the two stands the one thing that makes a
//! failover slow to see: a change of an alias reaches the runtime only after a delay.
//!
//! Not here: speech (audio input is refused, audio output is silence), code hooks (an intent that
//! asks for a Lambda function answers `DependencyFailedException`), and concurrency errors, which a
//! fault layer in front can add.

mod answer;
mod definition;
mod errors;
mod ids;
mod input;
mod models;
mod names;
mod runtime;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};

use crate::Clock;

pub use errors::LexError;

const LATEST: &str = "$LATEST";

/// Lex V1 of one account in one region: models and runtime over the same bots.
#[derive(Debug)]
pub struct LexV1 {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    models: models::Models,
    sessions: runtime::Sessions,
    ids: ids::Ids,
}

impl LexV1 {
    /// An account's Lex V1 in `region`, without bots. A change of an alias reaches the runtime after
    /// `alias_propagation`, which counts in whole milliseconds.
    #[must_use]
    pub fn new(region: &str, clock: Clock, alias_propagation: Duration) -> Self {
        let delay_ms = i64::try_from(alias_propagation.as_millis()).unwrap_or(i64::MAX);
        let state = State {
            models: models::Models::new(delay_ms),
            sessions: runtime::Sessions::default(),
            ids: ids::Ids::new(region),
        };
        Self {
            clock,
            state: Mutex::new(state),
        }
    }

    /// How many sessions of users whose id begins with `user_prefix` are open now.
    pub fn open_sessions(&self, user_prefix: &str) -> u32 {
        let now_ms = self.clock.now_ms();
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sessions.open(user_prefix, now_ms)
    }

    /// Whether there is a bot of this name.
    pub(crate) fn has_bot(&self, name: &str) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.models.has_bot(name)
    }

    /// Answers a call of [`Service::LexRuntime`] or [`Service::LexModels`]; any other service, and an
    /// operation that is not built here, gets a 501.
    pub fn handle(&self, call: &Call, request: &Request, request_id: &str) -> Response {
        let now_ms = self.clock.now_ms();
        // A panic elsewhere leaves the maps whole: every change is made after all checks.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State {
            models,
            sessions,
            ids,
        } = &mut *state;
        let outcome = match call.service {
            Service::LexModels => models::handle(models, ids, now_ms, call, request),
            Service::LexRuntime => runtime::handle(models, sessions, ids, now_ms, call, request),
            service => Err(ServiceError::not_implemented(service, &call.operation)),
        };
        drop(state);
        answer::respond(outcome, call.service, request_id)
    }
}
