//! What became of a call.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

/// What became of a call, fit for a record: the caller's number is nowhere in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Call {
    /// When it began, by the clock on the wall.
    #[serde(skip)]
    pub began: SystemTime,
    /// How long it lasted. In milliseconds where it is written down, as all times here.
    #[serde(rename = "lasted_ms", serialize_with = "millis")]
    pub lasted: Duration,
    /// How it ended.
    pub ended: Ended,
    /// The longest time the caller heard nothing: between two sounds, or before the call ended.
    /// Speech itself takes no time here.
    #[serde(rename = "longest_silence_ms", serialize_with = "millis")]
    pub longest_silence: Duration,
    /// How many of the caller's lines were answered as expected.
    pub turns_answered: usize,
    /// The region of the bot that answered last; if none did, of the bot that was asked last.
    pub region: Option<String>,
    /// What the function answered that was invoked last, member by member.
    pub external: BTreeMap<String, String>,
    /// When, after the beginning, the first function had answered.
    #[serde(rename = "answered_ms", serialize_with = "maybe_millis")]
    pub answered: Option<Duration>,
    /// The blocks the call went through.
    pub path: Vec<Step>,
    /// What was said, by whom and when.
    pub said: Vec<Saying>,
}

/// How a call ended. Of several that are true, the first in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum Ended {
    /// The caller heard nothing for longer than the limit, whatever came later.
    DeadAir {
        /// For how long.
        #[serde(rename = "longest_silence_ms", serialize_with = "millis")]
        longest_silence: Duration,
    },
    /// A bot answered that is in another region than it should be: the one the script expects, or
    /// the one that the function named as `primaryCode`.
    WrongRegion {
        /// Where it should have been.
        expected: String,
        /// Where it was.
        reached: String,
    },
    /// Every line of the script was answered as expected.
    Served,
    /// On an error path a message was heard and then the flow hung up. The error path begins where
    /// a branch of `Errors` is taken, or a condition on `err`, lexDRGetRegion's word for "no
    /// region has a healthy bot"; a bot that is asked ends it.
    Apologised,
    /// Anything else: the flow hung up without a word, ran out, went in circles, or the bot said
    /// something that was not expected.
    Dropped {
        /// What.
        why: String,
    },
}

impl Ended {
    /// One word for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::DeadAir { .. } => "dead-air",
            Self::WrongRegion { .. } => "wrong-region",
            Self::Served => "served",
            Self::Apologised => "apologised",
            Self::Dropped { .. } => "dropped",
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeadAir { longest_silence } => {
                write!(f, "dead air for {:.1} s", longest_silence.as_secs_f64())
            }
            Self::WrongRegion { expected, reached } => {
                write!(f, "answered from {reached} instead of {expected}")
            }
            Self::Served => f.write_str("served"),
            Self::Apologised => f.write_str("apologised"),
            Self::Dropped { why } => write!(f, "dropped: {why}"),
        }
    }
}

/// A block the call went through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its identifier.
    pub block: String,
    /// Its type.
    pub kind: &'static str,
    /// When it was entered, after the beginning of the call.
    #[serde(rename = "after_ms", serialize_with = "millis")]
    pub after: Duration,
    /// How long it took.
    #[serde(rename = "took_ms", serialize_with = "millis")]
    pub took: Duration,
    /// What happened in it that is worth knowing: failed attempts, the bot asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// How the call left it.
    pub left_by: Branch,
}

/// How a call leaves a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Branch {
    /// By `NextAction`.
    Next,
    /// By a condition: its operand.
    Condition(String),
    /// By a branch of `Errors`: its kind.
    Error(String),
    /// Not at all: the call ended in it.
    End,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saying {
    /// When, after the beginning of the call.
    #[serde(rename = "after_ms", serialize_with = "millis")]
    pub after: Duration,
    /// By whom.
    pub by: Speaker,
    /// What.
    pub text: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaker {
    /// The caller.
    Caller,
    /// The flow.
    Flow,
    /// The bot.
    Bot,
}

fn millis<S: Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}

fn maybe_millis<S: Serializer>(span: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    match span {
        Some(span) => millis(span, serializer),
        None => serializer.serialize_none(),
    }
}
