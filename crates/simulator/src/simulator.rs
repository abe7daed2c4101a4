//! The simulator as its users see it.

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use lexdr_wire::{BoxFuture, ConnectionError, Request, Response};
use serde_json::Value;

use crate::gateway::exchange;
use crate::latency::Latency;
use crate::lex_v2::Replication;
use crate::observe::Observer;
use crate::principal::Credentials;
use crate::region::Settings;
use crate::world::World;
use crate::{Clock, Principal, Program};

/// One AWS account: a [`tower::Service`] from request to response.
///
/// Clones are handles to the same account. It needs a tokio runtime with time; under a paused
/// clock everything happens in virtual time. Its background work (schedules, queued events,
/// invocations) ends when the last handle is dropped, or with [`shutdown`](Self::shutdown). What
/// the simulator itself keeps (programs, their environments, observers) must hold a
/// [`WeakSimulator`], or the last handle never goes.
#[derive(Clone)]
pub struct Simulator {
    world: Arc<World>,
}

/// A handle that does not keep the simulator alive. Calls through it are refused once it is gone.
#[derive(Clone)]
pub struct WeakSimulator {
    world: Weak<World>,
}

/// Settings of a simulator to be.
pub struct Builder {
    settings: Settings,
    regions: Vec<String>,
    observers: Vec<Arc<dyn Observer>>,
}

impl Simulator {
    /// An account on `clock`; `seed` decides everything random: latencies, identifiers, keys.
    ///
    /// Unless told otherwise the account is 123456789012 with the regions us-east-1 and
    /// us-west-2, changes of aliases and policies take effect at once, and calls take their typical time.
    #[must_use]
    pub fn builder(clock: Clock, seed: u64) -> Builder {
        Builder {
            settings: Settings {
                account: "123456789012".to_owned(),
                clock,
                seed,
                latency: Latency::default(),
                alias_propagation: Duration::ZERO,
                iam_propagation: Duration::ZERO,
                settling: Duration::from_secs(1),
                instant_bots: Arc::default(),
                replication: Replication::default(),
            },
            regions: vec!["us-east-1".to_owned(), "us-west-2".to_owned()],
            observers: Vec::new(),
        }
    }

    /// Makes a program available to functions whose package names it
    /// ([`builtin_package`](crate::builtin_package)). A program of the same name is replaced.
    pub fn register_program(&self, name: &str, program: Arc<dyn Program>) {
        self.world.programs.register(name, program);
    }

    /// What `principal` signs with: the same for the same seed and principal.
    #[must_use]
    pub fn credentials(&self, principal: &Principal) -> Credentials {
        self.world.keys.credentials(principal)
    }

    /// An item as it stands in a table at this instant, in the API's form. `None` if there is no
    /// such region, table or item, or the key does not fit the table.
    #[must_use]
    pub fn item(&self, region: &str, table: &str, key: &Value) -> Option<Value> {
        self.world.region(region)?.dynamodb.item(table, key)
    }

    /// Makes a bucket of S3, as CreateBucket does. One that is there stays as it is.
    pub fn create_bucket(&self, region: &str, bucket: &str) {
        self.world.s3.create(region, bucket);
    }

    /// What an object of S3 holds at this instant. `None` if there is no such bucket or object.
    #[must_use]
    pub fn object(&self, bucket: &str, key: &str) -> Option<Bytes> {
        self.world.s3.object(bucket, key)
    }

    /// How often a rule could not hand an event to a target (CloudWatch's `FailedInvocations`).
    /// `None` if there is no such region or rule.
    #[must_use]
    pub fn failed_invocations(&self, region: &str, rule: &str) -> Option<u64> {
        self.world.region(region)?.events.failed_invocations(rule)
    }

    /// How many Lex sessions of users whose id begins with `user_prefix` are open now, in all
    /// regions and of both generations; in Lex V2 a session is its own user. A session is open until
    /// it is deleted or has been idle for too long.
    #[must_use]
    pub fn open_sessions(&self, user_prefix: &str) -> u32 {
        let regions = self.world.regions();
        regions
            .map(|region| {
                region.lex_v1.open_sessions(user_prefix) + region.lex_v2.open_sessions(user_prefix)
            })
            .sum()
    }

    /// Whether Lex V2 has what a call begins (a build, a version, a deletion) done before the next
    /// call, or seconds later, as it has unless told otherwise. The answers are the same.
    pub fn set_instant_bots(&self, instant: bool) {
        let flag = &self.world.settings.instant_bots;
        flag.store(instant, Ordering::Relaxed);
    }

    /// The account's id.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.world.settings.account
    }

    /// The simulator's clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.world.clock
    }

    /// How many background tasks there are: one for each enabled rule or schedule, queued event,
    /// running invocation and call of a schedule.
    #[must_use]
    pub fn background_tasks(&self) -> usize {
        self.world.tasks.running()
    }

    /// A handle that does not keep the simulator alive.
    #[must_use]
    pub fn downgrade(&self) -> WeakSimulator {
        WeakSimulator {
            world: Arc::downgrade(&self.world),
        }
    }

    /// Stops all background work and ends every execution environment. Later calls are refused.
    pub fn shutdown(&self) {
        self.world.close();
    }
}

impl WeakSimulator {
    /// The simulator, if it is still there.
    #[must_use]
    pub fn upgrade(&self) -> Option<Simulator> {
        self.world.upgrade().map(|world| Simulator { world })
    }
}

impl Builder {
    /// The account's id, twelve digits.
    #[must_use]
    pub fn account(mut self, id: impl Into<String>) -> Self {
        self.settings.account = id.into();
        self
    }

    /// The regions the account has; hosts of others do not resolve.
    #[must_use]
    pub fn regions<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.regions = names.into_iter().map(Into::into).collect();
        self
    }

    /// How long a change of a Lex alias takes to reach the runtime.
    #[must_use]
    pub fn alias_propagation(mut self, delay: Duration) -> Self {
        self.settings.alias_propagation = delay;
        self
    }

    /// How long a change of a role's policies takes to reach the services.
    #[must_use]
    pub fn iam_propagation(mut self, delay: Duration) -> Self {
        self.settings.iam_propagation = delay;
        self
    }

    /// How long a created or updated function takes to become usable. One second unless set.
    #[must_use]
    pub fn function_settling(mut self, delay: Duration) -> Self {
        self.settings.settling = delay;
        self
    }

    /// How long calls take.
    #[must_use]
    pub fn latency(mut self, latency: Latency) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Somebody who watches. More than one may.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observers.push(observer);
        self
    }

    /// The account, empty.
    #[must_use]
    pub fn build(self) -> Simulator {
        let world = World::new(self.settings, &self.regions, self.observers);
        Simulator {
            world: Arc::new(world),
        }
    }
}

impl tower::Service<Request> for Simulator {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Box::pin(exchange(Arc::downgrade(&self.world), request))
    }
}

impl tower::Service<Request> for WeakSimulator {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        Box::pin(exchange(Weak::clone(&self.world), request))
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator")
            .field("account", &self.account())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for WeakSimulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WeakSimulator").finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("regions", &self.regions)
            .finish_non_exhaustive()
    }
}
