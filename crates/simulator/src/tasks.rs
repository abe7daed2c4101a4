//! Work in the background, which ends with the simulator.

use std::sync::Mutex;

use tokio::task::{AbortHandle, JoinSet};

use crate::lock::locked;

/// The background work of one simulator; dropping it aborts all of it.
#[derive(Debug, Default)]
pub(crate) struct Tasks(Mutex<JoinSet<()>>);

impl Tasks {
    /// Starts a task on the current tokio runtime.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let mut set = locked(&self.0);
        // Forget the finished ones, or a long run would keep a record of each.
        while set.try_join_next().is_some() {}
        set.spawn(work)
    }

    /// Aborts everything.
    pub(crate) fn stop(&self) {
        // Taken out first: an aborted task may drop something that comes back here.
        let mut set = std::mem::take(&mut *locked(&self.0));
        set.abort_all();
    }

    /// How many tasks have not ended.
    pub(crate) fn running(&self) -> usize {
        let mut set = locked(&self.0);
        while set.try_join_next().is_some() {}
        set.len()
    }
}

/// Aborts a task when dropped.
#[derive(Debug)]
pub(crate) struct AbortOnDrop(pub(crate) AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
