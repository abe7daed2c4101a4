//! Reading a history back, whole or not at all.

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use serde::Deserialize;

use crate::foreign::looks_like;
use crate::{During, Event, Header, HistoryError};

/// The longest line read. A header carries a scenario of at most 1 MiB; a longer line is not ours,
/// and a file without line ends must not fill the memory.
const LONGEST_LINE: u64 = 4 << 20;

/// A recorded run, from its header to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// What was run, and where.
    pub header: Header,
    /// What happened; the last is [`Event::End`]. Event `i` stands on line `i + 2`.
    pub events: Vec<Event>,
}

impl History {
    /// Reads a history. `source_name` is what errors call it.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no history, is of another version, or is not whole; see
    /// [`HistoryError`].
    pub fn read(source_name: &str, source: impl BufRead) -> Result<Self, HistoryError> {
        let mut lines = Lines {
            file: source_name,
            source,
            number: 0,
            buffer: Vec::new(),
        };
        let Some(first) = lines.next()? else {
            return Err(HistoryError::Empty {
                file: source_name.to_owned(),
            });
        };
        let header = header(source_name, &first)?;
        let mut events = Vec::new();
        let mut ended = false;
        while let Some(line) = lines.next()? {
            if ended {
                let file = source_name.to_owned();
                return Err(HistoryError::AfterEnd {
                    file,
                    line: line.number,
                });
            }
            let event = event(source_name, &line)?;
            ended = matches!(event, Event::End { .. });
            events.push(event);
        }
        if !ended {
            let file = source_name.to_owned();
            return Err(HistoryError::Truncated {
                file,
                line: lines.number,
                cut: false,
            });
        }
        Ok(Self { header, events })
    }

    /// Reads a history file.
    ///
    /// # Errors
    ///
    /// As [`History::read`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self, HistoryError> {
        let path = path.as_ref();
        let file = path.display().to_string();
        match File::open(path) {
            Ok(source) => Self::read(&file, BufReader::new(source)),
            Err(error) => Err(HistoryError::Unreadable { file, error }),
        }
    }
}

/// A line without its end.
struct Line<'a> {
    number: usize,
    bytes: &'a [u8],
    /// Whether its end was there.
    whole: bool,
}

struct Lines<'a, R> {
    file: &'a str,
    source: R,
    number: usize,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<'_, R> {
    fn next(&mut self) -> Result<Option<Line<'_>>, HistoryError> {
        self.buffer.clear();
        let mut source = self.source.by_ref().take(LONGEST_LINE);
        source
            .read_until(b'\n', &mut self.buffer)
            .map_err(|error| HistoryError::Unreadable {
                file: self.file.to_owned(),
                error,
            })?;
        if self.buffer.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let whole = self.buffer.last() == Some(&b'\n');
        if !whole && self.buffer.len() as u64 == LONGEST_LINE && self.number > 1 {
            let problem = format!("longer than {} MiB, so it is no event", LONGEST_LINE >> 20);
            return Err(malformed(self.file, self.number, 1, problem));
        }
        let bytes = self.buffer.strip_suffix(b"\n").unwrap_or(&self.buffer);
        Ok(Some(Line {
            number: self.number,
            bytes,
            whole,
        }))
    }
}

fn malformed(file: &str, line: usize, column: usize, problem: String) -> HistoryError {
    HistoryError::Malformed {
        file: file.to_owned(),
        line,
        column: column.max(1),
        problem,
    }
}

/// What every version of the header has.
#[derive(Deserialize)]
struct AnyHeader {
    schema: String,
    #[serde(default)]
    lexdr: Option<String>,
}

fn header(file: &str, line: &Line<'_>) -> Result<Header, HistoryError> {
    let family = Header::SCHEMA
        .split_once('/')
        .map_or(Header::SCHEMA, |(family, _)| family);
    let any = match serde_json::from_slice::<AnyHeader>(line.bytes) {
        Ok(any) if any.schema.split('/').next() == Some(family) => any,
        // A header cut off while it was written still begins like one.
        Err(_) if !line.whole && line.bytes.starts_with(header_start(family).as_bytes()) => {
            return Err(HistoryError::Truncated {
                file: file.to_owned(),
                line: 1,
                cut: true,
            });
        }
        _ => {
            let looks_like = looks_like(line.bytes);
            return Err(HistoryError::Foreign {
                file: file.to_owned(),
                looks_like,
            });
        }
    };
    if any.schema != Header::SCHEMA {
        return Err(HistoryError::OtherVersion {
            file: file.to_owned(),
            found: printable(&any.schema),
            writer: any.lexdr.map(|version| printable(&version)),
        });
    }
    serde_json::from_slice(line.bytes)
        .map_err(|error| malformed(file, 1, error.column(), problem("header", &error)))
}

fn header_start(family: &str) -> String {
    format!(r#"{{"schema":"{family}"#)
}

fn event(file: &str, line: &Line<'_>) -> Result<Event, HistoryError> {
    let event: Event = match serde_json::from_slice(line.bytes) {
        Ok(event) => event,
        Err(error) if error.is_eof() && !line.whole => {
            let file = file.to_owned();
            return Err(HistoryError::Truncated {
                file,
                line: line.number,
                cut: true,
            });
        }
        Err(_) if line.bytes.trim_ascii().is_empty() => {
            return Err(malformed(file, line.number, 1, "an empty line".to_owned()));
        }
        Err(error) => {
            let problem = problem("event", &error);
            return Err(malformed(file, line.number, error.column(), problem));
        }
    };
    match during(&event) {
        Some(During { start_ms, end_ms }) if end_ms < start_ms => Err(HistoryError::Backwards {
            file: file.to_owned(),
            line: line.number,
            start_ms,
            end_ms,
        }),
        _ => Ok(event),
    }
}

/// The stretch of time an event took; nothing for what happens at an instant.
fn during(event: &Event) -> Option<During> {
    match event {
        Event::Step(step) => Some(step.during),
        Event::SteadyState(state) => Some(state.during),
        Event::Route(probe) => Some(probe.during),
        Event::Caller(probe) => Some(probe.during),
        Event::Check(run) => Some(run.during),
        Event::Counts(counts) => Some(counts.during),
        Event::Write(_) | Event::Sessions { .. } | Event::End { .. } => None,
    }
}

/// The parser's message without its own place: the line it counts is always the first.
fn problem(what: &str, error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    if error.is_data() {
        format!("not the {what} it should be: {}", printable(message))
    } else {
        format!("not JSON: {}", printable(message))
    }
}

/// Text from the file, fit for a terminal.
fn printable(text: &str) -> String {
    const LONGEST: usize = 200;
    text.chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
