//! What happens, told line by line to whoever listens.

use std::cell::RefCell;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http_body::Frame;
use http_body_util::BodyExt;
use jiff::Timestamp;
use lexdr_faults::Fired;
use lexdr_wire::{Body, Call, ConnectionError, Request, Response};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender};

use crate::door::Place;

/// How many lines a listener may be behind before it misses some.
const BACKLOG: usize = 1024;

thread_local! {
    /// The rules that have fired on this thread since somebody last asked.
    static FIRED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes that a rule has fired. The fault layer says so while it takes the request, on its thread.
pub(crate) fn note(fired: &Fired) {
    FIRED.with_borrow_mut(|rules| rules.push(fired.rule.clone()));
}

/// What `take` returns, and the rules that fired in it.
pub(crate) fn firing<T>(take: impl FnOnce() -> T) -> (T, Vec<String>) {
    FIRED.take();
    let taken = take();
    (taken, FIRED.take())
}

/// The stream of events. It costs nothing while nobody listens.
#[derive(Debug)]
pub(crate) struct Events(Mutex<Option<Sender<Bytes>>>);

impl Events {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Some(Sender::new(BACKLOG))))
    }

    fn sender(&self) -> Option<Sender<Bytes>> {
        let sender = self.0.lock();
        sender.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the stream for all who listen.
    pub(crate) fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The events from now on, as the body of an answer.
    pub(crate) fn body(&self) -> Body {
        match self.sender() {
            Some(sender) => Body::Stream(Lines(wait(sender.subscribe())).boxed()),
            None => Body::empty(),
        }
    }

    /// Begins the event of a request, if anybody listens.
    pub(crate) fn begin(&self, request: &Request, place: Place) -> Option<Exchange> {
        let sender = self.sender().filter(|sender| sender.receiver_count() > 0)?;
        Some(Exchange {
            sender,
            time: SystemTime::now(),
            begun: Instant::now(),
            method: request.method().to_string(),
            place,
            operation: Call::of(request).ok().map(|call| call.operation),
            faults: Vec::new(),
            status: None,
        })
    }
}

/// A request on its way. It is told when it is dropped: answered, or given up. Paths, headers and
/// bodies are callers' data and stay out of it.
pub(crate) struct Exchange {
    sender: Sender<Bytes>,
    time: SystemTime,
    begun: Instant,
    method: String,
    place: Place,
    operation: Option<String>,
    faults: Vec<String>,
    status: Option<u16>,
}

impl Exchange {
    pub(crate) fn fired(&mut self, rules: Vec<String>) {
        self.faults = rules;
    }

    pub(crate) fn answered(&mut self, answer: &Result<Response, ConnectionError>) {
        self.status = answer
            .as_ref()
            .ok()
            .map(|response| response.status().as_u16());
    }

    fn line(&self) -> Value {
        let time = Timestamp::try_from(self.time).unwrap_or_default();
        json!({
            "time": time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            "method": self.method,
            "service": self.place.service.endpoint_prefix(),
            "region": self.place.region,
            "operation": self.operation,
            "status": self.status,
            "faults": self.faults,
            "duration_ms": self.begun.elapsed().as_micros() as f64 / 1000.0,
        })
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        // Nobody listens any more: then nobody misses it.
        let _ = self.sender.send(format!("{}\n", self.line()).into());
    }
}

type Next =
    Pin<Box<dyn Future<Output = (Result<Bytes, RecvError>, Receiver<Bytes>)> + Send + Sync>>;

fn wait(mut receiver: Receiver<Bytes>) -> Next {
    Box::pin(async move {
        let line = receiver.recv().await;
        (line, receiver)
    })
}

/// A body of lines that ends with the server.
struct Lines(Next);

impl http_body::Body for Lines {
    type Data = Bytes;
    type Error = ConnectionError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, ConnectionError>>> {
        let (line, receiver) = ready!(self.0.as_mut().poll(cx));
        let line = match line {
            Ok(line) => line,
            Err(RecvError::Lagged(count)) => format!("{}\n", json!({ "missed": count })).into(),
            Err(RecvError::Closed) => {
                // Polled once more, it would be the same.
                self.0 = wait(receiver);
                return Poll::Ready(None);
            }
        };
        self.0 = wait(receiver);
        Poll::Ready(Some(Ok(Frame::data(line))))
    }
}
