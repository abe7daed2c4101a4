//! Writing a journal: each record is on disk before the step it announces is taken.

use std::io;

use crate::journal::Tail;
use crate::{DifferentRuns, Header, Journal, JournalError, Line, Record, Storage};

/// Why a record is not in the journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// Another process works on this journal.
    #[error("{file}: in use by another run or recovery; wait until it is over")]
    Busy {
        /// The journal.
        file: String,
    },
    /// The run's id cannot be the name of a file.
    #[error(
        "`{run}` is no id of a run: use 1 to 100 letters, digits, `-`, `_` and `.`, the first \
         a letter or a digit"
    )]
    Name {
        /// The id.
        run: String,
    },
    /// The record does not fit what was written before. Nothing was written.
    #[error("{file}: the record `{record}` was not written: {problem}")]
    Unfit {
        /// The journal.
        file: String,
        /// The record.
        record: String,
        /// Why it does not fit.
        problem: String,
    },
    /// The record may be there in part, and does not count.
    #[error("{file}: cannot be written: {error}")]
    Failed {
        /// The journal.
        file: String,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// An earlier record failed, and what there is of it cannot be cut off.
    #[error(
        "{file}: nothing more can be written: an earlier record failed ({first}), and what \
         there is of it cannot be cut off: {error}"
    )]
    Broken {
        /// The journal.
        file: String,
        /// How the earlier record failed.
        first: String,
        /// Why it cannot be cut off.
        #[source]
        error: io::Error,
    },
    /// What is there cannot be continued.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The other copy is of another run.
    #[error(transparent)]
    DifferentRuns(#[from] DifferentRuns),
}

/// Writes a journal, and knows what is in it.
///
/// When [`append`](Self::append) returns, the record survives a loss of power. After a failure it
/// is not known which part of the line is in the storage; the record does not count, and before
/// the next one the storage is cut back to the last line that does. Where even that fails,
/// nothing more is written: a line behind a torn one would hide it in the middle of the file.
#[derive(Debug)]
pub struct Writer<S> {
    name: String,
    storage: S,
    journal: Journal,
    /// How much of the storage counts.
    length: u64,
    /// How an append failed whose rest is not cut off yet.
    broken: Option<String>,
    /// The id for the next change. One that failed to be opened is not used again: the other
    /// copy may have it.
    next_id: Option<u32>,
}

impl<S: Storage> Writer<S> {
    /// Begins a journal in an empty storage, with its header. `name` is what errors call it.
    ///
    /// # Errors
    ///
    /// If the storage fails.
    pub fn begin(name: &str, storage: S, header: Header) -> Result<Self, WriteError> {
        let run = header.run.clone();
        let empty = Journal::assemble(run, Vec::new(), Vec::new(), Vec::new(), Tail::Clean);
        let mut writer = Self::over(name, storage, empty, 0);
        writer.put(0, Record::Run(header))?;
        Ok(writer)
    }

    /// Continues the journal that `bytes` is, the present contents of the storage. A last line
    /// that was cut off is removed, for the step it announces was not taken.
    ///
    /// # Errors
    ///
    /// If it cannot be read as a journal, or the storage fails.
    pub fn resume(name: &str, storage: S, bytes: &[u8]) -> Result<Self, WriteError> {
        let journal = Journal::read(name, bytes)?;
        let mut writer = Self::over(name, storage, journal, bytes.len() as u64);
        writer.mend_tail().map_err(|error| WriteError::Failed {
            file: name.to_owned(),
            error,
        })?;
        Ok(writer)
    }

    fn over(name: &str, storage: S, journal: Journal, length: u64) -> Self {
        Self {
            name: name.to_owned(),
            storage,
            next_id: journal.next_id(),
            journal,
            length,
            broken: None,
        }
    }

    fn mend_tail(&mut self) -> io::Result<()> {
        match self.journal.tail() {
            Tail::Clean | Tail::Damaged(_) => {}
            &Tail::Torn { at } => {
                self.storage.cut(at)?;
                self.length = at;
            }
            Tail::Unended => {
                self.storage.append(b"\n")?;
                self.length += 1;
            }
        }
        // The process that wrote the last lines may have died before they were on disk.
        self.storage.sync()?;
        self.journal.mended();
        Ok(())
    }

