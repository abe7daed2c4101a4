//! The account that is served: a simulator that can be replaced by an empty one.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use http::header::AUTHORIZATION;
use lexdr_deploy::{DeployError, System};
use lexdr_faults::{CallerKind, Faults};
use lexdr_simulator::{BoxFuture, Clock, Latency, Principal, Simulator};
use lexdr_wire::{Call, ConnectionError, Request, Response};
use tower::{Service, ServiceExt};

use crate::door::{self, REGIONS};
use crate::options::{Deployment, Options, State, Timing};
use crate::{contents, events};

/// The account. Clones are handles on the same one.
#[derive(Clone)]
pub(crate) struct Account(Arc<Shared>);

struct Shared {
    present: RwLock<Simulator>,
    clock: Clock,
    seed: u64,
    timing: Timing,
    deployment: Option<Deployment>,
    operator: HeaderValue,
    faults: Faults,
}

/// Why an account cannot be filled.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FillError {
    #[error(transparent)]
    Deploy(#[from] DeployError),
    #[error("this server has no code for the functions; start it with `lexdr serve --system`")]
    NoCode,
}

impl Account {
    /// An empty account on the wall clock.
    pub(crate) fn new(options: &Options) -> Self {
        let clock = Clock::starting_at(SystemTime::now());
        let (seed, timing) = (options.seed, options.timing);
        let simulator = empty(clock, seed, timing);
        let operator = simulator.credentials(&Principal::Operator);
        let faults = Faults::builder()
            .seed(seed)
            .classify(classifier(&simulator))
            .audit(events::note)
            .build();
        Self(Arc::new(Shared {
            present: RwLock::new(simulator),
            clock,
            seed,
            timing,
            deployment: options.deployment.clone(),
            operator: door::authorization(&operator.access_key_id),
            faults,
        }))
    }

    /// The faults that everybody's calls meet. Resets do not change them.
    pub(crate) fn faults(&self) -> &Faults {
        &self.0.faults
    }

    fn present(&self) -> Simulator {
        let present = self.0.present.read();
        present.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the operator signs with. Resets do not change it.
    pub(crate) fn operator(&self) -> &HeaderValue {
        &self.0.operator
    }

    /// Puts an account in place of this one that holds `state` only. Calls under way are cut off.
    pub(crate) async fn reset(&self, state: State) -> Result<(), FillError> {
        let fresh = empty(self.0.clock, self.0.seed, self.0.timing);
        // Whoever starts a server has no bots to wait for.
        fresh.set_instant_bots(true);
        let filled = self.fill(&fresh, state).await;
        if filled.is_err() {
            fresh.shutdown();
        }
        filled?;
        fresh.set_instant_bots(self.0.timing == Timing::Instant);
        let mut present = self
            .0
            .present
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *present, fresh);
        drop(present);
        old.shutdown();
        Ok(())
    }

    async fn fill(&self, fresh: &Simulator, state: State) -> Result<(), FillError> {
        match state {
            State::Empty => {}
            State::OrderFlowers => contents::bots(fresh).await?,
            State::System => {
                let deployment = self.0.deployment.as_ref().ok_or(FillError::NoCode)?;
                contents::system(fresh, deployment, self.faults()).await?;
            }
        }
        Ok(())
    }

    /// Ends all that the account does by itself.
    pub(crate) fn shutdown(&self) {
        self.present().shutdown();
    }
}

/// Tells callers apart, for rules that name one.
fn classifier(simulator: &Simulator) -> impl Fn(&Call) -> CallerKind + Send + Sync + 'static {
    let known = known(simulator);
    move |call| {
        let asked = call.access_key_id.as_deref().unwrap_or_default();
        let found = known.iter().find(|(key, _)| key == asked);
        found.map_or(CallerKind::Other, |(_, kind)| *kind)
    }
}

/// The keys of those whom rules can name, which the account gives out here if it has not yet. The
/// functions are those of the published design.
fn known(simulator: &Simulator) -> [(String, CallerKind); 3] {
    let System {
        check_function,
        region_function,
        role,
        ..
    } = System::published(Vec::new(), Vec::new());
    let key = |principal: Principal| simulator.credentials(&principal).access_key_id;
    let session = |function: String| {
        let role = role.clone();
        key(Principal::FunctionRole { function, role })
    };
    [
        (session(check_function), CallerKind::Checker),
        (session(region_function), CallerKind::Customer),
        (key(Principal::Operator), CallerKind::Operator),
    ]
}

impl Service<Request> for Account {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    /// Calls the simulator. A session's key may be one that it gave to a function, or one of a
    /// real account that somebody has in the environment; only the simulator knows. A request it
    /// turned away has done nothing, so it can be made again, as the operator.
    fn call(&mut self, request: Request) -> Self::Future {
        let mut simulator = self.present();
        if !door::is_session(&request) {
            return simulator.call(request);
        }
        let mut again = request.clone();
        again
            .headers_mut()
            .insert(AUTHORIZATION, self.operator().clone());
        Box::pin(async move {
            let answer = simulator.clone().oneshot(request).await?;
            if !is_stranger(&answer) {
                return Ok(answer);
            }
            simulator.oneshot(again).await
        })
    }
}

/// Whether the simulator does not know who asks.
fn is_stranger(answer: &Response) -> bool {
    const NAMES: [&str; 3] = [
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidAccessKeyId",
    ];
    if !matches!(answer.status().as_u16(), 400 | 403) {
        return false;
    }
    let body = answer.body().bytes().map(|bytes| bytes.as_ref());
    let body = String::from_utf8_lossy(body.unwrap_or_default());
    let kind = answer.headers().get("x-amzn-errortype");
    NAMES.into_iter().any(|name| {
        kind.is_some_and(|kind| kind.as_bytes().starts_with(name.as_bytes())) || body.contains(name)
    })
}

fn empty(clock: Clock, seed: u64, timing: Timing) -> Simulator {
    let builder = Simulator::builder(clock, seed).regions(REGIONS);
    let simulator = match timing {
        Timing::Instant => builder
            .latency(Latency::none())
            .function_settling(Duration::ZERO),
        Timing::Simulated => builder,
    }
    .build();
    simulator.set_instant_bots(timing == Timing::Instant);
    // An account knows the keys that it has given out.
    let _ = known(&simulator);
    simulator
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Account").field(&self.present()).finish()
    }
}
