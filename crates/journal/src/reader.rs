//! Reading a journal back: all that can be trusted, and a word on everything else.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::journal::Tail;
use crate::line::{Decoded, START, decode};
use crate::trouble::printable;
use crate::{Journal, JournalError, Note, Problem, Record, Trouble};

/// The largest file read. A change takes a few kilobytes, and a night has a handful of them.
const LARGEST_MIB: u64 = 64;

impl Journal {
    /// Reads a journal. `source_name` is what errors call it.
    ///
    /// Damage costs only the lines it met; it is told in [`notes`](Journal::notes) if it is the
    /// last line, which a crash may cut off, else in [`problems`](Journal::problems).
    ///
    /// # Errors
    ///
    /// If it is no journal, has no whole line, or is of another version.
    pub fn read(source_name: &str, bytes: &[u8]) -> Result<Self, JournalError> {
        let pieces = pieces(bytes);
        let run = run(source_name, &pieces, bytes)?;
        let mut reading = Reading {
            run,
            records: Vec::new(),
            damage: Vec::new(),
            notes: Vec::new(),
            tail: Tail::Clean,
            last: None,
            lines_since: 0,
            late: BTreeSet::new(),
        };
        let last = pieces.len();
        for piece in pieces {
            reading.take(piece, last);
        }
        Ok(reading.finish())
    }

    /// Reads a journal file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, and as [`Journal::read`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        let path = path.as_ref();
        let file = path.display().to_string();
        let bytes = File::open(path)
            .map_err(|error| unreadable(&file, error))
            .and_then(|source| contents(&file, &source))?;
        Self::read(&file, &bytes)
    }
}

/// All of a file that may be a journal.
pub(crate) fn contents(name: &str, source: &File) -> Result<Vec<u8>, JournalError> {
    let mut bytes = Vec::new();
    let limit = LARGEST_MIB << 20;
    let read = source.take(limit + 1).read_to_end(&mut bytes);
    match read {
        Ok(length) if length as u64 > limit => Err(JournalError::TooLarge {
            file: name.to_owned(),
            limit_mib: LARGEST_MIB,
        }),
        Ok(_) => Ok(bytes),
        Err(error) => Err(unreadable(name, error)),
    }
}

pub(crate) fn unreadable(name: &str, error: io::Error) -> JournalError {
    let file = name.to_owned();
    JournalError::Unreadable { file, error }
}

/// A line, and what it turned out to be.
struct Piece<'a> {
    /// From 1.
    line: usize,
    /// Where it begins.
    at: usize,
    text: &'a [u8],
    /// Whether its end was there.
    ended: bool,
    decoded: Decoded,
}

fn pieces(bytes: &[u8]) -> Vec<Piece<'_>> {
    let mut at = 0;
    let lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
    lines
        .map(|(index, whole)| {
            let text = whole.strip_suffix(b"\n").unwrap_or(whole);
            // The checksum vouches for a line that came by way of Windows.
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let piece = Piece {
                line: index + 1,
                at,
                text,
                ended: whole.ends_with(b"\n"),
                decoded: decode(text),
            };
            at += whole.len();
            piece
        })
        .collect()
}

