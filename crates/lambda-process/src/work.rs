//! What the Runtime API has to hand out, and what has come back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use lexdr_simulator::{FunctionError, Invocation};
use tokio::sync::{Notify, oneshot, watch};

/// What an invocation came to.
pub(crate) type Answer = Result<Bytes, FunctionError>;

/// How far the program's initialization has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Init {
    /// It is under way.
    Running,
    /// The program has asked for its first event.
    Done,
    /// The program has said why it cannot start.
    Failed(FunctionError),
}

/// Why a request of the program is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It asks for an event while it still owes the answer to one, or speaks of initialization
    /// when that is over.
    WrongState,
    /// It answers an invocation that it does not have.
    WrongId,
}

/// The work of one environment: one invocation at a time.
pub(crate) struct Work {
    state: Mutex<State>,
    arrived: Notify,
    init: watch::Sender<Init>,
}

enum State {
    Idle,
    Waiting(Invocation, oneshot::Sender<Answer>),
    HandedOut(String, oneshot::Sender<Answer>),
}

impl Work {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State::Idle),
            arrived: Notify::new(),
            init: watch::Sender::new(Init::Running),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until initialization is over.
    pub(crate) async fn initialized(&self) -> Result<(), FunctionError> {
        let mut init = self.init.subscribe();
        match init
            .wait_for(|init| *init != Init::Running)
            .await
            .as_deref()
        {
            Ok(Init::Failed(error)) => Err(error.clone()),
            // The sender lives as long as this does.
            _ => Ok(()),
        }
    }

    /// Puts an invocation up for the program. The receiver fails if this is given up.
    pub(crate) fn put_up(&self, invocation: Invocation) -> oneshot::Receiver<Answer> {
        let (sender, receiver) = oneshot::channel();
        *self.state() = State::Waiting(invocation, sender);
        self.arrived.notify_one();
        receiver
    }

    /// The program asks for its next event: waits until there is one.
    pub(crate) async fn next(&self) -> Result<Invocation, Refused> {
        self.init.send_if_modified(|init| {
            let first = *init == Init::Running;
            if first {
                *init = Init::Done;
            }
            first
        });
        loop {
            if let Some(invocation) = self.hand_out()? {
                return Ok(invocation);
            }
            self.arrived.notified().await;
        }
    }

    fn hand_out(&self) -> Result<Option<Invocation>, Refused> {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Idle) {
            State::Idle => Ok(None),
            State::Waiting(invocation, sender) => {
                *state = State::HandedOut(invocation.request_id.clone(), sender);
                Ok(Some(invocation))
            }
            busy @ State::HandedOut(..) => {
                *state = busy;
                Err(Refused::WrongState)
            }
        }
    }

    /// Whether the program has this invocation.
    pub(crate) fn has(&self, id: &str) -> Result<(), Refused> {
        match &*self.state() {
            State::HandedOut(current, _) if current == id => Ok(()),
            _ => Err(Refused::WrongId),
        }
    }

    /// The program answers an invocation.
    pub(crate) fn answer(&self, id: &str, answer: Answer) -> Result<(), Refused> {
        self.has(id)?;
        if let State::HandedOut(_, sender) = std::mem::replace(&mut *self.state(), State::Idle) {
            // Nobody waits any more if the time was up in this very moment.
            let _ = sender.send(answer);
        }
        Ok(())
    }

    /// The program cannot start.
    pub(crate) fn init_failed(&self, error: FunctionError) -> Result<(), Refused> {
        let running = self.init.send_if_modified(|init| {
            let running = *init == Init::Running;
            if running {
                *init = Init::Failed(error);
            }
            running
        });
        if running {
            Ok(())
        } else {
            Err(Refused::WrongState)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn invocation(id: &str) -> Invocation {
        Invocation {
            request_id: id.to_owned(),
            function_arn: "arn".to_owned(),
            payload: "{}".into(),
            deadline: SystemTime::UNIX_EPOCH,
        }
    }

    #[tokio::test]
    async fn an_invocation_is_handed_out_once_and_answered_once() {
        let work = Work::new();
        let answer = work.put_up(invocation("a"));
        assert_eq!(work.has("a"), Err(Refused::WrongId));
        assert_eq!(work.next().await.unwrap().request_id, "a");
        assert_eq!(work.next().await, Err(Refused::WrongState));
        assert_eq!(work.answer("b", Ok("1".into())), Err(Refused::WrongId));
        assert_eq!(work.answer("a", Ok("2".into())), Ok(()));
        assert_eq!(work.answer("a", Ok("3".into())), Err(Refused::WrongId));
        assert_eq!(answer.await.unwrap(), Ok("2".into()));
    }

    #[tokio::test]
    async fn initialization_is_over_with_the_first_question_or_with_an_error() {
        let error = FunctionError::new("KeyError", "'REGION'");
        let work = Work::new();
        assert_eq!(work.init_failed(error.clone()), Ok(()));
        assert_eq!(work.initialized().await, Err(error.clone()));
        let work = Work::new();
        let answer = work.put_up(invocation("a"));
        assert!(work.next().await.is_ok());
        assert_eq!(work.init_failed(error), Err(Refused::WrongState));
        assert_eq!(work.initialized().await, Ok(()));
        drop(answer);
    }
}
