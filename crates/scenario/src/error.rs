//! What is wrong with a scenario file, where, and what would be right.

use std::fmt;

/// Problems beyond this many are counted, not listed: nobody reads the fifty-first.
const MOST: usize = 50;

/// Columns of a source line that are shown around the place meant.
const WINDOW: usize = 96;

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

/// One thing wrong with a scenario file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    place: Option<Place>,
    message: String,
    help: Option<String>,
    excerpt: Option<String>,
}

impl Problem {
    /// Something wrong at a place.
    pub(crate) fn at(place: Place, message: impl Into<String>) -> Self {
        Self {
            place: Some(place),
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Something wrong with the file as a whole.
    pub(crate) fn of_file(message: impl Into<String>) -> Self {
        Self {
            place: None,
            message: message.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Says what would be right.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where it is; nothing if the file as a whole is meant.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.place
    }

    /// What is wrong, with the offending text in it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What would be right.
    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

/// Everything wrong with one scenario file, in order of place.
///
/// Displayed as a compiler would: `file:line:column: error: …`, the line, and a caret below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioErrors {
    file: String,
    problems: Vec<Problem>,
    left_out: usize,
}

impl ScenarioErrors {
    pub(crate) fn new(file: &str, text: &str, mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| problem.place);
        problems.dedup();
        let left_out = problems.len().saturating_sub(MOST);
        problems.truncate(MOST);
        let lines: Vec<&str> = text.lines().collect();
        for problem in &mut problems {
            let line = problem
                .place
                .and_then(|place| lines.get(place.line.saturating_sub(1)));
            problem.excerpt = line
                .zip(problem.place)
                .map(|(line, place)| excerpt(line, place));
        }
        Self {
            file: file.to_owned(),
            problems,
            left_out,
        }
    }

    /// The file, as it was named to the parser.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The problems, in order of place; the first fifty of them.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for ScenarioErrors {}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            match problem.place {
                Some(Place { line, column, .. }) => {
                    write!(
                        f,
                        "{}:{line}:{column}: error: {}",
                        self.file, problem.message
                    )?;
                }
                None => write!(f, "{}: error: {}", self.file, problem.message)?,
            }
            if let Some(excerpt) = &problem.excerpt {
                write!(f, "\n{excerpt}")?;
            }
            if let Some(help) = &problem.help {
                write!(f, "\n  = help: {help}")?;
            }
        }
        if self.left_out > 0 {
            write!(f, "\n\n{}: {} more errors", self.file, self.left_out)?;
        }
        Ok(())
    }
}

/// The source line and a row of carets; of a long line, the part around the place.
fn excerpt(line: &str, place: Place) -> String {
    let shown: Vec<char> = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let start = place.column.saturating_sub(1).min(shown.len());
    let from = if shown.len() <= WINDOW {
        0
    } else {
        start.saturating_sub(WINDOW / 2)
    };
    let to = shown.len().min(from + WINDOW);
    let (head, tail) = (
        if from > 0 { "…" } else { "" },
        if to < shown.len() { "…" } else { "" },
    );
    let text: String = shown[from..to].iter().collect();
    let indent = " ".repeat(start - from + head.chars().count());
    let carets = "^".repeat(place.width.min(to.saturating_sub(start)).max(1));
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    format!(
        " {number} | {head}{}{tail}\n {gutter} | {indent}{carets}",
        text.trim_end()
    )
}

/// Offending text, fit to stand in a message: one line, not too long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// `a, b and c`, or with another last word.
pub(crate) fn listed<'a>(items: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let items: Vec<String> = items.into_iter().map(quoted).collect();
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
    }
}
