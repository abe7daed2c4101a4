//! Parameters of faults.

use serde_json::Value;

use super::kind::Kind;
use crate::services::ServiceName;

/// A parameter of a fault.
#[derive(Debug)]
pub struct Param {
    /// As written in files.
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// Whether it may be left out.
    pub presence: Presence,
    kind: Kind,
}

/// Whether a parameter may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
    /// Left out, it means this.
    Default(&'static str),
    /// Exactly one of the parameters marked so must be there.
    OneOf,
}

use Presence::{Default, Optional, Required};

impl Param {
    /// The type in words.
    #[must_use]
    pub const fn type_text(&self) -> &'static str {
        self.kind.text()
    }

    /// The values it can have, where they can be listed. A region can also be given by name.
    #[must_use]
    pub fn allowed(&self) -> Vec<&'static str> {
        self.kind.allowed()
    }

    /// The JSON schema of its value.
    #[must_use]
    pub fn schema(&self) -> Value {
        let mut schema = self.kind.schema();
        schema["description"] = self.about.into();
        if let Default(text) = self.presence {
            schema["default"] = self.kind.written(text);
        }
        schema
    }

    pub(super) const fn kind(&self) -> &Kind {
        &self.kind
    }
}

pub(super) const fn param(
    name: &'static str,
    kind: Kind,
    presence: Presence,
    about: &'static str,
) -> Param {
    Param {
        name,
        about,
        presence,
        kind,
    }
}

/// Where a fault of Lex or of a whole region acts.
pub(super) const REGION: &[Param] = &[param("region", Kind::Region, Required, "Where.")];

/// Where a fault of the table or a function acts.
pub(super) const ANY_REGION: &[Param] = &[param(
    "region",
    Kind::Region,
    Optional,
    "Where; everywhere if left out.",
)];

const CALLER: Param = param(
    "caller",
    Kind::Caller,
    Default("any"),
    "Whose calls are hit.",
);

pub(super) const LEX_CALLS: &[Param] = &[
    CALLER,
    param(
        "operation",
        Kind::Operation(&[ServiceName::Lex]),
        Optional,
        "The operations that are hit, under their names in Lex V1 or V2; all if left out.",
    ),
];

pub(super) const TABLE_CALLS: &[Param] = &[
    CALLER,
    param(
        "operation",
        Kind::Operation(&[ServiceName::Dynamodb]),
        Optional,
        "The operations that are hit; all if left out.",
    ),
    param(
        "table",
        Kind::Pattern,
        Optional,
        "The table; all if left out.",
    ),
];

pub(super) const LAMBDA_CALLS: &[Param] = &[
    CALLER,
    param(
        "operation",
        Kind::Operation(&[ServiceName::Lambda]),
        Default("Invoke"),
        "The operations that are hit.",
    ),
    param(
        "function",
        Kind::Pattern,
        Optional,
        "The function; all if left out.",
    ),
];

pub(super) const SERVICES: &[Param] = &[
    param(
        "services",
        Kind::Services,
        Default("lex, lex-models, dynamodb, lambda, events"),
        "The services that are hit.",
    ),
    CALLER,
];

pub(super) const LEX_SERVICES: &[Param] = &[
    param(
        "services",
        Kind::Services,
        Default("lex"),
        "The services that are hit.",
    ),
    CALLER,
];

/// How often a fault hits the calls it is about.
pub(super) const OFTEN: &[Param] = &[
    param(
        "probability",
        Kind::Probability,
        Default("1"),
        "How likely each call is hit.",
    ),
    param(
        "first",
        Kind::Count,
        Optional,
        "Only so many calls are hit, later ones pass.",
    ),
    param(
        "every",
        Kind::Count,
        Optional,
        "Only each so-many-th call is hit.",
    ),
    param(
        "after",
        Kind::Count,
        Optional,
        "So many calls pass before the first is hit.",
    ),
];
