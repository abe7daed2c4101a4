//! When a region may have been faulty.

use lexdr_history::{Step, StepAction};

use crate::Bounds;
use crate::run::{Run, Seen};

/// The spans in which a region may not have been well, or no check may have been able to say that
/// it was, as far as the steps tell: from the start of an inject, even of one that failed, to the
/// end of the undo that succeeded.
#[derive(Debug)]
pub(crate) struct Faulty {
    /// Merged, in order of time.
    spans: Vec<Bounds>,
}

impl Faulty {
    pub(crate) fn new(run: &Run<'_>, region: &str) -> Self {
        let mut spans: Vec<_> = run
            .steps_that(StepAction::Inject)
            .filter(|step| {
                run.touches(step, |touch| {
                    touch.checker || (touch.bots && acts_in(step.what, region))
                })
            })
            .map(|step| Bounds::new(step.at.lo_ms, over_ms(run, step)))
            .collect();
        spans.sort_by_key(|span| span.lo_ms);
        let mut merged: Vec<Bounds> = Vec::new();
        for span in spans {
            match merged.last_mut() {
                Some(last) if span.lo_ms <= last.hi_ms => {
                    last.hi_ms = last.hi_ms.max(span.hi_ms);
                }
                _ => merged.push(span),
            }
        }
        Self { spans: merged }
    }

    /// The first instant of `during` at which the region had been without any fault for longer
    /// than `for_ms`.
    pub(crate) fn healthy_for(&self, for_ms: i64, during: Bounds) -> Option<i64> {
        let mut clean_from = i64::MIN;
        let ends = self.spans.iter().map(|span| (span.lo_ms, span.hi_ms));
        for (clean_until, next_from) in ends.chain(std::iter::once((i64::MAX, i64::MAX))) {
            let lo = clean_from
                .saturating_add(for_ms)
                .saturating_add(1)
                .max(during.lo_ms);
            if lo <= clean_until.saturating_sub(1).min(during.hi_ms) {
                return Some(lo);
            }
            clean_from = next_from;
        }
        None
    }
}

/// Whether a fault is still there at the end.
pub(crate) fn one_is_left(run: &Run<'_>) -> bool {
    run.steps_that(StepAction::Inject)
        .any(|step| over_ms(run, step) == i64::MAX)
}

/// When the fault of an inject was certainly gone.
pub(crate) fn over_ms(run: &Run<'_>, inject: &Seen<'_, Step>) -> i64 {
    run.steps_that(StepAction::Undo)
        .find(|undo| {
            undo.what.label == inject.what.label
                && undo.what.error.is_none()
                && undo.at.lo_ms >= inject.at.lo_ms
        })
        .map_or(i64::MAX, |undo| run.effective(undo).hi_ms)
}

/// Whether a step's fault acts in a region. One that names no region may act in any.
pub(crate) fn acts_in(step: &Step, region: &str) -> bool {
    step.regions.is_empty() || step.regions.iter().any(|name| name == region)
}
