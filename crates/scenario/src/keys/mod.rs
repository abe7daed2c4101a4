//! Every key a scenario file may have: the one table from which the parser and the JSON schema
//! are both derived.

mod tables;

pub(crate) use tables::{FAULT, SCENARIO};

/// A kind of mapping.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in the schema.
    pub(crate) name: &'static str,
    /// What it describes.
    pub(crate) about: &'static str,
    /// Its keys, in the order they are listed to people.
    pub(crate) keys: &'static [Key],
    /// Keys of which there must be exactly one.
    pub(crate) one_of: &'static [&'static str],
}

/// A key of a mapping.
#[derive(Debug)]
pub(crate) struct Key {
    /// As written in files.
    pub(crate) name: &'static str,
    /// What it means.
    pub(crate) about: &'static str,
    /// What may stand behind it.
    pub(crate) value: Value,
    /// A value, in YAML.
    pub(crate) example: &'static str,
    /// Whether it may be left out, and for what.
    pub(crate) presence: Presence,
}

/// Whether a key may be left out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Presence {
    /// It must be there.
    Required,
    /// It may be left out, or [`Table::one_of`] says when it must be there.
    Optional,
    /// Left out, it means this.
    Default(&'static str),
    /// It may be there if this other key is.
    With(&'static str),
}

/// What may stand behind a key.
#[derive(Debug)]
pub(crate) enum Value {
    /// Lower-case words joined by hyphens.
    Name,
    /// A line of text.
    Text,
    /// A way to ask the bot.
    Method,
    /// A fixed length of time of at least so many milliseconds.
    Duration { at_least_ms: u64 },
    /// A fixed length of time or a count of checks.
    Span { zero: bool },
    /// A whole number from 1.
    Count,
    /// `true` and nothing else.
    Yes,
    /// `true` or `false`.
    Flag,
    /// A region by part, `both`, or a name.
    Region,
    /// A region by part, `err`, or a name.
    Route,
    /// A list.
    List { of: &'static Value, empty: bool },
    /// A mapping.
    Map(&'static Table),
}

impl Table {
    /// The key of this name.
    pub(crate) fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of all keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

impl Value {
    /// What is expected, in words.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::Name => "a name (lower-case words joined by hyphens)",
            Self::Text => "text",
            Self::Method => "`send_message` or `put_session`",
            Self::Duration { .. } => "a duration",
            Self::Span { .. } => "a duration or a count of checks",
            Self::Count => "a whole number from 1",
            Self::Yes => "`true`",
            Self::Flag => "`true` or `false`",
            Self::Region => "a region",
            Self::Route => "a route",
            Self::List { .. } => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}
