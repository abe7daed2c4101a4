//! The roles and policies of the account.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use lexdr_wire::ServiceError;
use serde_json::Value;

use super::document;
use super::permissions::{Permissions, Timeline};
use crate::lock::locked;
use crate::random::{BASE32, text};
use crate::{Clock, date};

/// IAM. It is global: one for all regions.
pub(crate) struct Iam {
    pub(crate) account: String,
    clock: Clock,
    seed: u64,
    propagation_ms: i64,
    state: Mutex<State>,
}

/// What there is.
#[derive(Default)]
pub(crate) struct State {
    pub(crate) roles: BTreeMap<String, Role>,
    /// Customer managed policies by ARN.
    pub(crate) policies: BTreeMap<String, Policy>,
    /// What roles may do, by name.
    permissions: BTreeMap<String, Timeline>,
    made: u64,
}

/// A role.
pub(crate) struct Role {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) path: String,
    pub(crate) created: String,
    pub(crate) trust: String,
    pub(crate) description: Option<String>,
    pub(crate) max_session: String,
    /// Inline policies: document by name.
    pub(crate) inline: BTreeMap<String, String>,
    /// ARNs of attached managed policies.
    pub(crate) attached: BTreeSet<String>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A managed policy, in its only version.
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) created: String,
    pub(crate) description: Option<String>,
    pub(crate) document: String,
    pub(crate) version: &'static str,
}

impl Iam {
    /// IAM without roles. A change of a role's policies counts after `propagation`, in whole
    /// milliseconds.
    pub(crate) fn new(account: &str, clock: Clock, seed: u64, propagation: Duration) -> Self {
        Self {
            account: account.to_owned(),
            clock,
            seed,
            propagation_ms: i64::try_from(propagation.as_millis()).unwrap_or(i64::MAX),
            state: Mutex::default(),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }

    pub(crate) fn now(&self) -> String {
        date::iso_seconds(self.clock.now_ms())
    }

    /// An entity's unique id: `AROA…` for roles, `ANPA…` for policies.
    pub(crate) fn id(&self, state: &mut State, prefix: &str) -> String {
        state.made += 1;
        let label = format!("entity {}", state.made);
        format!("{prefix}{}", text(self.seed, &label, BASE32, 17))
    }

    /// A role's policies have changed, or it is gone: its permissions are read anew.
    pub(crate) fn changed(&self, state: &mut State, role: &str) {
        let permissions = state.read_permissions(role);
        let from_ms = self.clock.now_ms().saturating_add(self.propagation_ms);
        let timeline = state.permissions.entry(role.to_owned()).or_default();
        timeline.change(from_ms, permissions);
    }

    /// Now, in milliseconds since 1970.
    pub(super) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// What a role may do now; `None` if nobody has ever given it a policy.
    pub(crate) fn permissions(&self, role: &str) -> Option<Arc<Permissions>> {
        let now_ms = self.clock.now_ms();
        self.state().permissions.get_mut(role)?.at(now_ms)
    }

    /// Whether the role is there and its trust policy names `service`.
    pub(crate) fn trusts(&self, role_arn: &str, service: &str) -> bool {
        let state = self.state();
        let Some(role) = state.roles.values().find(|role| role.arn == role_arn) else {
            return false;
        };
        let trust: Value = serde_json::from_str(&role.trust).unwrap_or_default();
        let one = std::slice::from_ref(&trust["Statement"]);
        let statements = trust["Statement"].as_array().map_or(one, Vec::as_slice);
        statements.iter().any(|statement| {
            let named = &statement["Principal"]["Service"];
            statement["Effect"] == "Allow"
                && (named == service
                    || named
                        .as_array()
                        .is_some_and(|list| list.iter().any(|one| one == service)))
        })
    }
}

impl State {
    pub(crate) fn role(&mut self, name: &str) -> Result<&mut Role, ServiceError> {
        self.roles
            .get_mut(name)
            .ok_or_else(|| no_such_entity(&format!("The role with name {name} cannot be found.")))
    }

    /// A customer's or an AWS managed policy.
    pub(crate) fn policy(&self, arn: &str) -> Result<Policy, ServiceError> {
        let own = self.policies.get(arn).cloned();
        own.or_else(|| super::managed::policy(arn)).ok_or_else(|| {
            no_such_entity(&format!(
                "Policy {arn} does not exist or is not attachable."
            ))
        })
    }

    fn read_permissions(&self, role: &str) -> Permissions {
        let Some(role) = self.roles.get(role) else {
            return Permissions::default();
        };
        let attached = role.attached.iter().filter_map(|arn| self.policy(arn).ok());
        let documents = attached
            .map(|policy| policy.document)
            .chain(role.inline.values().cloned());
        // All have been read once before they were stored, so none is malformed.
        let statements = documents.flat_map(|text| document::parse(&text).unwrap_or_default());
        Permissions::new(statements.collect())
    }

    /// How many roles a policy is attached to.
    pub(crate) fn attachments(&self, arn: &str) -> usize {
        self.roles
            .values()
            .filter(|role| role.attached.contains(arn))
            .count()
    }
}

pub(crate) fn no_such_entity(message: &str) -> ServiceError {
    ServiceError::new("NoSuchEntity", 404, message)
}

pub(crate) fn exists(message: &str) -> ServiceError {
    ServiceError::new("EntityAlreadyExists", 409, message)
}

pub(crate) fn delete_conflict(message: &str) -> ServiceError {
    ServiceError::new("DeleteConflict", 409, message)
}

/// A trust policy must be a JSON object with a statement.
pub(crate) fn check_trust(document: &str) -> Result<(), ServiceError> {
    let parsed: Value = serde_json::from_str(document)
        .map_err(|_| malformed("This policy contains invalid Json"))?;
    let statement = &parsed["Statement"];
    if statement.is_object() || statement.as_array().is_some_and(|list| !list.is_empty()) {
        return Ok(());
    }
    Err(malformed("Syntax errors in policy."))
}

/// The document of an identity-based policy must be one that can be evaluated.
pub(crate) fn check_policy(document: &str) -> Result<(), ServiceError> {
    document::parse(document).map_err(malformed)?;
    Ok(())
}

fn malformed(message: impl Into<String>) -> ServiceError {
    ServiceError::new("MalformedPolicyDocument", 400, message)
}
