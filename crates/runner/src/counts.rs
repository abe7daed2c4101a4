//! What is counted at the end of a run: sessions that the checks have left open, and where the checks
//! are not seen, their runs.

use std::time::SystemTime;

use lexdr_deploy::TEST_USER;
use lexdr_history::{Counts, Event};
use lexdr_simulator::BoxFuture;

use crate::run::Run;

/// Counts the runs of the health check.
pub trait Counting: Send + Sync {
    /// The runs of the minutes of a run, from its time zero to its end, once all of them are counted.
    fn runs(&self, zero: SystemTime, end: SystemTime) -> BoxFuture<'_, Result<Counts, String>>;
}

impl Run {
    /// Counts what the health check has left behind, when no check is under way.
    pub(crate) async fn count_sessions(&self) {
        let Some(mut insight) = self.target.insight.clone() else {
            return;
        };
        // No check lasts longer than its limit; its cold start is part of neither.
        let limit = self.target.system.check_timeout * 2;
        let idle = insight.checking.wait_for(|checking| !checking);
        // Counted all the same if there is always a check under way: that is what is there.
        let _ = tokio::time::timeout(limit, idle).await;
        let Some(left) = (insight.sessions)(&format!("{TEST_USER}-")) else {
            return;
        };
        let at = self.target.now();
        self.recorder.record(move |clock| Event::Sessions {
            at_ms: clock.ms(at),
            left,
        });
    }

    /// Has the runs of the check counted, unless the run is to end at once: because somebody said so,
    /// or because something is still to be put back, or left to a person, who is told at the end.
    pub(crate) async fn count_runs(
        &self,
        zero: SystemTime,
        end: SystemTime,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) {
        let Some(counting) = &self.counting else {
            return;
        };
        if !self.hands.all_is_back().await {
            return;
        }
        let stopped = async {
            let stop = self.stop.clone();
            let stopped = match stop {
                Some(mut stop) => stop.wait_for(|stop| *stop).await.is_ok(),
                None => false,
            };
            if !stopped {
                std::future::pending::<()>().await;
            }
        };
        progress("waiting until the runs of the check are counted");
        let counted = tokio::select! {
            biased;
            () = stopped => return,
            counted = counting.runs(zero, end) => counted,
        };
        match counted {
            Ok(counts) => self.recorder.record(|_| Event::Counts(counts)),
            Err(why) => progress(&format!("the runs of the check are not counted: {why}")),
        }
    }
}
