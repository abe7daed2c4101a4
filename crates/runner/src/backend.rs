//! What stands behind the faults of a run.

use std::task::{Context, Poll};

use lexdr_simulator::{BoxFuture, WeakSimulator};
use lexdr_wire::{ConnectionError, Destination, Request, Response, Service};

use crate::emulator::Upstream;

/// What stands behind the faults of a run.
#[derive(Clone)]
pub(crate) enum Backend {
    /// The simulator, for everything.
    Simulator(WeakSimulator),
    /// The simulator for Lex, which no emulator has, and an emulator for everything else.
    Emulator(WeakSimulator, Box<Upstream>),
}

/// Whether a request is for one of the Lex APIs.
pub(crate) fn is_lex(request: &Request) -> bool {
    Destination::of(request).is_some_and(|to| {
        matches!(
            to.service,
            Service::LexRuntime | Service::LexRuntimeV2 | Service::LexModels | Service::LexModelsV2
        )
    })
}

impl tower::Service<Request> for Backend {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        match self {
            Self::Simulator(simulator) => simulator.call(request),
            Self::Emulator(simulator, _) if is_lex(&request) => simulator.call(request),
            Self::Emulator(_, upstream) => upstream.call(request),
        }
    }
}
