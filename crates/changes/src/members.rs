//! The input of a call, member by member. What nobody has asked for is an error: the same input is
//! given to the AWS CLI and to EventBridge Scheduler, so nothing of it may be dropped here.

use serde_json::{Map, Value};

use crate::error::{Error, Kind};

/// The members of an object that nobody has taken yet.
pub(crate) struct Members {
    /// The call, for people.
    what: String,
    /// Where the object stands in the input: nothing, or a name with a dot behind it.
    path: String,
    left: Map<String, Value>,
}

impl Members {
    /// The members of the input of a call.
    pub(crate) fn of(what: impl Into<String>, input: &Value) -> Result<Self, Error> {
        let whole = Self {
            what: what.into(),
            path: String::new(),
            left: Map::new(),
        };
        match input {
            Value::Object(members) => Ok(Self {
                left: members.clone(),
                ..whole
            }),
            _ => Err(whole.wrong("the input", "an object")),
        }
    }

    /// The call, for people.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    fn wrong(&self, name: &str, kind: &str) -> Error {
        let why = format!("{}{name} must be {kind}", self.path);
        Error::new(&self.what, why, Kind::Other)
    }

    /// The object that stands in the member `name`.
    fn inner(&self, name: &str, value: Value) -> Result<Self, Error> {
        let Value::Object(left) = value else {
            return Err(self.wrong(name, "an object"));
        };
        Ok(Self {
            what: self.what.clone(),
            path: format!("{}{name}.", self.path),
            left,
        })
    }

    /// A text, if it is given.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        match self.left.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(name, "a text")),
        }
    }

    /// A truth, if it is given.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Error> {
        match self.left.remove(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.wrong(name, "true or false")),
        }
    }

    /// A whole number, if it is given.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<i32>, Error> {
        let Some(value) = self.left.remove(name) else {
            return Ok(None);
        };
        let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(self.wrong(name, "a whole number")),
        }
    }

    /// An object, if it is given, read to its end.
    pub(crate) fn object<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Some(value) = self.left.remove(name) else {
            return Ok(None);
        };
        self.inner(name, value)?.whole(read).map(Some)
    }

    /// A list of objects, if it is given, each read to its end.
    pub(crate) fn objects<T>(
        &mut self,
        name: &str,
        read: impl Fn(&mut Self) -> Result<T, Error>,
    ) -> Result<Option<Vec<T>>, Error> {
        let values = match self.left.remove(name) {
            None => return Ok(None),
            Some(Value::Array(values)) => values,
            Some(_) => return Err(self.wrong(name, "a list")),
        };
        let each = values.into_iter().enumerate();
        let each =
            each.map(|(at, value)| self.inner(&format!("{name}[{at}]"), value)?.whole(&read));
        each.collect::<Result<_, _>>().map(Some)
    }

    /// A map of objects, if it is given, each read to its end.
    pub(crate) fn entries<T, C: FromIterator<(String, T)>>(
        &mut self,
        name: &str,
        read: impl Fn(&mut Self) -> Result<T, Error>,
    ) -> Result<Option<C>, Error> {
        let Some(entries) = self.map(name)? else {
            return Ok(None);
        };
        let each = entries.into_iter().map(|(key, value)| {
            let inner = self.inner(&format!("{name}.{key}"), value)?;
            Ok((key, inner.whole(&read)?))
        });
        each.collect::<Result<_, _>>().map(Some)
    }

    /// A map of texts, if it is given.
    pub(crate) fn texts<C: FromIterator<(String, String)>>(
        &mut self,
        name: &str,
    ) -> Result<Option<C>, Error> {
        let Some(entries) = self.map(name)? else {
            return Ok(None);
        };
        let each = entries.into_iter().map(|(key, value)| match value {
            Value::String(text) => Ok((key, text)),
            _ => Err(self.wrong(&format!("{name}.{key}"), "a text")),
        });
        each.collect::<Result<_, _>>().map(Some)
    }

    fn map(&mut self, name: &str) -> Result<Option<Map<String, Value>>, Error> {
        match self.left.remove(name) {
            None => Ok(None),
            Some(Value::Object(entries)) => Ok(Some(entries)),
            Some(_) => Err(self.wrong(name, "an object")),
        }
    }

    /// What `read` makes of the members, which must be all there are.
    pub(crate) fn whole<T>(
        mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let made = read(&mut self)?;
        let Some(name) = self.left.keys().next() else {
            return Ok(made);
        };
        let why = format!(
            "{}{name} is not among the members that lexdr knows of this input",
            self.path
        );
        Err(Error::new(&self.what, why, Kind::Other))
    }
}
