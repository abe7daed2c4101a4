//! A record as a line of text, with what proves that the line is whole.

use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{Header, Record};

/// What every line begins with.
pub(crate) const START: &[u8] = br#"{"run":""#;

/// What stands before the checksum, which is the last member of a line.
const SUM: &str = r#","sum":""#;

/// Hexadecimal digits of a checksum: 64 bits, so that damage passes once in 10^19 times.
const DIGITS: usize = 16;

/// A line of a journal, as it stands in each copy of it.
///
/// Its text may hold the values of environment variables; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    number: u32,
    text: String,
}

impl Line {
    pub(crate) fn new(run: &str, number: u32, record: &Record) -> io::Result<Self> {
        #[derive(Serialize)]
        struct Numbered<'a> {
            run: &'a str,
            n: u32,
            #[serde(flatten)]
            record: &'a Record,
        }
        let n = number;
        let mut text = serde_json::to_string(&Numbered { run, n, record })?;
        let sum = checksum(text.as_bytes());
        text.truncate(text.len() - 1);
        text.push_str(SUM);
        text.push_str(&sum);
        text.push_str("\"}");
        Ok(Self { number, text })
    }

    /// Its number in the run, from 0.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The JSON, without a line end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// The first digits of the SHA-256 of a line's JSON without its checksum.
fn checksum(json: &[u8]) -> String {
    let digest = Sha256::digest(json);
    let digits = digest.iter().take(DIGITS / 2);
    digits.map(|byte| format!("{byte:02x}")).collect()
}

/// What a line turned out to be.
pub(crate) enum Decoded {
    /// A record that can be trusted.
    Record {
        run: String,
        number: u32,
        record: Box<Record>,
    },
    /// Whole, but of a kind that is not known here.
    Unknown { run: String, number: u32 },
    /// Whole, and the header of a journal of another version.
    OtherVersion { run: String, found: String },
    /// Not what was written.
    Damaged,
}

/// What every line of every version has.
#[derive(Deserialize)]
struct Stamp {
    run: String,
    n: u32,
    kind: String,
    #[serde(default)]
    schema: Option<String>,
}

/// Reads a line without its end.
pub(crate) fn decode(line: &[u8]) -> Decoded {
    if verified(line).is_none() {
        return Decoded::Damaged;
    }
    let Ok(stamp) = serde_json::from_slice::<Stamp>(line) else {
        return Decoded::Damaged;
    };
    let Stamp { run, n, .. } = stamp;
    if stamp.kind == "run" && stamp.schema.as_deref() != Some(Header::SCHEMA) {
        let found = stamp.schema.unwrap_or_default();
        return Decoded::OtherVersion { run, found };
    }
    match serde_json::from_slice::<Record>(line) {
        Ok(record) => Decoded::Record {
            run,
            number: n,
            record: Box::new(record),
        },
        Err(_) => Decoded::Unknown { run, number: n },
    }
}

/// Whether the checksum fits the very bytes of the line.
fn verified(line: &[u8]) -> Option<()> {
    let line = line.strip_suffix(b"\"}")?;
    let (line, sum) = line.split_at_checked(line.len().checked_sub(DIGITS)?)?;
    let json = [line.strip_suffix(SUM.as_bytes())?, b"}"].concat();
    (checksum(&json).as_bytes() == sum).then_some(())
}
