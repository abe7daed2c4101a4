//! Writes the history while the run goes on.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use lexdr_history::{During, Event, Header, Writer};

use crate::RunError;

/// Where events go. Cheap to clone: probes, timeline and observers all hold one.
///
/// Events that come before the run's time zero is known are kept until then. The first error of
/// the sink is kept too and ends the run: a history with a hole proves nothing.
#[derive(Clone)]
pub(crate) struct Recorder {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    state: State,
    zero: SystemTime,
    error: Option<io::Error>,
}

enum State {
    Waiting(Box<dyn io::Write + Send>, Vec<Pending>),
    Writing(Writer<Box<dyn io::Write + Send>>),
    Over,
}

type Pending = Box<dyn FnOnce(&Clock) -> Event + Send>;

const NANOS_IN_MS: i64 = 1_000_000;

/// Turns dates into the run's own time.
pub(crate) struct Clock {
    zero: SystemTime,
}

impl Clock {
    /// Whole milliseconds from time zero to `date`, the earlier one; negative before it.
    pub(crate) fn ms(&self, date: SystemTime) -> i64 {
        self.nanos(date).div_euclid(NANOS_IN_MS)
    }

    /// A stretch of time, rounded outwards.
    pub(crate) fn during(&self, start: SystemTime, end: SystemTime) -> During {
        During {
            start_ms: self.ms(start),
            end_ms: -(-self.nanos(end)).div_euclid(NANOS_IN_MS),
        }
    }

    fn nanos(&self, date: SystemTime) -> i64 {
        let whole = |d: std::time::Duration| i64::try_from(d.as_nanos()).unwrap_or(i64::MAX);
        match date.duration_since(self.zero) {
            Ok(after) => whole(after),
            Err(before) => -whole(before.duration()),
        }
    }
}

impl Recorder {
    pub(crate) fn new(sink: Box<dyn io::Write + Send>) -> Self {
        let state = State::Waiting(sink, Vec::new());
        let inner = Inner {
            state,
            zero: SystemTime::UNIX_EPOCH,
            error: None,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Inner) -> T) -> T {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the header and what came before it.
    pub(crate) fn start(&self, header: &Header, zero: SystemTime) -> Result<(), RunError> {
        self.with(|inner| {
            inner.zero = zero;
            let State::Waiting(sink, pending) = std::mem::replace(&mut inner.state, State::Over)
            else {
                return Ok(());
            };
            let mut writer = Writer::new(sink, header).map_err(RunError::History)?;
            let clock = Clock { zero };
            for event in pending {
                writer.write(&event(&clock)).map_err(RunError::History)?;
            }
            inner.state = State::Writing(writer);
            Ok(())
        })
    }

    /// Records an event; `event` gets the clock that turns dates into the run's time.
    pub(crate) fn record(&self, event: impl FnOnce(&Clock) -> Event + Send + 'static) {
        self.with(|inner| match &mut inner.state {
            State::Waiting(_, pending) => pending.push(Box::new(event)),
            State::Writing(writer) if inner.error.is_none() => {
                if let Err(error) = writer.write(&event(&Clock { zero: inner.zero })) {
                    inner.error = Some(error);
                }
            }
            State::Writing(_) | State::Over => {}
        });
    }

    /// Whether the sink has failed.
    pub(crate) fn failed(&self) -> bool {
        self.with(|inner| inner.error.is_some())
    }

    /// Writes the end. Nothing is recorded after it.
    pub(crate) fn finish(&self, at: SystemTime) -> Result<(), RunError> {
        self.with(|inner| {
            let state = std::mem::replace(&mut inner.state, State::Over);
            if let Some(error) = inner.error.take() {
                return Err(RunError::History(error));
            }
            let State::Writing(writer) = state else {
                return Ok(());
            };
            let at_ms = Clock { zero: inner.zero }.ms(at);
            writer.finish(at_ms).map_err(RunError::History)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::Clock;

    #[test]
    fn what_began_within_a_millisecond_began_with_it_and_ended_with_the_next() {
        let zero = SystemTime::UNIX_EPOCH + Duration::from_secs(60);
        let clock = Clock { zero };
        let micros = |micros: u64| zero + Duration::from_micros(micros);
        let during = clock.during(micros(1_200), micros(2_800));
        assert_eq!((during.start_ms, during.end_ms), (1, 3));
        let sharp = clock.during(micros(1_000), micros(2_000));
        assert_eq!((sharp.start_ms, sharp.end_ms), (1, 2));
        let before = clock.during(zero - Duration::from_micros(1_500), zero);
        assert_eq!((before.start_ms, before.end_ms), (-2, 0));
    }
}
