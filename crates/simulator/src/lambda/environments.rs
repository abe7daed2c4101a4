//! Execution environments: made when no idle one is left, kept warm, retired by updates.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Weak;
use std::task::{Context, Poll};

use lexdr_wire::{BoxFuture, ServiceError};

use super::config::Config;
use super::functions::Function;
use super::program::{Environment, FunctionError, Instance, LogBuffer};
use crate::Principal;
use crate::world::World;

/// Executions at once in one region, over all functions (the default quota of an account).
pub(crate) const ACCOUNT_CONCURRENCY: u32 = 1000;

/// A function's environments.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    idle: Vec<Warm>,
    /// Counts updates: an environment of an older generation is not used again.
    generation: u64,
    running: u32,
}

/// An environment that has started.
pub(crate) struct Warm {
    pub(crate) instance: Box<dyn Instance>,
    pub(crate) log: LogBuffer,
    pub(crate) serial: u64,
}

impl fmt::Debug for Warm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Warm")
            .field("serial", &self.serial)
            .finish_non_exhaustive()
    }
}

impl Pool {
    /// Ends the idle environments; the busy ones end with their invocation.
    pub(crate) fn retire(&mut self) {
        self.generation += 1;
        self.idle.clear();
    }

    pub(crate) fn running(&self) -> u32 {
        self.running
    }
}

/// The right to run one invocation of a function. Dropping it gives the concurrency back.
#[derive(Debug)]
pub(crate) struct Slot {
    world: Weak<World>,
    region: String,
    function: String,
    /// Names the incarnation of the function: a deleted and re-created one has another.
    generation: (u64, u64),
}

impl Slot {
    /// Takes a slot, and an idle environment if there is one. `running` is the number of
    /// invocations in the whole region.
    pub(crate) fn take(
        world: Weak<World>,
        region: &str,
        name: &str,
        function: &mut Function,
        running: u32,
    ) -> Result<(Self, Option<Warm>), ServiceError> {
        let pool = &mut function.pool;
        if function
            .reserved
            .is_some_and(|reserved| pool.running >= reserved)
        {
            return Err(throttled(
                "ReservedFunctionConcurrentInvocationLimitExceeded",
            ));
        }
        if running >= ACCOUNT_CONCURRENCY {
            return Err(throttled("ConcurrentInvocationLimitExceeded"));
        }
        pool.running += 1;
        let slot = Self {
            world,
            region: region.to_owned(),
            function: name.to_owned(),
            generation: (pool.generation, function.created),
        };
        // The one used last is the one used next, as Lambda does.
        Ok((slot, pool.idle.pop()))
    }

    /// Gives the slot back and keeps the environment for the next invocation, unless an update
    /// has retired it.
    pub(crate) fn keep(self, warm: Warm) {
        let retired = self.on_pool(|pool, current| {
            if current {
                pool.idle.push(warm);
                None
            } else {
                Some(warm)
            }
        });
        // Dropped without the lock: an environment may hold clients of this very simulator.
        drop(retired);
    }

    fn on_pool<T>(&self, act: impl FnOnce(&mut Pool, bool) -> T) -> Option<T> {
        let world = self.world.upgrade()?;
        let region = world.region(&self.region)?;
        let mut functions = region.lambda.functions();
        let function = functions.get_mut(&self.function)?;
        let same = function.created == self.generation.1;
        let current = same && function.pool.generation == self.generation.0;
        same.then(|| act(&mut function.pool, current))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.on_pool(|pool, _| pool.running = pool.running.saturating_sub(1));
    }
}

fn throttled(reason: &str) -> ServiceError {
    ServiceError::new("TooManyRequestsException", 429, "Rate Exceeded.")
        .with_member("Reason", reason)
        .with_member("Type", "User")
        .with_header("retry-after", "1")
}

/// Describes the environment that a function's next cold start makes.
pub(crate) fn describe(
    world: &World,
    region: &str,
    name: &str,
    config: &Config,
    log: LogBuffer,
) -> Environment {
    let role = config
        .role
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let session = Principal::FunctionRole {
        function: name.to_owned(),
        role,
    };
    let credentials = world.keys.credentials(&session);
    let mut variables: BTreeMap<String, String> = config.variables.clone();
    let memory = config.memory_mb.to_string();
    for (variable, value) in [
        ("AWS_REGION", region),
        ("AWS_DEFAULT_REGION", region),
        ("AWS_ACCESS_KEY_ID", &credentials.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key),
        (
            "AWS_SESSION_TOKEN",
            credentials.session_token.as_deref().unwrap_or_default(),
        ),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_LOG_GROUP_NAME", &format!("/aws/lambda/{name}")),
    ] {
        variables.insert(variable.to_owned(), value.to_owned());
    }
    Environment {
        function_name: name.to_owned(),
        region: region.to_owned(),
        variables,
        serial: world.next_environment(),
        log,
    }
}

/// Runs a program's future; a panic in it is the end of its process, not of the simulator.
pub(crate) struct Contained<'a, T>(pub(crate) BoxFuture<'a, Result<T, FunctionError>>);

impl<T> Future for Contained<'_, T> {
    type Output = Result<T, FunctionError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx)))
            .unwrap_or_else(|panic| Poll::Ready(Err(exited(panic.as_ref()))))
    }
}

/// What Lambda says of a process that is gone.
pub(crate) const EXITED: &str = "Runtime.ExitError";

fn exited(panic: &(dyn Any + Send)) -> FunctionError {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text");
    FunctionError::new(
        EXITED,
        format!("Runtime exited with error: panicked: {text}"),
    )
}
