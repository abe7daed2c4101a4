//! Writing a history, a line at a time.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Event, Header};

/// Writes a history as things happen.
///
/// Every line is handed over in one piece and flushed, so that what has happened is on record even
/// if the run is killed. A history that was not [finished](Writer::finish) reads as truncated.
#[derive(Debug)]
pub struct Writer<W: io::Write> {
    sink: W,
    path: Option<PathBuf>,
    line: Vec<u8>,
}

impl Writer<File> {
    /// Creates a history file, or empties the one that is there, and writes the header.
    ///
    /// # Errors
    ///
    /// If the file cannot be created or written. This error and those of later lines name it.
    pub fn create(path: impl AsRef<Path>, header: &Header) -> io::Result<Self> {
        let path = path.as_ref();
        let sink = File::create(path).map_err(|error| named(path, &error))?;
        Self {
            sink,
            path: Some(path.to_owned()),
            line: Vec::new(),
        }
        .begun(header)
    }
}

impl<W: io::Write> Writer<W> {
    /// Writes the header.
    ///
    /// # Errors
    ///
    /// If the sink fails.
    pub fn new(sink: W, header: &Header) -> io::Result<Self> {
        Self {
            sink,
            path: None,
            line: Vec::new(),
        }
        .begun(header)
    }

    /// Writes an event and flushes it.
    ///
    /// # Errors
    ///
    /// If the sink fails, or if the event is an [`Event::End`]: that is for
    /// [`finish`](Writer::finish) to write, because nothing may follow it.
    pub fn write(&mut self, event: &Event) -> io::Result<()> {
        if matches!(event, Event::End { .. }) {
            let message = "the end of a history is written by finishing it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        self.put(event)
    }

    /// Writes the end: from here on the history is whole.
    ///
    /// # Errors
    ///
    /// If the sink fails.
    pub fn finish(mut self, at_ms: i64) -> io::Result<()> {
        self.put(&Event::End { at_ms })
    }

    fn begun(mut self, header: &Header) -> io::Result<Self> {
        self.put(header)?;
        Ok(self)
    }

    fn put(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.line.clear();
        let written = serde_json::to_writer(&mut self.line, line)
            .map_err(io::Error::from)
            .and_then(|()| {
                self.line.push(b'\n');
                self.sink.write_all(&self.line)?;
                self.sink.flush()
            });
        written.map_err(|error| match &self.path {
            Some(path) => named(path, &error),
            None => error,
        })
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot write {}: {error}", path.display()),
    )
}
