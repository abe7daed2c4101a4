//! Lex V2: runtime and models.
//!
//! Both APIs look at the same bots. The models half ([`models`]) stores what clients define, builds
//! the locales of a bot ([`definition`]), makes versions of them and moves aliases; the runtime half
//! ([`runtime`]) leads the dialogue of whatever version an alias points to. Between the two stands
//! the one thing that makes a failover slow to see: a change of an alias reaches the runtime only
//! after a delay.
//!
//! Not here: speech (audio input is refused, audio output is silence), streaming conversations, code
//! hooks, and concurrency errors, which a fault layer in front can add.

mod answer;
mod definition;
mod errors;
mod ids;
mod input;
mod models;
mod names;
mod replication;
mod runtime;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lexdr_wire::{Call, Request, Response, Service, ServiceError};

use crate::iam::Opinion;
use crate::lock::locked;
use crate::{Clock, Principal};

pub use errors::LexV2Error;
pub use replication::Replication;

/// The version of a bot that can be changed.
const DRAFT: &str = "DRAFT";

/// Lex V2 of one account in one region: models and runtime over the same bots.
#[derive(Debug)]
pub struct LexV2 {
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    models: models::Models,
    sessions: runtime::Sessions,
    ids: ids::Ids,
}

impl LexV2 {
    /// An account's Lex V2 in `region`, without bots. A change of an alias reaches the runtime after
    /// `alias_propagation`, which counts in whole milliseconds.
    #[must_use]
    pub fn new(region: &str, account: &str, clock: Clock, alias_propagation: Duration) -> Self {
        let alone = Replication::default();
        Self::replicating(region, account, clock, alias_propagation, &alone)
    }

    /// The same, with a way to the account's other regions for replicas of bots.
    #[must_use]
    pub fn replicating(
        region: &str,
        account: &str,
        clock: Clock,
        alias_propagation: Duration,
        replication: &Replication,
    ) -> Self {
        let delay_ms = i64::try_from(alias_propagation.as_millis()).unwrap_or(i64::MAX);
        let state = State {
            models: models::Models::new(region, account, delay_ms, replication.clone()),
            sessions: runtime::Sessions::default(),
            ids: ids::Ids::new(region, account),
        };
        Self {
            clock,
            state: Mutex::new(state),
        }
    }

    /// The same, but what a call begins is done before the next one, as long as `instant` says so.
    /// Its answer still says that it has only begun.
    #[must_use]
    pub fn instant_while(self, instant: Arc<AtomicBool>) -> Self {
        locked(&self.state).models.instant_while(instant);
        self
    }

    /// How many sessions whose id begins with `prefix` are open now.
    pub fn open_sessions(&self, prefix: &str) -> u32 {
        locked(&self.state)
            .sessions
            .open(prefix, self.clock.now_ms())
    }

    /// Whether there is an alias of this ARN.
    pub(crate) fn has_alias(&self, arn: &str) -> bool {
        let mut state = locked(&self.state);
        state.models.settle(self.clock.now_ms());
        state.models.has_alias(arn)
    }

    /// What the resource policy of a bot or an alias says to an action of somebody.
    pub(crate) fn opinion(&self, principal: &Principal, action: &str, arn: &str) -> Opinion {
        let mut state = locked(&self.state);
        let now_ms = self.clock.now_ms();
        state.models.settle(now_ms);
        state.models.opinion(principal, action, arn, now_ms)
    }

    /// Answers a call of [`Service::LexRuntimeV2`] or [`Service::LexModelsV2`]; any other service, and
    /// an operation that is not built here, gets a 501.
    pub fn handle(&self, call: &Call, request: &Request, request_id: &str) -> Response {
        let now_ms = self.clock.now_ms();
        let mut state = locked(&self.state);
        let State {
            models,
            sessions,
            ids,
        } = &mut *state;
        models.settle(now_ms);
        let outcome = match call.service {
            Service::LexModelsV2 => models::handle(models, ids, now_ms, call, request),
            Service::LexRuntimeV2 => runtime::handle(models, sessions, now_ms, call, request),
            service => Err(ServiceError::not_implemented(service, &call.operation)),
        };
        drop(state);
        answer::respond(outcome, call.service, request_id)
    }
}
