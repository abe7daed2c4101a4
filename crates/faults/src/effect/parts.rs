//! The parameters of effects that have no file of their own.

use serde::Serialize;

use crate::field::{Field, Read};
use crate::units::Rate;

/// An error to answer with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorAnswer {
    /// Its name, with or without `Exception`.
    pub name: String,
    /// The text for people; the service's usual one if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// A token bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Throttle {
    /// How fast tokens come.
    pub rate: Rate,
    /// How many there are at most, at least 1.
    pub burst: u32,
}

/// How an answer is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Nothing comes until the client gives up.
    Hang,
    /// The connection is reset.
    Reset,
}

impl Loss {
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("hang", Self::Hang), ("reset", Self::Reset)];
}

/// A failure of a Lambda function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FunctionError {
    /// `errorType` of the payload.
    pub error_type: String,
    /// `errorMessage` of the payload.
    pub message: String,
}

impl ErrorAnswer {
    /// A name, or a mapping with `name` and `message`.
    pub(super) fn read(field: &Field<'_>) -> Read<Self> {
        if field.value.is_string() {
            return Ok(Self {
                name: field.filled_text()?.to_owned(),
                message: None,
            });
        }
        let fields = field.fields(&["name", "message"])?;
        Ok(Self {
            name: fields.need("name")?.filled_text()?.to_owned(),
            message: fields.read("message", |f| f.text().map(str::to_owned))?,
        })
    }
}

impl Throttle {
    /// A rate, or a mapping with `rate` and `burst`.
    pub(super) fn read(field: &Field<'_>) -> Read<Self> {
        if field.value.is_string() {
            return Ok(Self {
                rate: Rate::read(field)?,
                burst: 1,
            });
        }
        let fields = field.fields(&["rate", "burst"])?;
        let burst = fields
            .read("burst", |f| f.whole(1..=u64::from(u32::MAX)))?
            .unwrap_or(1);
        Ok(Self {
            rate: Rate::read(&fields.need("rate")?)?,
            burst: u32::try_from(burst).unwrap_or(u32::MAX),
        })
    }
}

impl FunctionError {
    pub(super) fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["error-type", "message"])?;
        let text = |key: &str| fields.read(key, |f| f.filled_text().map(str::to_owned));
        Ok(Self {
            error_type: text("error-type")?.unwrap_or_else(|| "RuntimeError".to_owned()),
            message: text("message")?.unwrap_or_else(|| "the function failed".to_owned()),
        })
    }
}
