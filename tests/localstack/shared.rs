//! What several tests use at a time.

use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Something that is started for the first who holds it, shared by all who hold it meanwhile, and
/// ended by the last. A static is never dropped, and a container that nobody drops stays.
pub(crate) struct Shared<T>(Mutex<Weak<T>>);

impl<T> Shared<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Weak::new()))
    }

    /// Holds it; `start` makes it if nobody does.
    pub(crate) fn hold<E>(&self, start: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = held.upgrade() {
            return Ok(running);
        }
        let started = Arc::new(start()?);
        *held = Arc::downgrade(&started);
        Ok(started)
    }
}

#[test]
fn it_is_started_once_for_all_who_hold_it_and_ends_with_the_last() {
    let shared = Shared::new();
    let ended = Arc::new(());
    let start = || Ok::<_, String>(Arc::clone(&ended));
    let failed = shared.hold(|| Err("no".to_owned()));
    assert_eq!(failed, Err("no".to_owned()));
    let first = shared.hold(start).unwrap();
    let another = || -> Result<_, String> { unreachable!("it runs") };
    let second = shared.hold(another).unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    drop(first);
    assert_eq!(Arc::strong_count(&ended), 2, "somebody holds it");
    drop(second);
    assert_eq!(Arc::strong_count(&ended), 1, "nobody does");
    drop(shared.hold(start).expect("it starts again"));
}
