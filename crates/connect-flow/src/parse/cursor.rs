//! Reading a JSON value and knowing where one is in it.

use serde_json::{Map, Value};

use crate::Text;
use crate::error::{Wrong, shown};
use crate::place::Key;

/// Something wrong, and the path to it.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: Vec<Key>,
    pub(crate) wrong: Wrong,
}

/// A value and the path to it.
#[derive(Debug, Clone)]
pub(crate) struct At<'v> {
    pub(crate) value: &'v Value,
    path: Vec<Key>,
}

impl<'v> At<'v> {
    pub(crate) fn root(value: &'v Value) -> Self {
        Self {
            value,
            path: Vec::new(),
        }
    }

    fn below(&self, key: Key, value: &'v Value) -> Self {
        let mut path = self.path.clone();
        path.push(key);
        Self { value, path }
    }

    /// Something is wrong here.
    pub(crate) fn wrong(&self, wrong: Wrong) -> Found {
        Found {
            path: self.path.clone(),
            wrong,
        }
    }

    /// `Actions[3].Parameters.Text`; empty for the root.
    fn name(&self) -> String {
        self.path.iter().fold(String::new(), |name, key| match key {
            Key::Member(_) if !name.is_empty() => format!("{name}.{key}"),
            _ => format!("{name}{key}"),
        })
    }

    /// Something else belongs here.
    pub(crate) fn expected(&self, expected: &'static str) -> Found {
        let found = match self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "true or false".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => format!("`{}`", shown(text)),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        self.wrong(Wrong::Kind {
            path: self.name(),
            expected,
            found,
        })
    }

    pub(crate) fn object(&self) -> Result<&'v Map<String, Value>, Found> {
        self.value
            .as_object()
            .ok_or_else(|| self.expected("an object"))
    }

    /// A member that may be missing; null counts as missing.
    pub(crate) fn get(&self, name: &str) -> Result<Option<At<'v>>, Found> {
        let value = self.object()?.get(name).filter(|value| !value.is_null());
        Ok(value.map(|value| self.below(Key::Member(name.to_owned()), value)))
    }

    /// A member that must be there.
    pub(crate) fn need(&self, name: &str) -> Result<At<'v>, Found> {
        self.get(name)?.ok_or_else(|| {
            let name = if self.path.is_empty() {
                name.to_owned()
            } else {
                format!("{}.{name}", self.name())
            };
            self.wrong(Wrong::Missing(name))
        })
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<At<'v>>, Found> {
        let items = self
            .value
            .as_array()
            .ok_or_else(|| self.expected("a list"))?;
        let below = |(index, item)| self.below(Key::Index(index), item);
        Ok(items.iter().enumerate().map(below).collect())
    }

    /// The members of an object.
    pub(crate) fn members(&self) -> Result<Vec<(&'v str, At<'v>)>, Found> {
        let below = |(name, value): (&'v String, &'v Value)| {
            (name.as_str(), self.below(Key::Member(name.clone()), value))
        };
        Ok(self.object()?.iter().map(below).collect())
    }

    pub(crate) fn str(&self) -> Result<&'v str, Found> {
        self.value.as_str().ok_or_else(|| self.expected("text"))
    }

    /// Text, or a number as text: the console writes numbers either way.
    pub(crate) fn text(&self) -> Result<Text, Found> {
        match self.value {
            Value::Number(number) => Ok(Text::parse(&number.to_string())),
            _ => self.str().map(Text::parse),
        }
    }

    /// A whole number from 1, as a number or as text.
    pub(crate) fn seconds(&self) -> Result<u32, Found> {
        let number = match self.value {
            Value::String(text) => text.parse().ok(),
            value => value.as_u64().and_then(|number| u32::try_from(number).ok()),
        };
        number
            .filter(|number| *number > 0)
            .ok_or_else(|| self.expected("a whole number from 1"))
    }

    /// A number of `range`, or one reference to one.
    pub(crate) fn number_in(
        &self,
        expected: &'static str,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<Text, Found> {
        let text = self.text().map_err(|_| self.expected(expected))?;
        let right = match text.as_static() {
            Some(text) => text.parse().is_ok_and(|number| range.contains(&number)),
            None => text.as_reference().is_some(),
        };
        if right {
            Ok(text)
        } else {
            Err(self.expected(expected))
        }
    }
}
