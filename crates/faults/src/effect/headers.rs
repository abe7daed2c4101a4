//! Headers that are missing or wrong.

use std::collections::BTreeMap;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue};
use lexdr_wire::Response;
use serde::Serialize;

use crate::field::{Field, FieldError, Read};
use crate::http_date;
use crate::matching::each;
use crate::suggest::quoted;
use crate::units::Skew;

/// Headers to take away and to put in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Headers {
    /// Names of headers that do not arrive.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// Headers that arrive with this value, instead of the true one if there is one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
}

impl Headers {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["drop", "set"])?;
        let drop = fields.read("drop", |f| each(f, |f| f.filled_text().map(str::to_owned)))?;
        let set = fields.read("set", Self::read_set)?;
        Ok(Self {
            drop: drop.unwrap_or_default(),
            set: set.unwrap_or_default(),
        })
    }

    /// A mapping from names to values.
    pub(crate) fn read_set(field: &Field<'_>) -> Read<BTreeMap<String, String>> {
        let names: Vec<&str> = field
            .value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        let fields = field.fields(&names)?;
        let pair = |name: &str| Ok((name.to_owned(), fields.need(name)?.text()?.to_owned()));
        names.into_iter().map(pair).collect()
    }

    pub(crate) fn check(&self) -> Read<()> {
        let bad =
            |at: String, what: String| Err(FieldError::new(format!("effect.headers{at}"), what));
        if self.drop.is_empty() && self.set.is_empty() {
            return bad(
                String::new(),
                "nothing to drop and nothing to set".to_owned(),
            );
        }
        for (at, name) in self.drop.iter().enumerate() {
            if name.parse::<HeaderName>().is_err() {
                return bad(
                    format!(".drop[{at}]"),
                    format!("{} is no name of a header", quoted(name)),
                );
            }
        }
        for (name, value) in &self.set {
            if name.parse::<HeaderName>().is_err() {
                return bad(
                    ".set".to_owned(),
                    format!("{} is no name of a header", quoted(name)),
                );
            }
            if HeaderValue::from_str(value).is_err() {
                return bad(
                    format!(".set.{name}"),
                    format!("{} cannot be in a header", quoted(value)),
                );
            }
        }
        Ok(())
    }

    pub(crate) fn apply(&self, response: &mut Response) {
        for name in &self.drop {
            response.headers_mut().remove(name.as_str());
        }
        for (name, value) in &self.set {
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
    }
}

impl Skew {
    /// Dates the answer by a clock that is off.
    pub(crate) fn apply(self, response: &mut Response, now: SystemTime) {
        let off = std::time::Duration::from_millis(self.0.unsigned_abs());
        let date = if self.0 < 0 {
            now.checked_sub(off)
        } else {
            now.checked_add(off)
        };
        let date = http_date::format(date.unwrap_or(SystemTime::UNIX_EPOCH));
        if let Ok(value) = HeaderValue::from_str(&date) {
            response.headers_mut().insert(http::header::DATE, value);
        }
    }
}
