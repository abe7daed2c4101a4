//! What is wrong with a flow, where, and what would be right.

use std::fmt;

use crate::Place;
use crate::block::SUPPORTED;
use crate::operator::OPERATORS;

/// Problems beyond this many are counted, not listed.
pub(crate) const MOST_PROBLEMS: usize = 20;

/// One kind of thing wrong with a flow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Wrong {
    /// The text is not JSON.
    #[error("not valid JSON: {0}")]
    NotJson(String),
    /// The text is larger than this many KiB.
    #[error("larger than {0} KiB")]
    TooLarge(usize),
    /// The older export format of the console.
    #[error("this is the older export format (`modules`), not flow language 2019-10-30")]
    OlderFormat,
    /// The answer of DescribeContactFlow, not the flow in it.
    #[error("this is an answer of DescribeContactFlow, not the flow itself")]
    Described,
    /// A flow language this is not.
    #[error("unknown flow language version `{0}`")]
    Version(String),
    /// A member that must be there is not.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A value of the wrong kind.
    #[error("{} must be {expected}, found {found}", path_or_file(path))]
    Kind {
        /// Where it stands; empty if it is the whole file.
        path: String,
        /// What belongs there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// More blocks than a flow can have.
    #[error("{0} actions, a flow can have {most}", most = crate::flow::MOST_ACTIONS)]
    TooManyActions(usize),
    /// An identifier that breaks a rule.
    #[error("identifier `{identifier}` {why}")]
    Identifier {
        /// The identifier.
        identifier: String,
        /// Which rule.
        why: String,
    },
    /// A block of a type that cannot be followed.
    #[error("block `{block}` is of the unknown type `{kind}`")]
    UnknownBlock {
        /// Its identifier.
        block: String,
        /// Its type.
        kind: String,
    },
    /// `StartAction` or a transition leads nowhere.
    #[error("{from} leads to `{to}`, which is not in the flow")]
    NoSuchAction {
        /// What leads there.
        from: String,
        /// The identifier that is missing.
        to: String,
    },
    /// A lambda block that does not wait for its answer.
    #[error("block `{0}` invokes its function asynchronously")]
    Asynchronous(String),
    /// A condition with an operator that cannot be followed.
    #[error("unknown operator `{0}`")]
    Operator(String),
    /// Neither or both of two forms.
    #[error("block `{block}` {why}")]
    Block {
        /// Its identifier.
        block: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Wrong {
    /// What would be right.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::OlderFormat => {
                "open the flow in the Amazon Connect console, save it and export it again, or take \
                 the content of `aws connect describe-contact-flow --instance-id … \
                 --contact-flow-id … --query ContactFlow.Content --output text`"
            }
            Self::Described => "add `--query ContactFlow.Content --output text`",
            Self::Version(_) => "the version is `2019-10-30`",
            Self::UnknownBlock { .. } => {
                return Some(format!("supported are {}", listed(&SUPPORTED)));
            }
            Self::Operator(_) => {
                let names: Vec<_> = OPERATORS.iter().map(|(name, _)| *name).collect();
                return Some(format!("supported are {}", listed(&names)));
            }
            Self::Asynchronous(_) => {
                "the answer decides where the call goes: use `SYNCHRONOUS`, at most 8 s"
            }
            _ => return None,
        };
        Some(help.to_owned())
    }
}

/// One thing wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where; nothing if the file as a whole is meant.
    pub place: Option<Place>,
    /// What.
    pub wrong: Wrong,
}

/// Everything wrong with a flow.
///
/// Displayed as `file:line:column: error: …`, each followed by what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowError {
    source_name: String,
    problems: Vec<Problem>,
    left_out: usize,
}

impl FlowError {
    pub(crate) fn new(source_name: &str, problems: Vec<Problem>, left_out: usize) -> Self {
        Self {
            source_name: source_name.to_owned(),
            problems,
            left_out,
        }
    }

    /// The flow, as it was named to the parser.
    #[must_use]
    pub fn source_name(&self) -> &str {
        &self.source_name
    }

    /// What is wrong: blocks in the order of the file, then what leads nowhere; the first twenty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl std::error::Error for FlowError {}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            f.write_str(&self.source_name)?;
            if let Some(Place { line, column }) = problem.place {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": error: {}", problem.wrong)?;
            if let Some(help) = problem.wrong.help() {
                write!(f, "\n  = help: {help}")?;
            }
        }
        if self.left_out > 0 {
            write!(f, "\n{}: {} more errors", self.source_name, self.left_out)?;
        }
        Ok(())
    }
}

fn path_or_file(path: &str) -> String {
    if path.is_empty() {
        "the file".to_owned()
    } else {
        format!("`{path}`")
    }
}

/// Text of a file, fit to stand in a message: one line, not too long.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// `a`, `b` and `c`.
pub(crate) fn listed(items: &[impl AsRef<str>]) -> String {
    let quoted: Vec<_> = items
        .iter()
        .map(|item| format!("`{}`", item.as_ref()))
        .collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
