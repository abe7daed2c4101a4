//! What the health check asks of bots and tables, seen from in front of everything that could keep
//! a call from arriving.
//!
//! It is how a report can say what a check did that does not say it itself: somebody else's, or
//! one that was cut off.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use lexdr_history::CheckCall;
use lexdr_simulator::{BoxFuture, Clock};
use lexdr_wire::{Call, ConnectionError, Request, Response, Service};
use serde_json::Value;

/// The calls remembered, of however many runs. A check makes a handful.
const REMEMBERED: usize = 4_096;

/// The calls told of one run.
const TOLD: usize = 12;

/// The calls of the health check. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct CheckCalls(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    calls: VecDeque<(i64, CheckCall)>,
    /// How many have been forgotten: the number of the first that is remembered.
    forgotten: usize,
}

impl CheckCalls {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first calls that began from `start_ms` to `end_ms`, in milliseconds since 1970.
    pub(crate) fn during(&self, start_ms: i64, end_ms: i64) -> Vec<CheckCall> {
        let inner = self.inner();
        let during = inner
            .calls
            .iter()
            .filter(|(at_ms, _)| (start_ms..=end_ms).contains(at_ms));
        during.take(TOLD).map(|(_, call)| call.clone()).collect()
    }

    fn began(&self, at_ms: i64, call: &Call) -> usize {
        let mut inner = self.inner();
        if inner.calls.len() == REMEMBERED {
            inner.calls.pop_front();
            inner.forgotten += 1;
        }
        let call = CheckCall {
            service: call.service.endpoint_prefix().to_owned(),
            operation: call.operation.clone(),
            region: call.region.clone(),
            answer: None,
        };
        inner.calls.push_back((at_ms, call));
        inner.forgotten + inner.calls.len() - 1
    }

    fn answered(&self, number: usize, answer: String) {
        let mut inner = self.inner();
        let index = number.checked_sub(inner.forgotten);
        if let Some((_, call)) = index.and_then(|index| inner.calls.get_mut(index)) {
            call.answer = Some(answer);
        }
    }
}

/// Whose calls are listened to.
type Whose = dyn Fn(&Call) -> bool + Send + Sync;

/// Listens to the calls on their way to `inner`.
#[derive(Clone)]
pub(crate) struct Tap<S> {
    inner: S,
    clock: Clock,
    calls: CheckCalls,
    whose: Arc<Whose>,
}

impl<S> Tap<S> {
    /// Listens to calls of which `whose` says that the health check makes them.
    pub(crate) fn new(
        inner: S,
        clock: Clock,
        calls: CheckCalls,
        whose: impl Fn(&Call) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            inner,
            clock,
            calls,
            whose: Arc::new(whose),
        }
    }

    fn listen(&self, request: &Request) -> Option<usize> {
        let call = Call::of(request).ok()?;
        let told = matches!(
            call.service,
            Service::LexRuntime | Service::LexRuntimeV2 | Service::DynamoDb
        );
        (told && (self.whose)(&call)).then(|| self.calls.began(self.clock.now_ms(), &call))
    }
}

impl<S> tower::Service<Request> for Tap<S>
where
    S: tower::Service<Request, Response = Response, Error = ConnectionError>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let number = self.listen(&request);
        let answer = self.inner.call(request);
        let Some(number) = number else {
            return Box::pin(answer);
        };
        let calls = self.calls.clone();
        Box::pin(async move {
            let answer = answer.await;
            let told = match &answer {
                Ok(response) => status(response),
                Err(error) => error.to_string(),
            };
            calls.answered(number, told);
            answer
        })
    }
}

/// `200`, or `404 NotFoundException`.
fn status(response: &Response) -> String {
    let status = response.status();
    let named = response.headers().get("x-amzn-errortype");
    let named = named.and_then(|name| name.to_str().ok()).map(str::to_owned);
    let code = named.or_else(|| {
        let body: Value = serde_json::from_slice(response.body().bytes()?).ok()?;
        Some(body["__type"].as_str()?.to_owned())
    });
    match code {
        Some(code) if !status.is_success() => {
            let code = code.split(':').next().unwrap_or_default();
            let code = code.rsplit('#').next().unwrap_or_default();
            format!("{} {code}", status.as_u16())
        }
        _ => status.as_u16().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use lexdr_wire::ServiceError;
    use tower::ServiceExt as _;

    use super::*;

    fn post_text(region: &str) -> Request {
        let path = "/bot/OrderFlowers/alias/ver_one/user/u/text";
        http::Request::post(format!("https://runtime.lex.{region}.amazonaws.com{path}"))
            .body("{}".into())
            .unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn calls_are_told_with_what_came_of_them() {
        let clock = Clock::starting_at(SystemTime::UNIX_EPOCH);
        let calls = CheckCalls::default();
        let world = tower::service_fn(|request: Request| async move {
            if request.uri().host() == Some("runtime.lex.us-west-2.amazonaws.com") {
                return Err(ConnectionError::Refused);
            }
            let error = ServiceError::new("NotFoundException", 404, "no alias");
            Ok(error.into_response(Service::LexRuntime, "id"))
        });
        let tap = Tap::new(world, clock, calls.clone(), |_| true);
        let _ = tap.clone().oneshot(post_text("us-east-1")).await;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        let _ = tap.oneshot(post_text("us-west-2")).await;
        let told = |from, to| {
            let calls = calls.during(from, to).into_iter();
            let told = |call: CheckCall| (call.region, call.operation, call.answer.unwrap());
            calls.map(told).collect::<Vec<_>>()
        };
        let of = |region: &str, answer: &str| {
            (region.to_owned(), "PostText".to_owned(), answer.to_owned())
        };
        let (east, west) = (
            of("us-east-1", "404 NotFoundException"),
            of("us-west-2", "connection refused"),
        );
        assert_eq!(told(0, 10), [east, west.clone()]);
        assert_eq!(told(5, 10), [west]);
    }
}
