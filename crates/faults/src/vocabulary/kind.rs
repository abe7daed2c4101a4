//! What may stand behind a parameter.

use serde_json::{Value, json};

use crate::effect::{DialogState, Headers, Latency, Loss, SlotValue};
use crate::errors;
use crate::field::{Field, Read};
use crate::matching::{Caller, each};
use crate::services::{ServiceName, operations};
use crate::suggest::{meant, quoted};
use crate::units::{Millis, Probability, Rate, Skew};

/// What may stand behind a parameter.
#[derive(Debug)]
pub(crate) enum Kind {
    Region,
    Services,
    Operation(&'static [ServiceName]),
    Caller,
    /// An error that each of these sends.
    Error(&'static [ServiceName]),
    /// An error of services that another parameter names.
    AnyError,
    Text,
    Pattern,
    Duration,
    SignedDuration,
    Latency,
    Rate,
    Count,
    Bytes,
    Probability,
    Percent,
    Yes,
    Slot,
    DialogState,
    Loss,
    Outage,
    HeaderNames,
    HeaderValues,
}

/// How an outage shows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outage {
    BlackHole,
    Hang,
    Refused,
    Reset,
    Dns,
    Unavailable,
}

impl Outage {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("black-hole", Self::BlackHole),
        ("hang", Self::Hang),
        ("refused", Self::Refused),
        ("reset", Self::Reset),
        ("dns", Self::Dns),
        ("unavailable", Self::Unavailable),
    ];
}

const REGIONS: [&str; 3] = ["primary", "secondary", "both"];

impl Kind {
    /// The type in words.
    pub(crate) const fn text(&self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Services => "service or list of services",
            Self::Operation(_) => "operation or list of operations",
            Self::Caller => "caller",
            Self::Error(_) | Self::AnyError => "name of an error, with or without `Exception`",
            Self::Text => "text",
            Self::Pattern => "name, where `*` and `?` stand for other characters",
            Self::Duration => "duration",
            Self::SignedDuration => "duration, negative for the past",
            Self::Latency => "duration, or a distribution of durations",
            Self::Rate => "rate such as `2/s`",
            Self::Count => "whole number from 1",
            Self::Bytes => "number of bytes",
            Self::Probability => "probability from 0 to 1, or `20%`",
            Self::Percent => "whole number from 1 to 100",
            Self::Yes => "`true`",
            Self::Slot => "mapping with `name` and `value`",
            Self::DialogState => "state of a conversation",
            Self::Loss | Self::Outage => "one of the allowed values",
            Self::HeaderNames => "name of a header or list of names",
            Self::HeaderValues => "mapping from names of headers to values",
        }
    }

    /// The values it can have, where they can be listed. Regions can also be given by name.
    pub(crate) fn allowed(&self) -> Vec<&'static str> {
        let mut all: Vec<&str> = match self {
            Self::Region => return REGIONS.to_vec(),
            Self::Services => return words(&ServiceName::WORDS),
            Self::Caller => return words(&Caller::WORDS),
            Self::DialogState => return words(&DialogState::WORDS),
            Self::Loss => return words(&Loss::WORDS),
            Self::Outage => return words(&Outage::WORDS),
            Self::Yes => return vec!["true"],
            Self::Operation(names) => services(names).flat_map(operations).collect(),
            Self::Error(names) => services(names).flat_map(errors::names).collect(),
            _ => Vec::new(),
        };
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether a value is of this kind; the error says why not.
    pub(crate) fn check(&self, field: &Field<'_>) -> Read<()> {
        match self {
            Self::Region => region(field),
            Self::Services => each(field, ServiceName::read).map(drop),
            Self::Operation(names) => {
                let known: Vec<&str> = services(names).flat_map(operations).collect();
                each(field, |item| known_name(item, &known, "operation")).map(drop)
            }
            Self::Caller => Caller::read(field).map(drop),
            Self::Error(names) => {
                let services: Vec<_> = services(names).collect();
                errors::check(&field.path, field.filled_text()?, &services)
            }
            Self::AnyError | Self::Text | Self::Pattern => field.filled_text().map(drop),
            Self::Duration => Millis::read_some(field).map(drop),
            Self::SignedDuration => Skew::read(field).map(drop),
            Self::Latency => Latency::read(field).map(drop),
            Self::Rate => Rate::read(field).map(drop),
            Self::Count => field.whole(1..=u64::from(u32::MAX)).map(drop),
            Self::Bytes => field.whole(0..=u64::from(u32::MAX)).map(drop),
            Self::Probability => Probability::read(field).map(drop),
            Self::Percent => field.whole(1..=100).map(drop),
            Self::Yes => match field.flag()? {
                true => Ok(()),
                false => Err(field
                    .error("only `true` makes sense here")
                    .suggest("leave it out")),
            },
            Self::Slot => SlotValue::read(field).map(drop),
            Self::DialogState => field.word(&DialogState::WORDS).map(drop),
            Self::Loss => field.word(&Loss::WORDS).map(drop),
            Self::Outage => field.word(&Outage::WORDS).map(drop),
            Self::HeaderNames => each(field, |item| item.filled_text().map(drop)).map(drop),
            Self::HeaderValues => Headers::read_set(field).map(drop),
        }
    }

    /// A default as if it had been written in a file.
    pub(crate) fn written(&self, text: &str) -> Value {
        match self {
            Self::Services => text.split(", ").map(Value::from).collect(),
            Self::Count | Self::Percent | Self::Probability => text
                .parse::<u64>()
                .map_or_else(|_| Value::from(text), Value::from),
            _ => Value::from(text),
        }
    }

    /// The JSON schema of a value.
    pub(crate) fn schema(&self) -> Value {
        let text = json!({ "type": "string" });
        let one_or_more = |item: Value| json!({ "anyOf": [item, { "type": "array", "items": item, "minItems": 1 }] });
        match self {
            Self::Region => json!({
                "anyOf": [{ "enum": REGIONS }, { "type": "string", "pattern": "^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$" }],
            }),
            Self::Services => one_or_more(json!({ "enum": self.allowed() })),
            Self::Operation(_) => one_or_more(json!({ "enum": self.allowed() })),
            Self::Caller | Self::DialogState | Self::Loss | Self::Outage => {
                json!({ "enum": self.allowed() })
            }
            Self::HeaderNames => one_or_more(text),
            Self::HeaderValues => json!({ "type": "object", "additionalProperties": text }),
            Self::Slot => json!({
                "type": "object",
                "properties": { "name": text, "value": text },
                "required": ["name", "value"],
                "additionalProperties": false,
            }),
            Self::Latency => latency_schema(),
            Self::Count => json!({ "type": "integer", "minimum": 1 }),
            Self::Bytes => json!({ "type": "integer", "minimum": 0 }),
            Self::Percent => json!({ "type": "integer", "minimum": 1, "maximum": 100 }),
            Self::Probability => json!({
                "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, { "type": "string", "pattern": "%$" }],
            }),
            Self::Yes => json!({ "const": true }),
            Self::Error(_)
            | Self::AnyError
            | Self::Text
            | Self::Pattern
            | Self::Duration
            | Self::SignedDuration
            | Self::Rate => text,
        }
    }
}

