//! Which calls a rule is about.

use lexdr_wire::{Call, Request, Service};
use serde::Serialize;

use crate::field::{Field, FieldError, Read};
use crate::resource::{Glob, names};
use crate::services::{ServiceName, operations, spoken};
use crate::suggest::{meant, quoted};

/// Who makes a call, as the classifier of a [`crate::Faults`] tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallerKind {
    /// The health check.
    Checker,
    /// A customer's call: Amazon Connect, GetRegion, the synthetic callers.
    Customer,
    /// The harness itself, or whoever operates the system.
    Operator,
    /// Nobody the classifier knows; only rules for any caller match.
    Other,
}

/// Whose calls a rule is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// Everybody's.
    #[default]
    Any,
    /// The health check's.
    Checker,
    /// Those made for customers.
    Customer,
    /// The harness' own.
    Operator,
}

impl Caller {
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("any", Self::Any),
        ("checker", Self::Checker),
        ("customer", Self::Customer),
        ("operator", Self::Operator),
    ];

    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        field.word(&Self::WORDS)
    }

    fn includes(self, kind: CallerKind) -> bool {
        match self {
            Self::Any => true,
            Self::Checker => kind == CallerKind::Checker,
            Self::Customer => kind == CallerKind::Customer,
            Self::Operator => kind == CallerKind::Operator,
        }
    }
}

/// Which calls a rule is about. An empty list means all; every condition given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Match {
    /// The services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service: Vec<ServiceName>,
    /// The operations, as the services' API references spell them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operation: Vec<String>,
    /// The regions, by name. The layer knows no primary and no secondary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub region: Vec<String>,
    /// The bot, the alias, both as `bot:alias`, the table, function, rule or role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Glob>,
    /// Who calls.
    #[serde(skip_serializing_if = "is_any")]
    pub caller: Caller,
}

fn is_any(caller: &Caller) -> bool {
    *caller == Caller::Any
}

impl Match {
    pub(crate) fn read(field: &Field<'_>) -> Read<Self> {
        let fields = field.fields(&["service", "operation", "region", "resource", "caller"])?;
        Ok(Self {
            service: fields
                .read("service", |f| each(f, ServiceName::read))?
                .unwrap_or_default(),
            operation: fields
                .read("operation", |f| each(f, name))?
                .unwrap_or_default(),
            region: fields
                .read("region", |f| each(f, name))?
                .unwrap_or_default(),
            resource: fields.read("resource", Glob::read)?,
            caller: fields.read("caller", Caller::read)?.unwrap_or_default(),
        })
    }

    /// The services that calls of this rule can go to: those named that have one of the
    /// operations named.
    pub(crate) fn services(&self) -> Vec<Service> {
        Service::ALL
            .into_iter()
            .filter(|service| {
                self.service.is_empty()
                    || self
                        .service
                        .iter()
                        .any(|name| name.services().contains(service))
            })
            .filter(|service| {
                self.operation.is_empty() || {
                    let known = operations(*service);
                    self.operation
                        .iter()
                        .any(|name| known.contains(&name.as_str()))
                }
            })
            .collect()
    }

    /// The operations that calls of this rule can be to, of one service.
    pub(crate) fn operations(&self, service: Service) -> Vec<&'static str> {
        let mut known = operations(service);
        if !self.operation.is_empty() {
            known.retain(|known| self.operation.iter().any(|name| name == known));
        }
        known
    }

    /// Refuses names that no call can have: such a rule would never fire and nobody would notice.
    pub(crate) fn check(&self) -> Read<()> {
        let services: Vec<Service> = if self.service.is_empty() {
            Service::ALL.to_vec()
        } else {
            self.service
                .iter()
                .flat_map(|name| name.services())
                .copied()
                .collect()
        };
        for (at, name) in self.operation.iter().enumerate() {
            let known: Vec<&str> = services.iter().flat_map(|s| operations(*s)).collect();
            if known.contains(&name.as_str()) {
                continue;
            }
            let of = match services.as_slice() {
                [one] => spoken(*one).to_owned(),
                _ => "the services of the rule".to_owned(),
            };
            let problem = format!("{} is no operation of {of} that lexdr knows", quoted(name));
            let path = format!("matches.operation[{at}]");
            return Err(FieldError::new(path, problem).suggest(meant(name, known, "known are")));
        }
        for (at, region) in self.region.iter().enumerate() {
            let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if region.is_empty() || !region.chars().all(good) {
                let path = format!("matches.region[{at}]");
                let problem = format!("{} is not the name of a region", quoted(region));
                return Err(FieldError::new(path, problem)
                    .suggest("write a region's name such as `us-east-1`"));
            }
        }
        Ok(())
    }

    /// Whether a call is meant.
    pub(crate) fn includes(&self, call: &Call, caller: CallerKind, request: &Request) -> bool {
        let service = self.service.is_empty()
            || self
                .service
                .iter()
                .any(|name| name.services().contains(&call.service));
        service
            && (self.region.is_empty() || self.region.contains(&call.region))
            && (self.operation.is_empty() || self.operation.contains(&call.operation))
            && self.caller.includes(caller)
            && self
                .resource
                .as_ref()
                .is_none_or(|glob| names(call, request).iter().any(|name| glob.matches(name)))
    }
}

/// The items of a list, or one value.
pub(crate) fn each<T>(field: &Field<'_>, read: impl Fn(&Field<'_>) -> Read<T>) -> Read<Vec<T>> {
    field.items()?.iter().map(read).collect()
}

fn name(field: &Field<'_>) -> Read<String> {
    field.filled_text().map(str::to_owned)
}
