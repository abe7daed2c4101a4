//! Work on all cores, results in the order of the tasks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Does `work` for each task, on a thread for each core and no more than `at_once`. Tasks begin in their order. Once a result
/// is to `stop` nothing after it is begun, and nothing after the first such result is returned: so
/// what is returned does not depend on which thread was faster.
pub(crate) fn each<T: Sync, R: Send>(
    tasks: &[T],
    at_once: usize,
    work: impl Fn(usize, &T) -> R + Sync,
    stop: impl Fn(&R) -> bool + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let last = AtomicUsize::new(usize::MAX);
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    let workers = count(tasks.len()).min(at_once);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(task) = tasks.get(index) else { break };
                    if index > last.load(Ordering::Relaxed) {
                        break;
                    }
                    let result = work(index, task);
                    if stop(&result) {
                        last.fetch_min(index, Ordering::Relaxed);
                    }
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    let last = last.into_inner();
    done.into_iter()
        .take_while(|(index, _)| *index <= last)
        .map(|(_, result)| result)
        .collect()
}

/// How many tasks are worked on at a time.
fn count(tasks: usize) -> usize {
    thread::available_parallelism()
        .map_or(1, usize::from)
        .min(tasks)
}

/// How long tasks of so much time in all take.
pub(crate) fn share(all: Duration, tasks: usize) -> Duration {
    all / u32::try_from(count(tasks)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_up_to_the_first_that_stops() {
        let tasks: Vec<usize> = (0..500).collect();
        let all = each(&tasks, usize::MAX, |_, task| task * 2, |_| false);
        assert_eq!(all, (0..500).map(|task| task * 2).collect::<Vec<_>>());
        let some = each(&tasks, usize::MAX, |_, task| *task, |task| *task >= 40);
        assert_eq!(some, (0..=40).collect::<Vec<_>>());
    }
}
