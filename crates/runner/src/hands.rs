//! Who injects and undoes. On a system that a run has made for itself that is the runner; on an
//! account that outlives the run it is somebody who can answer for it.

use std::sync::{Mutex, PoisonError};

use lexdr_scenario::Injection;
use lexdr_simulator::BoxFuture;

use crate::faults::{self, Applied};
use crate::{Report, Target};

/// What was done about a fault.
#[derive(Debug)]
pub struct Handled {
    /// The name to undo it by.
    pub label: String,
    /// The fault's own name.
    pub fault: String,
    /// Names of the regions it acts in.
    pub regions: Vec<String>,
    /// The calls, and what went wrong.
    pub report: Report,
}

/// Injects faults and takes them back, and remembers which are in effect.
pub trait Hands: Send + Sync {
    /// Applies a fault. What was applied before an error is in effect, and can be undone.
    fn inject<'a>(&'a self, injection: &'a Injection) -> BoxFuture<'a, Handled>;

    /// Takes back what was injected under this label; nothing if nothing of it is in effect.
    fn undo<'a>(&'a self, label: &'a str) -> BoxFuture<'a, Option<Handled>>;

    /// The labels of what is in effect, the last first. Where an undo failed it still is.
    fn in_effect(&self) -> BoxFuture<'_, Vec<String>>;

    /// Whether all that was injected is taken back, and nothing is left for a person to look at.
    fn all_is_back(&self) -> BoxFuture<'_, bool> {
        Box::pin(async move { self.in_effect().await.is_empty() })
    }
}

/// The runner's own: what is in effect is known to this process, and to nobody else.
pub(crate) struct Own {
    target: Target,
    applied: Mutex<Vec<Applied>>,
}

impl Own {
    pub(crate) fn new(target: &Target) -> Self {
        Self {
            target: target.clone(),
            applied: Mutex::default(),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Vec<Applied>) -> T) -> T {
        act(&mut self.applied.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn take_back(&self, fault: &mut Applied) -> Handled {
        let report = faults::undo(&self.target, fault).await;
        handled(fault, report)
    }
}

impl Hands for Own {
    fn inject<'a>(&'a self, injection: &'a Injection) -> BoxFuture<'a, Handled> {
        Box::pin(async move {
            let (fault, report) = faults::inject(&self.target, injection).await;
            let handled = handled(&fault, report);
            self.with(|applied| applied.push(fault));
            handled
        })
    }

    fn undo<'a>(&'a self, label: &'a str) -> BoxFuture<'a, Option<Handled>> {
        Box::pin(async move {
            let mut fault = self.with(|applied| {
                let found = applied.iter().position(|fault| fault.label == label)?;
                Some(applied.remove(found))
            })?;
            let handled = self.take_back(&mut fault).await;
            if !fault.is_undone() {
                self.with(|applied| applied.push(fault));
            }
            Some(handled)
        })
    }

    fn in_effect(&self) -> BoxFuture<'_, Vec<String>> {
        let labels = self.with(|applied| {
            let labels = applied.iter().rev().map(|fault| fault.label.clone());
            labels.collect()
        });
        Box::pin(std::future::ready(labels))
    }
}

fn handled(fault: &Applied, report: Report) -> Handled {
    Handled {
        label: fault.label.clone(),
        fault: fault.fault.to_owned(),
        regions: fault.regions.clone(),
        report,
    }
}