fn words<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
    words.iter().map(|(word, _)| *word).collect()
}

fn services(names: &[ServiceName]) -> impl Iterator<Item = lexdr_wire::Service> {
    names.iter().flat_map(|name| name.services()).copied()
}

fn known_name(field: &Field<'_>, known: &[&'static str], what: &str) -> Read<()> {
    let name = field.text()?;
    if known.contains(&name) {
        return Ok(());
    }
    let mut known = known.to_vec();
    known.sort_unstable();
    known.dedup();
    Err(field
        .error(format!("unknown {what} {}", quoted(name)))
        .suggest(meant(name, known, "known are")))
}

/// A part in the failover, or something shaped like `us-east-1` or `us-gov-west-1`.
fn region(field: &Field<'_>) -> Read<()> {
    let text = field.text()?;
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let named = match text.split('-').collect::<Vec<_>>().as_slice() {
        [area, middle @ .., number] => {
            area.len() == 2
                && letters(area)
                && !middle.is_empty()
                && middle.iter().all(letters)
                && (1..=2).contains(&number.len())
                && number.bytes().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    if named || REGIONS.contains(&text) {
        return Ok(());
    }
    let suggestion = meant(text, REGIONS, "write");
    Err(field
        .error(format!("unknown region {}", quoted(text)))
        .suggest(format!(
            "{suggestion}, or a region's name such as `us-east-1`"
        )))
}

fn latency_schema() -> Value {
    let two = |low: &str, high: &str| {
        json!({
            "type": "object",
            "properties": { low: { "type": "string" }, high: { "type": "string" } },
            "required": [low, high],
            "additionalProperties": false,
        })
    };
    json!({
        "anyOf": [
            { "type": "string" },
            {
                "type": "object",
                "properties": {
                    "constant": { "type": "string" },
                    "uniform": two("from", "to"),
                    "lognormal": two("median", "p99"),
                    "pareto": two("median", "p99"),
                },
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": false,
            },
        ],
    })
}
