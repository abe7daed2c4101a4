//! A journal in a file of its own, on disk and locked.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::reader::{contents, unreadable};
use crate::{Header, Storage, WriteError, Writer};

/// A file that is locked as long as this exists, so that no two processes work on one journal.
#[derive(Debug)]
pub struct FileStorage {
    path: PathBuf,
    file: File,
}

impl FileStorage {
    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn lock(self) -> Result<Self, WriteError> {
        let file = self.path.display().to_string();
        match self.file.try_lock() {
            Ok(()) => Ok(self),
            Err(TryLockError::WouldBlock) => Err(WriteError::Busy { file }),
            Err(TryLockError::Error(error)) => Err(WriteError::Failed { file, error }),
        }
    }
}

/// A process that is being started by another thread has the file open too, until it is what it is
/// to be: closing alone would leave the lock with it for a moment.
impl Drop for FileStorage {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Storage for FileStorage {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }
}

impl Writer<FileStorage> {
    /// Begins the journal of a run as `RUN.jsonl` in the directory, which is made if it is not
    /// there. File and directory are for their owner alone: a journal holds what functions have
    /// in their environment.
    ///
    /// # Errors
    ///
    /// If the run has a journal already, or the file cannot be made, locked or written.
    pub fn create(directory: impl AsRef<Path>, header: Header) -> Result<Self, WriteError> {
        let path = path(directory.as_ref(), &header.run)?;
        let name = path.display().to_string();
        let failed = |error| WriteError::Failed {
            file: name.clone(),
            error,
        };
        let storage = made(&path).map_err(failed)?.lock()?;
        let begun = Self::begin(&name, storage, header);
        if begun.is_err() {
            // Nothing is in it. If it stays, it reads as a journal that was never begun.
            let _ = fs::remove_file(&path);
        }
        begun
    }

    /// Continues the journal in this file, after a crash for instance.
    ///
    /// # Errors
    ///
    /// If another process works on it, or it cannot be read as a journal or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, WriteError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let file = options()
            .open(path)
            .map_err(|error| unreadable(&name, error))?;
        let path = path.to_owned();
        let storage = FileStorage { path, file }.lock()?;
        let bytes = contents(&name, &storage.file)?;
        Self::resume(&name, storage, &bytes)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.storage().path()
    }
}

/// Where the journal of a run is.
fn path(directory: &Path, run: &str) -> Result<PathBuf, WriteError> {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let begins = run.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    if !begins || run.len() > 100 || !run.chars().all(letter) {
        let run = crate::trouble::printable(run);
        return Err(WriteError::Name { run });
    }
    Ok(directory.join(format!("{run}.jsonl")))
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).append(true);
    options
}

/// A new file, whose name survives a loss of power.
fn made(path: &Path) -> io::Result<FileStorage> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut builder = DirBuilder::new();
    let mut options = options();
    options.create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        builder.mode(0o700);
        options.mode(0o600);
    }
    // Each directory that is new has its name in the one above, down to the one that was there.
    let mut named_in = vec![directory];
    let above = directory.ancestors().skip(1);
    let pairs = directory.ancestors().zip(above);
    named_in.extend(
        pairs
            .take_while(|(below, _)| !below.exists())
            .map(|(_, above)| above),
    );
    builder.recursive(true).create(directory)?;
    let file = options.open(path)?;
    for directory in named_in {
        sync_directory(directory)?;
    }
    let path = path.to_owned();
    Ok(FileStorage { path, file })
}

#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    // A relative path ends in nothing, which is the directory one is in.
    let here = Path::new(".");
    let directory = if directory.as_os_str().is_empty() {
        here
    } else {
        directory
    };
    File::open(directory)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
