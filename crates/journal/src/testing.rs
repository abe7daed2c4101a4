//! A storage that fails when told to, for tests of what comes after a failure.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::{Journal, JournalError, Storage};

/// How an append fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing is written: the disk is full.
    Full,
    /// Half of the line is written.
    Torn,
    /// All of the line is written, and is lost if the machine goes down.
    Unsynced,
    /// Half of the line is written, and from then on nothing works, as if the disk were gone.
    Gone,
}

/// A journal in memory. Clones share it, so a test that keeps one can look at what a writer that
/// is gone has left.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    bytes: Vec<u8>,
    /// How much would survive a loss of power.
    durable: usize,
    appends: usize,
    failure: Option<(usize, Failure)>,
    unsynced: bool,
    gone: bool,
}

impl Memory {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that fails at the `n`th append from now, the next being 0.
    #[must_use]
    pub fn failing(self, n: usize, failure: Failure) -> Self {
        self.fail(n, failure);
        self
    }

    /// Lets the `n`th append from now fail, the next being 0.
    pub fn fail(&self, n: usize, failure: Failure) {
        let mut contents = self.contents();
        contents.failure = Some((contents.appends + n, failure));
    }

    /// How often something was appended, failures included.
    #[must_use]
    pub fn appends(&self) -> usize {
        self.contents().appends
    }

    /// What a process finds in it.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.contents().bytes.clone()
    }

    /// What is in it after a loss of power.
    #[must_use]
    pub fn durable(&self) -> Vec<u8> {
        let contents = self.contents();
        contents.bytes[..contents.durable].to_vec()
    }

    /// What a process reads in it.
    ///
    /// # Errors
    ///
    /// If it cannot be read as a journal.
    pub fn journal(&self) -> Result<Journal, JournalError> {
        Journal::read("memory", &self.bytes())
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        // A panic of a test between two fields leaves nothing here that could not be looked at.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for Memory {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut contents = self.contents();
        contents.alive()?;
        let at = contents.appends;
        contents.appends += 1;
        let failure = contents.failure.filter(|(n, _)| *n == at);
        let half = &bytes[..bytes.len() / 2];
        match failure.map(|(_, failure)| failure) {
            None => contents.bytes.extend_from_slice(bytes),
            Some(Failure::Full) => return Err(io::ErrorKind::StorageFull.into()),
            Some(Failure::Torn) => {
                contents.bytes.extend_from_slice(half);
                return Err(io::ErrorKind::StorageFull.into());
            }
            Some(Failure::Unsynced) => {
                contents.bytes.extend_from_slice(bytes);
                contents.unsynced = true;
            }
            Some(Failure::Gone) => {
                contents.bytes.extend_from_slice(half);
                contents.gone = true;
                contents.alive()?;
            }
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut contents = self.contents();
        contents.alive()?;
        if std::mem::take(&mut contents.unsynced) {
            return Err(io::Error::other("input/output error"));
        }
        contents.durable = contents.bytes.len();
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let mut contents = self.contents();
        contents.alive()?;
        let length = usize::try_from(length).map_err(io::Error::other)?;
        contents.bytes.truncate(length);
        contents.durable = contents.durable.min(length);
        Ok(())
    }
}

impl Contents {
    fn alive(&self) -> io::Result<()> {
        if self.gone {
            return Err(io::Error::other("the disk is gone"));
        }
        Ok(())
    }
}
