//! Does each step of the timeline at its time.

use std::time::{Duration, SystemTime};

use lexdr_history::{Event, StepAction};
use lexdr_scenario::{Action, Step};
use tokio::time::Instant;

use crate::faults::{self, Applied, Report};
use crate::run::Run;

impl Run {
    /// Follows the timeline to its end. Whatever is still in effect then is undone, also what an
    /// earlier undo has left behind.
    pub(crate) async fn follow_timeline(
        &self,
        origin: Instant,
        progress: &(dyn Fn(&str) + Send + Sync),
    ) {
        let mut applied: Vec<Applied> = Vec::new();
        for Step { at, action } in &self.scenario.timeline {
            let at = at.resolve(self.scenario.check.every);
            tokio::time::sleep_until(origin + Duration::from_millis(at.0)).await;
            if self.recorder.failed() {
                break;
            }
            match action {
                Action::Inject(injection) => {
                    progress(&format!("inject {}", injection.label));
                    let start = self.target.now();
                    let (fault, report) = faults::inject(&self.target, injection).await;
                    self.record_step(start, StepAction::Inject, &fault, report);
                    applied.push(fault);
                }
                Action::Undo(label) => {
                    let Some(found) = applied.iter().position(|fault| fault.label == *label) else {
                        continue;
                    };
                    progress(&format!("undo {label}"));
                    let mut fault = applied.remove(found);
                    self.take_back(&mut fault).await;
                    if !fault.is_undone() {
                        applied.push(fault);
                    }
                }
                Action::End(_) => break,
            }
        }
        while let Some(mut fault) = applied.pop() {
            self.take_back(&mut fault).await;
        }
    }

    async fn take_back(&self, fault: &mut Applied) {
        let start = self.target.now();
        let report = faults::undo(&self.target, fault).await;
        self.record_step(start, StepAction::Undo, fault, report);
    }

    fn record_step(&self, start: SystemTime, action: StepAction, fault: &Applied, report: Report) {
        let end = self.target.now();
        let (label, name, regions) = (fault.label.clone(), fault.fault, fault.regions.clone());
        self.recorder.record(move |clock| {
            Event::Step(lexdr_history::Step {
                during: clock.during(start, end),
                action,
                label,
                fault: name.to_owned(),
                regions,
                calls: report.calls,
                error: report.error,
            })
        });
    }
}
