//! The functions of a region: their life cycle and who is running in them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use lexdr_wire::ServiceError;
use serde_json::{Map, Value, json};

use super::config::Config;
use super::environments::Pool;
use super::permissions::Policy;
use crate::lock::locked;

/// Lambda in one region.
pub(crate) struct Lambda {
    region: String,
    account: String,
    /// How long a new or updated function takes to become usable.
    pub(crate) settling: Duration,
    functions: Mutex<BTreeMap<String, Function>>,
    created: AtomicU64,
}

/// A function.
pub(crate) struct Function {
    pub(crate) arn: String,
    /// What runs now.
    pub(crate) current: Arc<Config>,
    /// What will run from this instant on.
    pub(crate) next: Option<(i64, Arc<Config>)>,
    /// With the name, tells this function from a deleted one of the same name.
    pub(crate) created: u64,
    /// Until then the function is `Pending`.
    active_ms: i64,
    pub(crate) policy: Policy,
    pub(crate) reserved: Option<u32>,
    pub(crate) event_invoke: Option<EventInvoke>,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) pool: Pool,
}

/// How events are retried: PutFunctionEventInvokeConfig.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventInvoke {
    pub(crate) retries: u32,
    pub(crate) max_age: Duration,
    pub(crate) modified_ms: i64,
}

impl EventInvoke {
    /// What holds without a configuration: two retries, six hours.
    pub(crate) const DEFAULT: Self = Self {
        retries: 2,
        max_age: Duration::from_secs(6 * 3600),
        modified_ms: 0,
    };
}

impl Lambda {
    pub(crate) fn new(region: &str, account: &str, settling: Duration) -> Self {
        Self {
            region: region.to_owned(),
            account: account.to_owned(),
            settling,
            functions: Mutex::default(),
            created: AtomicU64::new(0),
        }
    }

    /// All functions, locked.
    pub(crate) fn functions(&self) -> MutexGuard<'_, BTreeMap<String, Function>> {
        locked(&self.functions)
    }

    pub(crate) fn arn(&self, name: &str) -> String {
        format!(
            "arn:aws:lambda:{}:{}:function:{name}",
            self.region, self.account
        )
    }

    /// The name in a name, partial ARN or ARN, with `$LATEST` as the only qualifier there is.
    pub(crate) fn name<'n>(&self, given: &'n str) -> Result<&'n str, ServiceError> {
        let parts: Vec<&str> = given.split(':').collect();
        let (name, qualifier) = match parts.as_slice() {
            [name] => (*name, None),
            [name, qualifier] => (*name, Some(*qualifier)),
            [account, "function", name, rest @ ..] if *account == self.account => {
                (*name, rest.first().copied())
            }
            [
                "arn",
                "aws",
                "lambda",
                region,
                account,
                "function",
                name,
                rest @ ..,
            ] if *region == self.region && *account == self.account => {
                (*name, rest.first().copied())
            }
            _ => return Err(self.not_found(given)),
        };
        match qualifier {
            None | Some("$LATEST") => Ok(name),
            Some(other) => Err(self.not_found(&format!("{name}:{other}"))),
        }
    }

    pub(crate) fn not_found(&self, name: &str) -> ServiceError {
        let message = format!("Function not found: {}", self.arn(name));
        ServiceError::new("ResourceNotFoundException", 404, message).with_member("Type", "User")
    }

    /// Runs `act` on a function, brought up to date.
    pub(crate) fn with<T>(
        &self,
        name: &str,
        now_ms: i64,
        act: impl FnOnce(&mut Function) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut functions = self.functions();
        let function = functions
            .get_mut(name)
            .ok_or_else(|| self.not_found(name))?;
        function.settle(now_ms);
        act(function)
    }

    pub(crate) fn add(
        &self,
        name: &str,
        config: Config,
        tags: BTreeMap<String, String>,
        now_ms: i64,
    ) -> Result<Value, ServiceError> {
        let mut functions = self.functions();
        if functions.contains_key(name) {
            return Err(conflict(&format!("Function already exist: {name}")));
        }
        let function = Function {
            arn: self.arn(name),
            current: Arc::new(config),
            next: None,
            created: self.created.fetch_add(1, Ordering::Relaxed),
            active_ms: now_ms + ms(self.settling),
            policy: Policy::default(),
            reserved: None,
            event_invoke: None,
            tags,
            pool: Pool::default(),
        };
        let shown = function.json(name, now_ms);
        functions.insert(name.to_owned(), function);
        Ok(Value::Object(shown))
    }
}

