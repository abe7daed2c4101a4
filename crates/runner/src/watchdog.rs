//! Ends a run that does not end by itself.
//!
//! Two things can go on for ever in virtual time. Something waits for what never comes while
//! timers still tick: that is seen by the virtual clock, which passes the time at which the run
//! must be over. Or the virtual clock stands still because tasks keep one another busy: that is
//! seen by a thread that looks at the wall clock. Code that computes without ever awaiting cannot
//! be ended from within its process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::RunError;

/// How long a run may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// In virtual time, from now to its end.
    pub(crate) virtual_time: Duration,
    /// On the wall, without any progress of virtual time.
    pub(crate) standstill: Duration,
}

impl Limits {
    /// Virtual time makes thousands of seconds a second; without progress for half a minute
    /// nothing will come any more.
    pub(crate) const STANDSTILL: Duration = Duration::from_secs(30);
}

/// How often the virtual clock is looked at, in virtual time.
const PULSE: Duration = Duration::from_secs(10);

/// Carries out `work` within the limits.
pub(crate) async fn guarded<T>(
    scenario: &str,
    limits: Limits,
    work: impl Future<Output = Result<T, RunError>>,
) -> Result<T, RunError> {
    let began = Instant::now();
    let pulse = Arc::new(AtomicU64::new(0));
    let (alarm, alarmed) = oneshot::channel();
    let (over, ended) = mpsc::channel();
    let seen = Arc::clone(&pulse);
    thread::Builder::new()
        .name("watchdog".to_owned())
        .spawn(move || watch(&seen, limits.standstill, &ended, alarm))
        .map_err(RunError::Runtime)?;
    let stuck = |what: String| RunError::Stuck {
        scenario: scenario.to_owned(),
        what,
        at: began.elapsed(),
    };
    let done = tokio::select! {
        biased;
        done = tokio::time::timeout(limits.virtual_time, work) => {
            done.unwrap_or_else(|_| Err(stuck("the run should be over by now".to_owned())))
        }
        Ok(()) = alarmed => {
            let wall = limits.standstill;
            Err(stuck(format!("no progress of virtual time in {wall:?} on the wall clock")))
        }
        () = beat(&pulse) => Err(stuck("the watchdog ended".to_owned())),
    };
    // The thread ends when this is gone.
    drop(over);
    done
}

/// Shows the thread that virtual time goes on. Never ends.
async fn beat(pulse: &AtomicU64) {
    loop {
        tokio::time::sleep(PULSE).await;
        pulse.fetch_add(1, Ordering::Relaxed);
    }
}

fn watch(
    pulse: &AtomicU64,
    standstill: Duration,
    ended: &mpsc::Receiver<()>,
    alarm: oneshot::Sender<()>,
) {
    let mut last = pulse.load(Ordering::Relaxed);
    while ended.recv_timeout(standstill) == Err(RecvTimeoutError::Timeout) {
        let now = pulse.load(Ordering::Relaxed);
        if now == last {
            // Fails if the run has just ended.
            alarm.send(()).unwrap_or_default();
            return;
        }
        last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        virtual_time: Duration::from_secs(3_600),
        // Short: the test below waits for it on the wall.
        standstill: Duration::from_millis(20),
    };

    fn run(work: impl Future<Output = Result<u8, RunError>>) -> Result<u8, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let done = runtime.block_on(guarded("drill", LIMITS, work));
        done.map_err(|error| error.to_string())
    }

    #[test]
    fn a_run_that_ends_is_left_alone() {
        let work = async {
            tokio::time::sleep(Duration::from_secs(3_599)).await;
            Ok(7)
        };
        assert_eq!(run(work), Ok(7));
    }

    #[test]
    fn a_run_that_waits_for_ever_is_ended_at_its_virtual_limit() {
        let error = run(std::future::pending()).unwrap_err();
        assert_eq!(
            error,
            "scenario drill: the run should be over by now, 3600s after the world began"
        );
    }

    #[test]
    fn a_run_whose_clock_stands_still_is_ended_by_the_wall_clock() {
        let busy = async {
            tokio::time::sleep(Duration::from_secs(25)).await;
            loop {
                tokio::task::yield_now().await;
            }
        };
        let error = run(busy).unwrap_err();
        assert_eq!(
            error,
            "scenario drill: no progress of virtual time in 20ms on the wall clock, 25s after \
             the world began"
        );
    }
}
