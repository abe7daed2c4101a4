//! Every key a scenario file may have: the one table from which the parser and the JSON schema
//! are both derived. The request-level faults come from the table of the fault layer.

mod expectations;
mod faults;
mod tables;

use lexdr_faults::vocabulary::FaultSpec;

pub(crate) use faults::FAULT;
pub(crate) use tables::SCENARIO;

/// A kind of mapping.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name in the schema.
    pub(crate) name: &'static str,
    /// What it describes.
    pub(crate) about: &'static str,
    /// Its keys, in the order they are listed to people; [`Table::keys`] has all of them.
    own: &'static [Key],
    /// How many of them there must be.
    pub(crate) choice: Choice,
}

/// How many keys of a mapping there must be, beside those that are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Any number.
    Free,
    /// Exactly one of these.
    OneOf(&'static [&'static str]),
    /// Exactly one of all, the request-level faults among them.
    OneFault,
    /// At least one of all.
    Some,
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
    /// It may be left out, or [`Table::choice`] says when it must be there.
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
    /// One of these words; `what` says which kind of word they are.
    Word {
        what: &'static str,
        words: &'static [&'static str],
    },
    /// The name of an environment variable.
    Variable,
    /// A way to ask the bot.
    Method,
    /// A fixed length of time of at least so many milliseconds.
    Duration { at_least_ms: u64 },
    /// A function's time limit: whole seconds.
    Timeout,
    /// A fixed length of time or a count of checks.
    Span { zero: bool },
    /// A whole number from 1.
    Count,
    /// A whole number from 0.
    Number,
    /// A share of a hundred, above 0.
    Percent,
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
    /// The parameters of a request-level fault.
    Request(&'static FaultSpec),
}

impl Table {
    /// All keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static Key> + Clone {
        let more: &'static [Key] = match self.choice {
            Choice::OneFault => &faults::REQUESTS,
            Choice::Free | Choice::OneOf(_) | Choice::Some => &[],
        };
        self.own.iter().chain(more)
    }

    /// The key of this name.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }

    /// The names of all keys.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys().map(|key| key.name)
    }

    /// The keys of which there must be exactly one; empty if there is no such rule.
    pub(crate) fn one_of(&self) -> Vec<&'static str> {
        match self.choice {
            Choice::OneOf(names) => names.to_vec(),
            Choice::OneFault => self.names().collect(),
            Choice::Free | Choice::Some => Vec::new(),
        }
    }
}

impl Value {
    /// What is expected, in words.
    pub(crate) fn expected(&self) -> &'static str {
        match self {
            Self::Name => "a name (lower-case words joined by hyphens)",
            Self::Text => "text",
            Self::Word { what, .. } => what,
            Self::Variable => "the name of a variable",
            Self::Method => "`send_message` or `put_session`",
            Self::Duration { .. } | Self::Timeout => "a duration",
            Self::Span { .. } => "a duration or a count of checks",
            Self::Count => "a whole number from 1",
            Self::Number => "a whole number from 0",
            Self::Percent => "a percentage",
            Self::Yes => "`true`",
            Self::Flag => "`true` or `false`",
            Self::Region => "a region",
            Self::Route => "a route",
            Self::List { .. } => "a list",
            Self::Map(_) | Self::Request(_) => "a mapping",
        }
    }
}
