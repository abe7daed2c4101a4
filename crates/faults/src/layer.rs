//! The tower layer that applies the rules.

use std::future::{Future, pending};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use lexdr_wire::{Call, ConnectTimeout, ConnectionError, Request, Response};
use pin_project_lite::pin_project;
use tower::{Layer, Service};

use crate::Faults;
use crate::effect::{Loss, cut, rewrite};
use crate::plan::{Edit, Ending, Plan};

/// Puts a [`FaultService`] in front of a service.
#[derive(Debug, Clone)]
pub struct FaultLayer {
    faults: Faults,
}

impl FaultLayer {
    /// A layer that applies these rules.
    #[must_use]
    pub const fn new(faults: Faults) -> Self {
        Self { faults }
    }
}

impl<S> Layer<S> for FaultLayer {
    type Service = FaultService<S>;

    fn layer(&self, inner: S) -> FaultService<S> {
        FaultService {
            inner,
            faults: self.faults.clone(),
        }
    }
}

/// Applies the rules in force to every request that [`Call::of`] knows; all others pass.
#[derive(Debug, Clone)]
pub struct FaultService<S> {
    inner: S,
    faults: Faults,
}

impl<S> Service<Request> for FaultService<S>
where
    S: Service<Request, Response = Response, Error = ConnectionError> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = ConnectionError;
    type Future = FaultFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> FaultFuture<S::Future> {
        let call = if self.faults.is_idle() {
            None
        } else {
            Call::of(&request).ok()
        };
        let plan = call.map(|call| (self.faults.plan(&call, &request), call));
        let course = match plan.filter(|(plan, _)| !plan.fired.is_empty()) {
            None => Course::Untouched {
                inner: self.inner.call(request),
            },
            Some((plan, call)) => {
                // The clone is not ready yet; this one is, so it takes the request.
                let clone = self.inner.clone();
                let ready = std::mem::replace(&mut self.inner, clone);
                let faults = self.faults.clone();
                Course::Faulty {
                    played: Box::pin(play(plan, call, ready, request, faults)),
                }
            }
        };
        FaultFuture { course }
    }
}

pin_project! {
    /// The answer to a request, as the rules want it.
    pub struct FaultFuture<F> {
        #[pin]
        course: Course<F>,
    }
}

pin_project! {
    #[project = CourseProjected]
    enum Course<F> {
        // No rule fired.
        Untouched { #[pin] inner: F },
        // What the rules that fired make of it.
        Faulty { played: Played },
    }
}

type Played = Pin<Box<dyn Future<Output = Result<Response, ConnectionError>> + Send>>;

impl<F> Future for FaultFuture<F>
where
    F: Future<Output = Result<Response, ConnectionError>>,
{
    type Output = Result<Response, ConnectionError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().course.project() {
            CourseProjected::Untouched { inner } => inner.poll(cx),
            CourseProjected::Faulty { played } => played.as_mut().poll(cx),
        }
    }
}

async fn play<S>(
    plan: Plan,
    call: Call,
    mut inner: S,
    request: Request,
    faults: Faults,
) -> Result<Response, ConnectionError>
where
    S: Service<Request, Response = Response, Error = ConnectionError>,
{
    let before = half(plan.delay);
    let after = plan.delay - before;
    // Without the service there is no instant at which it acts, and the whole delay comes first.
    let alone = match &plan.ending {
        Some(Ending::Respond(_) | Ending::Fail(_) | Ending::Hang | Ending::BlackHole) => after,
        _ => Duration::ZERO,
    };
    pass(before + alone).await;
    let mut response = match plan.ending {
        Some(Ending::Respond(response)) => response,
        Some(Ending::Fail(error)) => return Err(error),
        Some(Ending::Hang) => return pending().await,
        Some(Ending::BlackHole) => match request.extensions().get::<ConnectTimeout>() {
            Some(limit) => {
                pass(limit.0).await;
                return Err(ConnectionError::ConnectTimeout);
            }
            None => return pending().await,
        },
        ending => {
            let answer = inner.call(request).await;
            pass(after).await;
            match ending {
                Some(Ending::Lost(Loss::Hang)) => return pending().await,
                Some(Ending::Lost(Loss::Reset)) => return Err(ConnectionError::Reset),
                Some(Ending::Rewrite(wrong)) => rewrite(&wrong, &call, answer?).await?,
                Some(Ending::Cut(at, then)) => cut(answer?, at, then).await?,
                _ => answer?,
            }
        }
    };
    for edit in &plan.edits {
        match edit {
            Edit::Headers(headers) => headers.apply(&mut response),
            Edit::Skew(skew) => skew.apply(&mut response, faults.epoch() + faults.now()),
        }
    }
    Ok(response)
}

/// Half of a time, in whole milliseconds.
fn half(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis() / 2).unwrap_or(u64::MAX))
}

/// Sleeps; returns at once, without a turn of the scheduler, if there is nothing to wait for.
async fn pass(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}
