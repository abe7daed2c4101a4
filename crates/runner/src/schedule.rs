//! Runs the health check at intervals that EventBridge cannot keep.

use std::time::Duration;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::Target;

/// Whether the harness runs the checks, where it is the harness that does. Clones share it.
#[derive(Debug, Clone)]
pub struct Schedule(watch::Sender<bool>);

impl Default for Schedule {
    fn default() -> Self {
        Self(watch::Sender::new(true))
    }
}

impl Schedule {
    pub(crate) fn is_running(&self) -> bool {
        *self.0.borrow()
    }

    pub(crate) fn pause(&self) {
        self.0.send_replace(false);
    }

    /// The next check comes one interval later, as after `EnableRule`.
    pub(crate) fn resume(&self) {
        self.0.send_replace(true);
    }
}

/// Invokes the health check at `origin + n × interval`, the way a rule does: asynchronously, with
/// the rule's constant input.
pub(crate) async fn drive(target: Target, origin: Instant, mut stopped: watch::Receiver<bool>) {
    let every = target.system.every.max(Duration::from_millis(1));
    let lambda = target.operator.lambda(&target.system.primary);
    let mut switched = target.schedule.0.subscribe();
    let mut ticks = tokio::time::interval_at(origin + every, every);
    let mut watched = JoinSet::new();
    loop {
        let running = *switched.borrow_and_update();
        tokio::select! {
            biased;
            _ = stopped.changed() => break,
            _ = switched.changed() => {
                ticks.reset();
                continue;
            }
            _ = ticks.tick(), if running => {}
        }
        if let Some(checks) = target.checks.clone() {
            let target = target.clone();
            watched.spawn(async move { checks.run(&target).await });
            continue;
        }
        // A check that could not be started is a check missing from the history, which the
        // verdict sees; EventBridge does not say more either.
        let _ = lambda
            .invoke()
            .function_name(&target.system.check_function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new("{}"))
            .send()
            .await;
    }
    // Each ends by its own time limit.
    while watched.join_next().await.is_some() {}
}
