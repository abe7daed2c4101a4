//! Reading JSON with errors that say where the mistake is and what would be right.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::suggest::{listed, meant, quoted};

/// A value that is not what its field takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FieldError {
    /// Where: `when.window.to`, `matches.service[1]`; empty for the whole value.
    pub path: String,
    /// What is wrong, with the offending value.
    pub problem: String,
    /// What would be right.
    pub suggestion: Option<String>,
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; {suggestion}"),
            None => Ok(()),
        }
    }
}

impl FieldError {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
            suggestion: None,
        }
    }

    pub(crate) fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

/// The outcome of reading.
pub(crate) type Read<T> = Result<T, FieldError>;

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Field<'v> {
    pub(crate) value: &'v Value,
    pub(crate) path: String,
}

/// A mapping whose keys are all known.
#[derive(Debug)]
pub(crate) struct Fields<'v> {
    map: &'v Map<String, Value>,
    path: String,
}

/// Texts longer than this are nobody's intention.
const LONGEST_TEXT: usize = 1_024;

impl<'v> Field<'v> {
    pub(crate) const fn root(value: &'v Value) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    pub(crate) fn error(&self, problem: impl Into<String>) -> FieldError {
        FieldError::new(self.path.clone(), problem)
    }

    fn not(&self, expected: &str) -> FieldError {
        self.error(format!("expected {expected}, found {}", kind(self.value)))
    }

    /// A mapping with no other keys than these.
    pub(crate) fn fields(&self, known: &[&str]) -> Read<Fields<'v>> {
        let Value::Object(map) = self.value else {
            return Err(self.not("a mapping"));
        };
        for key in map.keys() {
            if !known.contains(&key.as_str()) {
                let path = join(&self.path, key);
                let error = FieldError::new(path, format!("unknown key {}", quoted(key)));
                return Err(error.suggest(meant(key, known.iter().copied(), "keys are")));
            }
        }
        Ok(Fields {
            map,
            path: self.path.clone(),
        })
    }

    /// The items of a list; a single value is a list of one.
    pub(crate) fn items(&self) -> Read<Vec<Self>> {
        const MOST: usize = 100;
        let Value::Array(values) = self.value else {
            return Ok(vec![self.clone()]);
        };
        if values.is_empty() {
            return Err(self
                .error("the list is empty")
                .suggest("leave it out to mean all"));
        }
        if values.len() > MOST {
            return Err(self.error(format!(
                "the list has {} items, more than {MOST}",
                values.len()
            )));
        }
        let item = |(at, value)| Self {
            value,
            path: format!("{}[{at}]", self.path),
        };
        Ok(values.iter().enumerate().map(item).collect())
    }

    pub(crate) fn text(&self) -> Read<&'v str> {
        let text = self.value.as_str().ok_or_else(|| self.not("text"))?;
        if text.len() > LONGEST_TEXT {
            let problem = format!(
                "the text has {} bytes, more than {LONGEST_TEXT}",
                text.len()
            );
            return Err(self.error(problem));
        }
        Ok(text)
    }

    pub(crate) fn filled_text(&self) -> Read<&'v str> {
        match self.text()? {
            "" => Err(self.error("the text is empty")),
            text => Ok(text),
        }
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Read<T> {
        let text = self.text()?;
        words
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| {
                self.error(format!("unknown value {}", quoted(text)))
                    .suggest(meant(
                        text,
                        words.iter().map(|(word, _)| *word),
                        "known are",
                    ))
            })
    }

    /// A whole number; digits in text count as one, because YAML readers differ.
    pub(crate) fn whole(&self, range: RangeInclusive<u64>) -> Read<u64> {
        let number = match self.value {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        };
        number
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let (low, high) = range.clone().into_inner();
                // The limits of the machine are nobody's concern.
                let to = if high < u64::from(u32::MAX) {
                    format!(" to {high}")
                } else {
                    String::new()
                };
                self.error(format!(
                    "{} is not a whole number from {low}{to}",
                    shown(self.value)
                ))
            })
    }

    pub(crate) fn flag(&self) -> Read<bool> {
        match self.value {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) if text == "true" => Ok(true),
            Value::String(text) if text == "false" => Ok(false),
            _ => Err(self.not("`true` or `false`")),
        }
    }

    /// A word, or a mapping with one key that is such a word: `hang`, `{ latency: 250ms }`.
    pub(crate) fn variant(&self, known: &[&'static str]) -> Read<(&'static str, Option<Self>)> {
        let (name, inner) = match self.value {
            Value::String(name) => (name, None),
            Value::Object(map) if map.len() == 1 => {
                let (name, value) = map.iter().next().ok_or_else(|| self.not("one key"))?;
                (
                    name,
                    Some(Self {
                        value,
                        path: join(&self.path, name),
                    }),
                )
            }
            Value::Object(map) => {
                let problem = format!("expected exactly one key, found {}", map.len());
                return Err(self
                    .error(problem)
                    .suggest(listed(known.iter().copied(), "one of")));
            }
            _ => return Err(self.not("a name or a mapping with one key")),
        };
        match known.iter().find(|word| *word == name) {
            Some(word) => Ok((word, inner)),
            None => Err(self
                .error(format!("unknown name {}", quoted(name)))
                .suggest(meant(name, known.iter().copied(), "known are"))),
        }
    }
}

impl<'v> Fields<'v> {
    pub(crate) fn get(&self, key: &str) -> Option<Field<'v>> {
        self.map.get(key).map(|value| Field {
            value,
            path: join(&self.path, key),
        })
    }

    pub(crate) fn need(&self, key: &str) -> Read<Field<'v>> {
        let missing = || FieldError::new(self.path.clone(), format!("{} is missing", quoted(key)));
        self.get(key).ok_or_else(missing)
    }

    /// What `read` makes of the value, if there is one.
    pub(crate) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&Field<'v>) -> Read<T>,
    ) -> Read<Option<T>> {
        self.get(key).as_ref().map(read).transpose()
    }
}

fn join(path: &str, key: &str) -> String {
    let key: String = key.chars().take(60).collect();
    if path.is_empty() {
        key
    } else {
        format!("{path}.{key}")
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Number(number) => quoted(&number.to_string()),
        other => kind(other).to_owned(),
    }
}