impl Function {
    /// Lets an update that is due take effect. Environments made before it are retired.
    fn settle(&mut self, now_ms: i64) {
        if self
            .next
            .as_ref()
            .is_some_and(|(due_ms, _)| *due_ms <= now_ms)
            && let Some((_, config)) = self.next.take()
        {
            self.current = config;
            self.pool.retire();
        }
    }

    /// The configuration as the API shows it: the newest, even if it is not in effect yet.
    pub(crate) fn shown(&self) -> &Config {
        self.next
            .as_ref()
            .map_or(&self.current, |(_, config)| config)
    }

    pub(crate) fn is_pending(&self, now_ms: i64) -> bool {
        now_ms < self.active_ms
    }

    /// Accepts a new configuration, if no other one is on its way and the guard holds.
    pub(crate) fn replace(
        &mut self,
        guard: Option<&str>,
        mut config: Config,
        revision: String,
        now_ms: i64,
        settling: Duration,
    ) -> Result<(), ServiceError> {
        self.changeable(guard, now_ms)?;
        config.revision = revision;
        config.modified_ms = now_ms;
        self.next = Some((now_ms + ms(settling), Arc::new(config)));
        self.settle(now_ms);
        Ok(())
    }

    /// Whether the function can be updated now.
    pub(crate) fn changeable(&self, guard: Option<&str>, now_ms: i64) -> Result<(), ServiceError> {
        if guard.is_some_and(|expected| expected != self.shown().revision) {
            return Err(stale());
        }
        if self.is_pending(now_ms) {
            return Err(self.pending());
        }
        if self.next.is_some() {
            return Err(conflict(&format!(
                "The operation cannot be performed at this time. An update is in progress for \
                 resource: {}",
                self.arn
            )));
        }
        Ok(())
    }

    pub(crate) fn pending(&self) -> ServiceError {
        conflict(
            "The operation cannot be performed at this time. The function is currently in the \
             following state: Pending",
        )
    }

    /// `FunctionConfiguration`.
    pub(crate) fn json(&self, name: &str, now_ms: i64) -> Map<String, Value> {
        let mut shown = self.shown().json(name, &self.arn);
        let mut set = |member: &str, value: &str| {
            shown.insert(member.to_owned(), json!(value));
        };
        if self.is_pending(now_ms) {
            set("State", "Pending");
            set("StateReason", "The function is being created.");
            set("StateReasonCode", "Creating");
        } else {
            set("State", "Active");
        }
        if self.next.is_some() {
            set("LastUpdateStatus", "InProgress");
            set("LastUpdateStatusReason", "The function is being created.");
            set("LastUpdateStatusReasonCode", "Creating");
        } else if !self.is_pending(now_ms) {
            set("LastUpdateStatus", "Successful");
        }
        shown
    }
}

pub(crate) fn ms(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

pub(crate) fn conflict(message: &str) -> ServiceError {
    ServiceError::new("ResourceConflictException", 409, message).with_member("Type", "User")
}

pub(crate) fn stale() -> ServiceError {
    ServiceError::new(
        "PreconditionFailedException",
        412,
        "The Revision Id provided does not match the latest Revision Id. Call the \
         GetFunction/GetAlias API to retrieve the latest Revision Id",
    )
    .with_member("Type", "User")
}