    /// The same over a storage of any kind.
    #[must_use]
    pub fn boxed(self) -> Writer<Box<dyn Storage + Send + Sync>>
    where
        S: Send + Sync + 'static,
    {
        Writer {
            name: self.name,
            storage: Box::new(self.storage),
            journal: self.journal,
            length: self.length,
            broken: self.broken,
            next_id: self.next_id,
        }
    }

    /// What is in the journal.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    pub(crate) const fn storage(&self) -> &S {
        &self.storage
    }

    /// The id to open the next change with.
    #[must_use]
    pub fn next_id(&self) -> u32 {
        self.next_id.unwrap_or(u32::MAX)
    }

    /// Whether the last record failed, so that the next one has to cut off its rest first.
    #[must_use]
    pub const fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Writes a record, and returns once it is safe. The line is for the other copy.
    ///
    /// # Errors
    ///
    /// If the record does not fit what was written before, or the storage fails.
    pub fn append(&mut self, record: Record) -> Result<Line, WriteError> {
        if let Some(problem) = self.unfit(&record) {
            return Err(WriteError::Unfit {
                file: self.name.clone(),
                record: record.to_string(),
                problem,
            });
        }
        let Some(number) = self.journal.next_number() else {
            return Err(WriteError::Unfit {
                file: self.name.clone(),
                record: record.to_string(),
                problem: "its numbers are used up".to_owned(),
            });
        };
        if let Record::Opened { id, .. } = record {
            self.next_id = id.checked_add(1);
        }
        self.put(number, record)
    }

    /// Writes the records that the other copy of this journal has and this one lacks, and says
    /// how many.
    ///
    /// # Errors
    ///
    /// If that is the journal of another run, or the storage fails.
    pub fn adopt(&mut self, other: &Journal) -> Result<usize, WriteError> {
        if other.run() != self.journal.run() {
            return Err(WriteError::DifferentRuns(DifferentRuns {
                local: self.journal.run().to_owned(),
                remote: other.run().to_owned(),
            }));
        }
        let mut adopted = 0;
        for (number, record) in other.records() {
            if !self.journal.holds(number, record) {
                self.put(number, record.clone())?;
                adopted += 1;
            }
        }
        self.journal.reassemble();
        self.next_id = self.next_id.max(self.journal.next_id());
        Ok(adopted)
    }

    /// Why the record cannot follow what there is.
    fn unfit(&self, record: &Record) -> Option<String> {
        match record {
            Record::Run(_) => Some("the header is written by beginning a journal".to_owned()),
            Record::Opened { id, .. } => match self.next_id {
                Some(next) if *id == next => None,
                Some(next) => Some(format!("the id of the next change is {next}")),
                None => Some("its ids are used up".to_owned()),
            },
            Record::Ended { .. } => {
                let open = self.journal.open().next()?;
                Some(format!("change {} is still {}", open.id, open.state))
            }
            record => {
                let unknown = record.id().filter(|id| !self.journal.knows(*id));
                unknown.map(|id| format!("change {id} was never opened"))
            }
        }
    }

    fn put(&mut self, number: u32, record: Record) -> Result<Line, WriteError> {
        let file = || self.name.clone();
        let line =
            Line::new(self.journal.run(), number, &record).map_err(|error| WriteError::Failed {
                file: file(),
                error,
            })?;
        if let Some(first) = &self.broken {
            self.storage
                .cut(self.length)
                .map_err(|error| WriteError::Broken {
                    file: file(),
                    first: first.clone(),
                    error,
                })?;
            self.broken = None;
        }
        let bytes = [line.text().as_bytes(), b"\n"].concat();
        let written = self.storage.append(&bytes);
        if let Err(error) = written.and_then(|()| self.storage.sync()) {
            self.broken = Some(error.to_string());
            let file = self.name.clone();
            return Err(WriteError::Failed { file, error });
        }
        self.length += bytes.len() as u64;
        self.journal.push(number, record);
        Ok(line)
    }
}
