//! What is wrong with a configuration file, where, and what would be right.

use std::fmt;
use std::ops::Range;

use super::secrets;

/// Problems beyond this many are counted, not listed.
const MOST: usize = 50;

/// Columns of a line that are shown.
const WIDEST: usize = 96;

/// A place in a file, as an editor counts: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
}

/// One thing wrong with a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    span: Option<Range<usize>>,
    place: Option<Place>,
    message: String,
    help: Option<String>,
    excerpt: Option<String>,
}

impl Problem {
    /// Something wrong at bytes of the text, or with the file as a whole.
    pub(super) fn new(span: Option<Range<usize>>, message: impl Into<String>) -> Self {
        Self {
            span,
            place: None,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Says what would be right.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where it is; nothing if the file as a whole is meant.
    #[must_use]
    pub const fn place(&self) -> Option<Place> {
        self.place
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Finds the place in the text, and the line to show. A line that may hold a credential is not
    /// shown.
    fn locate(&mut self, text: &str) {
        let Some(span) = &self.span else { return };
        let start = floor(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[line_start..];
        let line = rest.split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        let column = text[line_start..start].chars().count();
        let end = floor(text, span.end).clamp(start, (line_start + line.len()).max(start));
        let place = Place {
            line: text[..line_start].matches('\n').count() + 1,
            column: column + 1,
            width: text[start..end].chars().count().max(1),
        };
        self.place = Some(place);
        self.excerpt = (!secrets::may_be_in(line)).then(|| excerpt(line, place));
    }
}

/// The nearest boundary of a character at or before this byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line and a row of carets below it; of a long line, the part that begins near the place.
fn excerpt(line: &str, place: Place) -> String {
    let shown: Vec<char> = line.chars().map(harmless).collect();
    let start = place.column - 1;
    let from = if shown.len() <= WIDEST {
        0
    } else {
        start.saturating_sub(WIDEST / 2)
    };
    let to = shown.len().min(from + WIDEST);
    let text: String = shown.get(from..to).unwrap_or_default().iter().collect();
    let indent = " ".repeat(start - from);
    let carets = "^".repeat(place.width.min(to.saturating_sub(start)).max(1));
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let text = text.trim_end();
    format!(" {number} | {text}\n {gutter} | {indent}{carets}")
}

fn harmless(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

/// Offending text, fit to stand in a message: one line, not too long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text.chars().take(LONGEST).map(harmless).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// Everything wrong with one configuration file, in order of place.
///
/// Displayed as a compiler would: `file:line:column: error: …`, the line, and a caret below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors {
    file: String,
    problems: Vec<Problem>,
    left_out: usize,
}

impl ConfigErrors {
    pub(super) fn new(file: &str, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.iter_mut().for_each(|problem| problem.locate(text));
        // What is meant for the whole file comes last: it mostly says what is missing.
        problems.sort_by_key(|problem| (problem.place.is_none(), problem.place));
        problems.dedup();
        let left_out = problems.len().saturating_sub(MOST);
        problems.truncate(MOST);
        Self {
            file: file.to_owned(),
            problems,
            left_out,
        }
    }

    pub(super) fn unreadable(file: &str, error: &std::io::Error) -> Self {
        let problem = Problem::new(None, format!("cannot be read: {error}"))
            .help("name the configuration of the game day with `--config FILE`");
        Self::new(file, "", vec![problem])
    }

    pub(super) fn not_text(file: &str, at: usize) -> Self {
        let problem = Problem::new(None, format!("is not UTF-8 text from byte {at} on"))
            .help("save it as UTF-8");
        Self::new(file, "", vec![problem])
    }

    /// The problems, in order of place; the first fifty of them.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for ConfigErrors {}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            let message = &problem.message;
            match problem.place {
                Some(Place { line, column, .. }) => {
                    write!(f, "{file}:{line}:{column}: error: {message}")?;
                }
                None => write!(f, "{file}: error: {message}")?,
            }
            if let Some(excerpt) = &problem.excerpt {
                write!(f, "\n{excerpt}")?;
            }
            if let Some(help) = &problem.help {
                write!(f, "\n  = help: {help}")?;
            }
        }
        if self.left_out > 0 {
            write!(f, "\n\n{file}: {} more errors", self.left_out)?;
        }
        Ok(())
    }
}
