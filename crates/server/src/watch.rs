//! What a connection's parts tell one another: how far its exchange is, and how it is to end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::time::Instant;

use crate::Limits;

/// How far a connection's exchange is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Nothing of a request is here.
    Idle,
    /// The headers have begun.
    Head,
    /// A request is being answered; its body has a time limit of its own.
    Busy,
}

/// How a connection ends that does not end by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// As TCP does when both sides are done.
    #[default]
    Close,
    /// As TCP does when the process behind it is gone.
    Reset,
}

/// The shared state of one connection's parts. All run in one task, so the lock is never waited for.
#[derive(Debug, Clone)]
pub(crate) struct Watch(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    stage: Stage,
    since: Instant,
    /// Since when the client has taken nothing of what there is to send.
    blocked: Option<Instant>,
    ending: Ending,
    /// Whether everything handed over for sending is sent.
    flushed: bool,
    /// Who waits for that.
    waiting: Option<Waker>,
}

impl Watch {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            stage: Stage::Idle,
            since: Instant::now(),
            blocked: None,
            ending: Ending::default(),
            flushed: false,
            waiting: None,
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn stage(&self) -> Stage {
        self.state().stage
    }

    pub(crate) fn ending(&self) -> Ending {
        self.state().ending
    }

    pub(crate) fn end_with(&self, ending: Ending) {
        self.state().ending = ending;
    }

    fn enter(&self, stage: Stage) {
        let mut state = self.state();
        state.stage = stage;
        state.since = Instant::now();
    }

    /// Bytes have arrived.
    pub(crate) fn arrived(&self) {
        if self.stage() == Stage::Idle {
            self.enter(Stage::Head);
        }
    }

    /// A request's headers are whole.
    pub(crate) fn asked(&self) {
        self.enter(Stage::Busy);
    }

    /// A request's answer is handed over for sending.
    pub(crate) fn answered(&self) {
        self.enter(Stage::Idle);
    }

    /// The client takes nothing.
    pub(crate) fn blocked(&self) {
        let mut state = self.state();
        state.blocked.get_or_insert_with(Instant::now);
    }

    /// The client has taken something.
    pub(crate) fn moved(&self) {
        self.state().blocked = None;
    }

    /// Everything handed over is sent.
    pub(crate) fn flushed(&self) {
        let mut state = self.state();
        state.flushed = true;
        if let Some(waker) = state.waiting.take() {
            waker.wake();
        }
    }

    /// What was handed over until now is to be waited for.
    pub(crate) fn expect_flush(&self) {
        self.state().flushed = false;
    }

    /// Ready once everything handed over is sent.
    pub(crate) fn poll_flushed(&self, cx: &Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.flushed {
            return Poll::Ready(());
        }
        state.waiting = Some(cx.waker().clone());
        Poll::Pending
    }

    /// When the client will have been waited for long enough.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        let state = self.state();
        let stage = match state.stage {
            Stage::Idle => Some(state.since + limits.idle_time),
            Stage::Head => Some(state.since + limits.header_time),
            Stage::Busy => None,
        };
        let blocked = state.blocked.map(|since| since + limits.body_time);
        stage.into_iter().chain(blocked).min()
    }
}
