//! Runs the health check at intervals that EventBridge cannot keep.

use std::time::Duration;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::Target;

/// Invokes the health check at `origin + n × interval`, the way a rule does: asynchronously, with
/// the rule's constant input.
pub(crate) async fn drive(target: Target, origin: Instant, mut stopped: watch::Receiver<bool>) {
    let every = target.system.every.max(Duration::from_millis(1));
    let lambda = target.operator.lambda(&target.system.primary);
    let mut ticks = tokio::time::interval_at(origin + every, every);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
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
}
