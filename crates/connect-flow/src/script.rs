//! What a caller says and expects to hear, and how Amazon Connect is taken to behave.

use std::time::Duration;

/// One call as a runner wants it made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// What the caller says, turn by turn. A caller who has nothing to say is never served.
    pub lines: Vec<Line>,
    /// The region whose bot must answer. Nothing leaves it to what the function named.
    pub expected_region: Option<String>,
    /// What Amazon Connect knows of the call.
    pub contact: ContactData,
}

impl Script {
    /// A caller who says these lines.
    #[must_use]
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Self {
        Self {
            lines: lines.into_iter().collect(),
            ..Self::default()
        }
    }
}

/// What the caller says in a turn, and what the bot must answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is said.
    pub says: String,
    /// What must be heard.
    pub expects: Expected,
}

impl Line {
    /// A turn that is answered by something that begins so.
    #[must_use]
    pub fn new(says: impl Into<String>, starts_with: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            expects: Expected::StartsWith(starts_with.into()),
        }
    }
}

/// What the answer to a turn must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Any reply, also a wordless one.
    Anything,
    /// A reply without words: the dialogue is complete.
    Silence,
    /// Words that begin so.
    StartsWith(String),
    /// These words.
    Exactly(String),
}

impl Expected {
    pub(crate) fn fits(&self, message: Option<&str>) -> bool {
        match self {
            Self::Anything => true,
            Self::Silence => message.is_none(),
            Self::StartsWith(start) => message.is_some_and(|text| text.starts_with(start)),
            Self::Exactly(whole) => message == Some(whole),
        }
    }
}

/// What Amazon Connect knows of a call. The default is a call that cannot exist: its numbers are
/// of those kept free for fiction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactData {
    /// `$.ContactId`
    pub contact_id: String,
    /// `$.InstanceARN`
    pub instance_arn: String,
    /// `$.AwsRegion`: where the instance is.
    pub aws_region: String,
    /// `$.LanguageCode`
    pub language_code: String,
    /// `$.CustomerEndpoint.Address`: the caller's number. A flow may use it; it is recorded
    /// nowhere.
    pub customer_address: String,
    /// `$.SystemEndpoint.Address`: the number that was called.
    pub system_address: String,
}

impl Default for ContactData {
    fn default() -> Self {
        Self {
            contact_id: "00000000-0000-4000-8000-000000000000".into(),
            instance_arn: "arn:aws:connect:us-east-1:123456789012:instance/\
                           00000000-0000-4000-8000-000000000000"
                .into(),
            aws_region: "us-east-1".into(),
            language_code: "en-US".into(),
            customer_address: "+12065550100".into(),
            system_address: "+12065550101".into(),
        }
    }
}

/// How Amazon Connect and the caller are taken to behave where the documentation leaves a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// Whether a `STRING_MAP` answer with a number or a boolean in it takes the error branch.
    ///
    /// The documentation asks for "a flat object of key/value pairs of the string type", and the
    /// published lexDRGetRegion returns the number 200 as `statusCode`. It worked for its authors
    /// in 2020; what Amazon Connect does today is not verified. By default such values are taken
    /// as their text.
    pub strict_string_map: bool,
    /// A longer silence is dead air. Counted in tenths of a second.
    pub silence_limit: Duration,
    /// A bot that has not answered a turn by then will not; the flow takes its error branch.
    pub turn_limit: Duration,
    /// The pause before a function is invoked again. Not documented.
    pub retry_pause: Duration,
    /// A call that has passed this many blocks is in a circle.
    pub most_blocks: usize,
    /// A call is followed no longer than this.
    pub longest_call: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            strict_string_map: false,
            silence_limit: Duration::from_secs(8),
            turn_limit: Duration::from_secs(10),
            retry_pause: Duration::from_millis(200),
            most_blocks: 250,
            longest_call: Duration::from_secs(600),
        }
    }
}
