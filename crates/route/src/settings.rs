//! Settings from environment variables, with every problem told at once.

use std::fmt;
use std::ops::RangeInclusive;

/// Reads variables and collects what is wrong with them. A getter that found a problem returns
/// something of the right type; [`Environment::finish`] keeps it from being used.
pub struct Environment<L> {
    lookup: L,
    problems: Vec<Problem>,
}

impl<L: Fn(&str) -> Option<String>> Environment<L> {
    /// `lookup` gives a variable's value; empty counts as not set.
    pub const fn new(lookup: L) -> Self {
        Self {
            lookup,
            problems: Vec::new(),
        }
    }

    /// A variable's value if it is set and not empty.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.is_empty())
    }

    /// A variable's value, which must satisfy `allowed`; `must_be` says what that is.
    pub fn text(
        &mut self,
        name: &'static str,
        must_be: &str,
        allowed: impl Fn(&str) -> bool,
    ) -> String {
        let value = self.optional(name);
        match value {
            Some(value) if allowed(&value) => value,
            value => {
                self.problem(name, value, must_be);
                String::new()
            }
        }
    }

    /// The name of an AWS region.
    pub fn region(&mut self, name: &'static str) -> String {
        self.text(
            name,
            "the name of an AWS region, such as us-east-1",
            is_region_name,
        )
    }

    /// The name or ARN of a DynamoDB table.
    pub fn table(&mut self, name: &'static str) -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"_.-:/".contains(&b);
        let must_be =
            "the name of a DynamoDB table (3 to 255 letters, digits, '_', '.', '-') or its ARN";
        self.text(name, must_be, |value| {
            let most = if value.starts_with("arn:") { 1024 } else { 255 };
            (3..=most).contains(&value.len()) && value.bytes().all(plain)
        })
    }

    /// A whole number in `range`, or `default` if the variable is not set.
    pub fn number(&mut self, name: &'static str, default: u32, range: RangeInclusive<u32>) -> u32 {
        let Some(value) = self.optional(name) else {
            return default;
        };
        match value.parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let must_be = format!("a whole number from {} to {}", range.start(), range.end());
                self.problem(name, Some(value), &must_be);
                default
            }
        }
    }

    /// One of a few words.
    pub fn one_of<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let value = self.optional(name);
        let found = words
            .iter()
            .find(|(word, _)| value.as_deref() == Some(*word));
        if found.is_none() {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.problem(name, value, &allowed.join(" or "));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// Notes a problem: the variable, its value if it is set, what it must be.
    pub fn problem(&mut self, name: &'static str, value: Option<String>, must_be: &str) {
        self.problems.push(Problem {
            name,
            value,
            must_be: must_be.to_owned(),
        });
    }

    /// Ends reading.
    ///
    /// # Errors
    /// With all problems found, if any was.
    pub fn finish(self) -> Result<(), SettingsError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(SettingsError {
                problems: self.problems,
            })
        }
    }
}

/// One variable that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub name: &'static str,
    /// Its value, if it is set.
    pub value: Option<String>,
    /// What is allowed.
    pub must_be: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value,
            must_be,
        } = self;
        match value {
            Some(value) => write!(f, "{name} is {value:?}, must be {must_be}"),
            None => write!(f, "{name} is not set, must be {must_be}"),
        }
    }
}

/// Environment variables that are missing or wrong: all of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SettingsError {
    /// In the order in which they were read; never empty.
    pub problems: Vec<Problem>,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

/// Whether `text` is shaped like a region's name: `us-east-1`, `us-gov-west-1`,
/// `ap-southeast-12`. AWS publishes no grammar; every name so far is a short area, one or two
/// words, and a number.
#[must_use]
pub fn is_region_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| {
        (2..=12).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
    };
    let Some((number, words)) = parts.split_last() else {
        return false;
    };
    (2..=4).contains(&words.len())
        && words.iter().all(letters)
        && (1..=2).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("us-east-1", true)]
    #[case("us-gov-west-1", true)]
    #[case("ap-southeast-12", true)]
    #[case("eusc-de-east-1", true)]
    #[case("", false)]
    #[case("err", false)]
    #[case("us-east", false)]
    #[case("us-east-", false)]
    #[case("us-east-1 ", false)]
    #[case("US-EAST-1", false)]
    #[case("us-east-1.evil.example", false)]
    #[case("us--1", false)]
    #[case("us-east-123", false)]
    fn region_names(#[case] text: &str, #[case] is: bool) {
        assert_eq!(is_region_name(text), is);
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let mut environment = Environment::new(|name: &str| match name {
            "REGION" => Some("Virginia".to_owned()),
            "TABLE" => Some(String::new()),
            "N" => Some("0".to_owned()),
            "METHOD" => Some("sendMessage".to_owned()),
            _ => None,
        });
        environment.region("REGION");
        environment.table("TABLE");
        assert_eq!(environment.number("N", 1, 1..=100), 1);
        assert_eq!(environment.number("M", 1, 1..=100), 1);
        assert_eq!(
            environment.one_of("METHOD", &[("put_session", 1), ("send_message", 2)]),
            None
        );
        assert_eq!(
            environment.finish().unwrap_err().to_string(),
            "REGION is \"Virginia\", must be the name of an AWS region, such as us-east-1; \
             TABLE is not set, must be the name of a DynamoDB table (3 to 255 letters, digits, '_', \
             '.', '-') or its ARN; N is \"0\", must be a whole number from 1 to 100; \
             METHOD is \"sendMessage\", must be put_session or send_message"
        );
    }
}
