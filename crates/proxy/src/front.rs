//! What a request meets first.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http::{Method, StatusCode};
use http_body::Body as _;
use http_body_util::{BodyExt, Limited};
use lexdr_admin::{Rules, error, is_foreign, not_allowed, reply};
use lexdr_faults::{FaultLayer, FaultService, Faults};
use lexdr_server::{BodyError, Handler, Reply};
use lexdr_wire::{Request, Response};
use serde_json::json;
use tower::{Layer, Service};

use crate::client::TlsError;
use crate::forward::Forward;
use crate::options::Options;
use crate::outgoing::streamed;

/// The longest body that is read to its end so that rules may look at it. Those of the calls that
/// rules can tell apart by their bodies are shorter by far.
const SEEN: usize = 256 * 1024;

/// The longest body that is read to its end so that it can be signed: what DynamoDB takes, and
/// more than Lambda or Lex do.
const SIGNED: usize = 16 * 1024 * 1024;

/// The longest body of the API's own.
const OWN: usize = 1024 * 1024;

/// Everything behind the port. Clones share it.
#[derive(Clone)]
pub(crate) struct Front(Arc<Shared>);

struct Shared {
    faults: Faults,
    rules: Rules,
    forward: Forward,
    aws: FaultService<Forward>,
    begun: Instant,
    open: bool,
    /// Whether other machines can come in.
    remote: bool,
}

impl Front {
    pub(crate) fn new(options: &Options) -> Result<Self, TlsError> {
        let sink = options.sink.clone();
        let faults = Faults::builder()
            .seed(options.seed)
            .audit(move |fired: &lexdr_faults::Fired| sink.fired(fired))
            .build();
        let forward = Forward::new(options)?;
        Ok(Self(Arc::new(Shared {
            rules: Rules::new(faults.clone(), options.lifetime).without_callers(),
            aws: FaultLayer::new(faults.clone()).layer(forward.clone()),
            faults,
            forward,
            begun: Instant::now(),
            open: options.open,
            remote: !options.listen.ip().is_loopback(),
        })))
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.0.rules
    }
}

impl Handler for Front {
    async fn handle(&self, _: SocketAddr, request: lexdr_server::Request) -> Reply {
        let shared = &self.0;
        if lexdr_admin::is_for(request.uri().path()).is_some() {
            return match read(request, OWN).await {
                Ok(request) => shared.administer(&request).into(),
                Err(error) => error.into(),
            };
        }
        match shared.taken(request).await {
            Ok(request) => Reply::of(shared.aws.clone().call(request).await).await,
            Err(error) => error.into(),
        }
    }
}

impl Shared {
    /// The request with its body read, where somebody has to look at that.
    async fn taken(&self, request: lexdr_server::Request) -> Result<Request, BodyError> {
        if request.body().is_end_stream() {
            return Ok(request.map(|_| Bytes::new()));
        }
        if self.forward.signature(&request).needs_body() {
            return read(request, SIGNED).await;
        }
        let length = request.body().size_hint().exact();
        let short = length.is_some_and(|length| length <= SEEN as u64);
        if short && !self.faults.is_idle() {
            return read(request, SEEN).await;
        }
        Ok(streamed(request))
    }

    fn administer(&self, request: &Request) -> Response {
        if is_foreign(request.headers(), self.remote) {
            return error(
                StatusCode::FORBIDDEN,
                "this API answers programs on this machine, not web pages from elsewhere; use a \
                 host name or address of this machine",
            );
        }
        let method = request.method();
        let (resource, id) = lexdr_admin::is_for(request.uri().path()).unwrap_or_default();
        match (resource, id) {
            ("health", "") if [Method::GET, Method::HEAD].contains(method) => self.health(),
            ("health", "") => not_allowed("GET"),
            ("faults", "") if !self.open && method == Method::POST => error(
                StatusCode::FORBIDDEN,
                "rules come from LEXDR_FAULT_RULES here, and from nowhere else",
            ),
            ("faults", id) => lexdr_admin::answer(&self.rules, request, id),
            _ => error(
                StatusCode::NOT_FOUND,
                "there are /_lexdr/health and /_lexdr/faults",
            ),
        }
    }

    fn health(&self) -> Response {
        let fired: u64 = self.faults.fired().into_values().sum();
        reply(
            StatusCode::OK,
            &json!({
                "status": "running",
                "version": env!("CARGO_PKG_VERSION"),
                "uptime_s": self.begun.elapsed().as_secs(),
                "upstream": self.forward.upstream().to_string(),
                "forwarded": self.forward.forwarded(),
                "upstream_failed": self.forward.failed(),
                "faults": self.rules.names().len(),
                "faults_fired": fired,
            }),
        )
    }
}

/// The request with its body read to the end, if it is not longer than this.
async fn read(request: lexdr_server::Request, limit: usize) -> Result<Request, BodyError> {
    let too_large = BodyError::TooLarge { limit };
    // A client that waits for "100 Continue" is told before it sends anything.
    if request.body().size_hint().lower() > limit as u64 {
        return Err(too_large);
    }
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, limit).collect().await;
    let body = body.map_err(|error| {
        let error = error.downcast::<BodyError>();
        error.map_or(too_large, |error| *error)
    })?;
    Ok(Request::from_parts(parts, body.to_bytes()))
}