/// The run that the file is the journal of: that of the first line that can be trusted.
fn run(source_name: &str, pieces: &[Piece<'_>], bytes: &[u8]) -> Result<String, JournalError> {
    let file = source_name.to_owned();
    let first = pieces.iter().find_map(|piece| match &piece.decoded {
        Decoded::Damaged => None,
        trusted => Some(trusted),
    });
    match first {
        Some(Decoded::Record { run, .. } | Decoded::Unknown { run, .. }) => return Ok(run.clone()),
        Some(Decoded::OtherVersion { found, .. }) => {
            let found = printable(found);
            return Err(JournalError::OtherVersion { file, found });
        }
        Some(Decoded::Damaged) | None => {}
    }
    let begins =
        |text: &[u8]| !text.is_empty() && (text.starts_with(START) || START.starts_with(text));
    // A machine that goes down may leave a file with its length and without its contents.
    let blank = bytes.iter().all(|byte| *byte == 0);
    Err(match pieces {
        _ if blank => JournalError::Unbegun { file },
        [only] if begins(only.text) => JournalError::Unbegun { file },
        pieces if pieces.iter().any(|piece| piece.text.starts_with(START)) => {
            JournalError::Ruined { file }
        }
        _ => JournalError::Foreign { file },
    })
}

/// A journal while it is read.
struct Reading {
    run: String,
    records: Vec<(u32, Record)>,
    damage: Vec<Problem>,
    notes: Vec<Note>,
    tail: Tail,
    /// The number on the last line that has one.
    last: Option<u32>,
    /// Damaged lines since then.
    lines_since: u32,
    /// Numbers of records that came behind later ones, as those taken over from another copy do.
    late: BTreeSet<u32>,
}

impl Reading {
    fn take(&mut self, piece: Piece<'_>, last: usize) {
        let Piece { line, .. } = piece;
        let is_last = line == last;
        match piece.decoded {
            Decoded::Record { run, .. }
            | Decoded::Unknown { run, .. }
            | Decoded::OtherVersion { run, .. }
                if run != self.run =>
            {
                self.problem(line, Trouble::OtherRun { run });
            }
            Decoded::Record { number, record, .. } => self.record(line, number, *record),
            Decoded::Unknown { number, .. } => {
                self.problem(line, Trouble::Unknown { number });
                self.seen(number);
            }
            Decoded::OtherVersion { .. } => {
                self.problem(line, Trouble::Unknown { number: 0 });
            }
            Decoded::Damaged if is_last && !piece.ended => {
                self.tail = Tail::Torn {
                    at: piece.at as u64,
                };
                self.notes.push(Note::Torn { line });
                return;
            }
            Decoded::Damaged => self.damaged(line, piece.text, is_last),
        }
        if is_last && !piece.ended {
            self.tail = Tail::Unended;
            self.notes.push(Note::Unended { line });
        }
    }

    fn record(&mut self, line: usize, number: u32, record: Record) {
        if self.last.is_some_and(|last| number <= last) {
            let same = |known: &(u32, Record)| known.0 == number && known.1 == record;
            if self.records.iter().any(same) {
                self.notes.push(Note::Repeated { line, number });
                return;
            }
            self.notes.push(Note::OutOfOrder { line, number });
            self.late.insert(number);
        }
        self.seen(number);
        self.records.push((number, record));
    }

    fn seen(&mut self, number: u32) {
        self.last = self.last.max(Some(number));
        self.lines_since = 0;
    }

    fn damaged(&mut self, line: usize, text: &[u8], is_last: bool) {
        // Its own number cannot be trusted; its place can.
        let first = self.last.map_or(Some(0), |last| last.checked_add(1));
        let number = first.and_then(|first| first.checked_add(self.lines_since));
        self.lines_since += 1;
        let opening = br#""kind":"opened""#;
        let opens = text.windows(opening.len()).any(|part| part == opening);
        let trouble = Trouble::Damaged { number, opens };
        if is_last {
            self.notes.push(Note::LastDamaged { line });
            self.tail = Tail::Damaged(Problem {
                line: Some(line),
                after: self.last,
                trouble,
            });
        } else {
            self.problem(line, trouble);
        }
    }

    fn problem(&mut self, line: usize, trouble: Trouble) {
        self.damage.push(Problem {
            line: Some(line),
            after: self.last,
            trouble,
        });
    }

    fn finish(mut self) -> Journal {
        let taken: BTreeSet<u32> = self.records.iter().map(|(number, _)| *number).collect();
        for problem in &mut self.damage {
            // Where the next record has the number of the damaged line, that is one too many.
            if let Trouble::Damaged { number, .. } = &mut problem.trouble
                && number.is_some_and(|n| taken.contains(&n) && !self.late.contains(&n))
            {
                *number = None;
            }
        }
        Journal::assemble(self.run, self.records, self.damage, self.notes, self.tail)
    }
}
