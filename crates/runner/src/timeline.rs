//! Does each step of the timeline at its time.

use std::time::{Duration, SystemTime};

use lexdr_history::{Event, StepAction};
use lexdr_scenario::{Action, Step};
use tokio::time::Instant;

use crate::hands::Handled;
use crate::run::Run;

impl Run {
    /// Follows the timeline to its end, or until the run is stopped. Whatever is still in effect
    /// then is undone, also what an earlier undo has left behind.
    pub(crate) async fn follow_timeline(
        &self,
        origin: Instant,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) {
        for Step { at, action } in &self.scenario.timeline {
            let at = at.resolve(self.scenario.check.every);
            tokio::select! {
                biased;
                () = self.stopped() => break,
                () = tokio::time::sleep_until(origin + Duration::from_millis(at.0)) => {}
            }
            if self.recorder.failed() {
                break;
            }
            match action {
                Action::Inject(injection) => {
                    progress(&format!("inject {}", injection.label));
                    let start = self.target.now();
                    let handled = self.hands.inject(injection).await;
                    let failed = handled.report.error.is_some();
                    self.record_step(start, StepAction::Inject, handled);
                    if failed && self.ends_on_failure {
                        break;
                    }
                }
                Action::Undo(label) => {
                    progress(&format!("undo {label}"));
                    self.take_back(label).await;
                }
                Action::End(_) => break,
            }
        }
        for label in self.hands.in_effect().await {
            self.take_back(&label).await;
        }
    }

    async fn take_back(&self, label: &str) {
        let start = self.target.now();
        if let Some(handled) = self.hands.undo(label).await {
            self.record_step(start, StepAction::Undo, handled);
        }
    }

    /// Returns when somebody wants the run to end.
    async fn stopped(&self) {
        let Some(mut stop) = self.stop.clone() else {
            return std::future::pending().await;
        };
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending().await
        }
    }

    fn record_step(&self, start: SystemTime, action: StepAction, handled: Handled) {
        let end = self.target.now();
        let Handled {
            label,
            fault,
            regions,
            report,
        } = handled;
        self.recorder.record(move |clock| {
            Event::Step(lexdr_history::Step {
                during: clock.during(start, end),
                action,
                label,
                fault,
                regions,
                calls: report.calls,
                error: report.error,
            })
        });
    }
}
