//! Locking that goes on after a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock. A panic under it (in a built-in program's `Drop`, say) leaves no state half changed
/// that the next holder could not work with, so poison is ignored.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
