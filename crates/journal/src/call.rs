//! A call of an AWS API as data: it can be made, printed for a person to paste, and handed to
//! EventBridge Scheduler to be made later.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::masked::Masked;

/// An API that changes are made through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// EventBridge.
    Events,
    /// IAM, which is global.
    Iam,
    /// Lambda.
    Lambda,
    /// Lex V2 model building.
    #[serde(rename = "lexv2-models")]
    LexModelsV2,
}

impl Api {
    /// Its name in the AWS CLI.
    #[must_use]
    pub const fn cli(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::LexModelsV2 => "lexv2-models",
        }
    }

    /// Its name in the ARN of a universal target of EventBridge Scheduler.
    #[must_use]
    pub const fn scheduler(self) -> &'static str {
        match self {
            Self::Events => "eventbridge",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::LexModelsV2 => "lexmodelsv2",
        }
    }

    /// What its actions begin with in a policy of IAM.
    #[must_use]
    pub const fn iam(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Iam => "iam",
            Self::Lambda => "lambda",
            Self::LexModelsV2 => "lex",
        }
    }
}

/// A call that changes something.
///
/// `Display` is the whole call, to be pasted and made; it may hold the values of environment
/// variables. `Debug` hides those and is fit for a log.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The API.
    pub api: Api,
    /// Where it is made.
    pub region: String,
    /// The operation by its name in the API reference: `PutFunctionConcurrency`.
    pub operation: String,
    /// Its parameters, under the names of the API reference.
    pub input: Value,
}

/// Members whose value is a map: its keys are the user's, no names of the API.
const MAPS: [&str; 3] = ["botAliasLocaleSettings", "tags", "Variables"];

impl Call {
    /// The ARN and the input of the universal target that makes this call. In the input the names
    /// of all parameters begin with a capital, whatever the API calls them.
    #[must_use]
    pub fn universal_target(&self, partition: &str) -> (String, Value) {
        let service = self.api.scheduler();
        let action = uncapitalized(&self.operation);
        let arn = format!("arn:{partition}:scheduler:::aws-sdk:{service}:{action}");
        (arn, capitalized(&self.input))
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("api", &self.api)
            .field("region", &self.region)
            .field("operation", &self.operation)
            .field("input", &Masked(&self.input))
            .finish()
    }
}

/// The value with the names of its members capitalized.
fn capitalized(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(capitalized).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = match value {
                    Value::Object(entries) if MAPS.contains(&name.as_str()) => {
                        let entries = entries.iter();
                        let entries = entries.map(|(key, value)| (key.clone(), capitalized(value)));
                        Value::Object(entries.collect::<Map<_, _>>())
                    }
                    value => capitalized(value),
                };
                (capital(name), value)
            });
            Value::Object(members.collect())
        }
        value => value.clone(),
    }
}

/// A name as a universal target wants it. AWS documents `DbClusterIdentifier` for what the API
/// calls `DBClusterIdentifier`: a name as the SDK for Java has it, then a capital.
fn capital(name: &str) -> String {
    let name = uncapitalized(name);
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The name with its first word in lower case, also if that is an abbreviation.
fn uncapitalized(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let capital = |at: usize| letters.get(at).is_some_and(char::is_ascii_uppercase);
    let small = |at: usize| letters.get(at).is_some_and(char::is_ascii_lowercase);
    let mut word = 1;
    while capital(word) && !small(word + 1) {
        word += 1;
    }
    let lower = letters.iter().take(word).map(char::to_ascii_lowercase);
    lower.chain(letters.iter().skip(word).copied()).collect()
}

/// The name as a command of the AWS CLI: words in lower case with hyphens between them.
fn kebab_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let after_small = at > 0 && !letters[at - 1].is_ascii_uppercase();
        let before_small = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if at > 0 && letter.is_ascii_uppercase() && (after_small || before_small) {
            kebab.push('-');
        }
        kebab.push(letter.to_ascii_lowercase());
    }
    kebab
}

/// The text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// As it would be typed: a line for the AWS CLI in a POSIX shell.
impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let region = match self.region.as_str() {
            region if !region.is_empty() && region.chars().all(plain) => region.to_owned(),
            region => quoted(region),
        };
        write!(
            f,
            "aws {} {} --region {region} --cli-input-json {}",
            self.api.cli(),
            kebab_case(&self.operation),
            quoted(&self.input.to_string())
        )
    }
}
