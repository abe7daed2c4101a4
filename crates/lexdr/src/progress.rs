//! What a waiting person sees on standard error.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is over sooner than this needs no progress, and more often than this nobody reads it.
const A_MOMENT: Duration = Duration::from_secs(1);

/// How far a command is.
pub(crate) struct Progress {
    began: Instant,
    all: usize,
    state: Mutex<State>,
}

struct State {
    finished: usize,
    told: Instant,
}

impl Progress {
    /// Begins to count to `all` scenarios.
    pub(crate) fn new(all: usize) -> Self {
        let began = Instant::now();
        Self {
            began,
            all,
            state: Mutex::new(State {
                finished: 0,
                told: began,
            }),
        }
    }

    /// A step of a scenario.
    pub(crate) fn step(&self, scenario: &str, line: &str) {
        if self.began.elapsed() > A_MOMENT {
            eprintln!("{scenario}: {line}");
        }
    }

    /// A scenario is finished.
    pub(crate) fn finished(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.finished += 1;
        if state.finished < self.all && state.told.elapsed() > A_MOMENT {
            state.told = Instant::now();
            eprintln!("{} of {} scenarios", state.finished, self.all);
        }
    }
}
