//! The passing of time for a schedule.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime};

use tokio::task::JoinSet;

use super::definition::Definition;
use super::delivery;
use crate::region::Region;
use crate::tasks::AbortOnDrop;
use crate::world::World;

/// A schedule as long as nobody changes it.
#[derive(Debug, Clone)]
pub(super) struct Ticking {
    pub(super) region: String,
    pub(super) name: String,
    pub(super) serial: u64,
    pub(super) definition: Arc<Definition>,
}

/// Starts to tick, from now on.
pub(super) fn start(world: &Arc<World>, ticking: Ticking) -> AbortOnDrop {
    let weak = Arc::downgrade(world);
    AbortOnDrop(world.tasks.spawn(async move {
        // `None`: the simulator is gone.
        tick(weak, Arc::new(ticking)).await.unwrap_or_default();
    }))
}

/// Whatever is under way ends with this task, but for the one call that has been sent.
async fn tick(world: Weak<World>, ticking: Arc<Ticking>) -> Option<()> {
    let clock = world.upgrade()?.clock;
    let timing = &ticking.definition.timing;
    let since = timing.since(clock.now());
    let mut last = since;
    let mut deliveries = JoinSet::new();
    while let Some(tick) = timing.next(since, last) {
        let late = {
            let world = world.upgrade()?;
            within(world.region(&ticking.region)?, timing.window)
        };
        tokio::time::sleep_until(clock.instant_of(tick + late)).await;
        deliveries.spawn(delivery::deliver(
            Weak::clone(&world),
            Arc::clone(&ticking),
            tick,
        ));
        last = tick;
        while deliveries.try_join_next().is_some() {}
    }
    while deliveries.join_next().await.is_some() {}
    completed(&*world.upgrade()?, &ticking);
    Some(())
}

/// Somewhere in a window, in whole milliseconds.
fn within(region: &Region, window: Duration) -> Duration {
    match u64::try_from(window.as_millis()) {
        Ok(ms) if ms > 0 => Duration::from_millis(region.scheduler.windows.next() % ms),
        _ => Duration::ZERO,
    }
}

fn completed(world: &World, ticking: &Ticking) {
    if !ticking.definition.ends {
        return;
    }
    if let Some(region) = world.region(&ticking.region) {
        let gone = region.scheduler.remove(&ticking.name, ticking.serial);
        // Aborts the task that this runs in, which has nothing left to do.
        drop(gone);
    }
}

impl Ticking {
    /// The date of a tick as AWS writes it into inputs.
    pub(super) fn date(tick: SystemTime) -> String {
        let since = tick.duration_since(SystemTime::UNIX_EPOCH);
        let ms = since.unwrap_or_default().as_millis();
        crate::date::iso_seconds(i64::try_from(ms).unwrap_or(i64::MAX))
    }
}
