//! Futures on the heap.

use std::pin::Pin;

/// Makes a future on the heap.
///
/// A call of Lex V2 takes tens of kilobytes, and code that is not optimized keeps room on the
/// stack for each call of each function on the way. Where steps are put together, each one costs a
/// pointer this way.
#[must_use]
pub fn boxed<F: Future>(make: impl FnOnce() -> F) -> Pin<Box<F>> {
    Box::pin(make())
}
