//! The journals in a directory that are not done with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::reader::unreadable;
use crate::{Journal, JournalError};

/// What a directory of journals holds, in order of file names.
#[derive(Debug, Default)]
pub struct Found {
    /// Journals with something left to do, or with damage that a change may hide behind.
    pub open: Vec<(PathBuf, Journal)>,
    /// Files that should be journals and cannot be read. A change may hide in each.
    pub unreadable: Vec<(PathBuf, JournalError)>,
    /// Files that end before their first line does: runs that are just starting, or died then.
    pub unbegun: Vec<PathBuf>,
}

impl Found {
    /// Whether nothing is left to do, and no file is in doubt.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.open.is_empty() && self.unreadable.is_empty()
    }
}

/// Looks for journals that are not settled among the files `*.jsonl` of a directory. One that is
/// not there holds none. A run that is still going on has its journal among the open ones;
/// [`Writer::open`](crate::Writer::open) says that it is busy.
///
/// # Errors
///
/// If the directory cannot be listed.
pub fn find_open(directory: impl AsRef<Path>) -> io::Result<Found> {
    let mut found = Found::default();
    let listed = match fs::read_dir(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        listed => listed?,
    };
    let mut paths: Vec<PathBuf> = listed
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    });
    paths.sort();
    for path in paths {
        match load(&path) {
            Ok(journal) if journal.is_settled() => {}
            Ok(journal) => found.open.push((path, journal)),
            Err(JournalError::Unbegun { .. }) => found.unbegun.push(path),
            Err(error) => found.unreadable.push((path, error)),
        }
    }
    Ok(found)
}

fn load(path: &Path) -> Result<Journal, JournalError> {
    let name = path.display().to_string();
    // Opening a pipe would wait for somebody to write into it.
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Journal::load(path),
        Ok(_) => {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
            Err(unreadable(&name, error))
        }
        Err(error) => Err(unreadable(&name, error)),
    }
}
