//! What a journal is written to.

use std::io;

/// Where the lines of a journal go.
pub trait Storage {
    /// Adds bytes at the end, or part of them if it fails.
    ///
    /// # Errors
    ///
    /// If not all of them were taken.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once everything there survives a loss of power.
    ///
    /// # Errors
    ///
    /// If that is not known.
    fn sync(&mut self) -> io::Result<()>;

    /// Cuts off what is behind this length.
    ///
    /// # Errors
    ///
    /// If it may still be there.
    fn cut(&mut self, length: u64) -> io::Result<()>;
}

impl<S: Storage + ?Sized> Storage for Box<S> {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        (**self).append(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        (**self).sync()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        (**self).cut(length)
    }
}
