//! Where in the text of a flow something stands.
//!
//! A parsed JSON value has forgotten its place, so the text is walked once more for the few values
//! an error speaks of.

use std::fmt;

/// A place in a file, as an editor counts: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
}

/// One step into a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// Into an object.
    Member(String),
    /// Into a list, from 0.
    Index(usize),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => f.write_str(&crate::error::shown(name)),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// Where the value under `path` begins in `text`, which must be valid JSON. Where the path ends
/// early, the place of the last value that is there.
pub(crate) fn locate(text: &str, path: &[Key]) -> Place {
    let mut scan = Scan { text, at: 0 };
    scan.space();
    let mut at = scan.at;
    for key in path {
        let found = match key {
            Key::Member(name) => scan.member(name),
            Key::Index(index) => scan.item(*index),
        };
        let Some(found) = found else { break };
        at = found;
        scan.at = found;
    }
    place(text, at)
}

fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    Place {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.byte() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// The value of a member. Of several with one name the last, as the parser has it.
    fn member(&mut self, name: &str) -> Option<usize> {
        let mut found = None;
        if !self.take(b'{') {
            return None;
        }
        loop {
            self.space();
            let start = self.at;
            if self.byte() != Some(b'"') {
                return found;
            }
            self.string();
            let this: Option<String> = self
                .text
                .get(start..self.at)
                .and_then(|raw| serde_json::from_str(raw).ok());
            self.space();
            self.take(b':');
            self.space();
            if this.as_deref() == Some(name) {
                found = Some(self.at);
            }
            self.value();
            self.space();
            if !self.take(b',') {
                return found;
            }
        }
    }

    fn item(&mut self, index: usize) -> Option<usize> {
        if !self.take(b'[') {
            return None;
        }
        for _ in 0..index {
            self.space();
            self.value();
            self.space();
            if !self.take(b',') {
                return None;
            }
        }
        self.space();
        (self.byte() != Some(b']')).then_some(self.at)
    }

    fn value(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                None => return,
                Some(b'"') => self.string(),
                Some(b'{' | b'[') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b'}' | b']') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b'}' | b']' | b',') if depth == 0 => return,
                Some(_) => self.at += 1,
            }
            if depth == 0 && matches!(self.byte(), Some(b',' | b'}' | b']')) {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.byte() {
            self.at += 1;
            match byte {
                b'"' => return,
                b'\\' => self.at += 1,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TEXT: &str = r#"
{ "a": [1, {"b": "x, } \" ]", "ü": 1, "c": true}],
  "a]": {"d": []}, "d": 1, "d": 22 }"#;

    fn member(name: &str) -> Key {
        Key::Member(name.to_owned())
    }

    #[rstest]
    #[case::all(&[], 2, 1)]
    #[case::list(&[member("a")], 2, 8)]
    #[case::number(&[member("a"), Key::Index(0)], 2, 9)]
    #[case::object(&[member("a"), Key::Index(1)], 2, 12)]
    #[case::after_signs_in_text(&[member("a"), Key::Index(1), member("c")], 2, 44)]
    #[case::no_such_member(&[member("a"), Key::Index(1), member("z")], 2, 12)]
    #[case::no_such_item(&[member("a"), Key::Index(7)], 2, 8)]
    #[case::empty(&[member("a]"), member("d"), Key::Index(0)], 3, 15)]
    #[case::the_last_of_two(&[member("d")], 3, 33)]
    fn a_path_leads_to_its_place(#[case] path: &[Key], #[case] line: usize, #[case] column: usize) {
        assert_eq!(locate(TEXT, path), Place { line, column });
    }
}
