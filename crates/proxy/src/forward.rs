//! Sending requests on to the upstream.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::SystemTime;

use http::Version;
use http::header::HOST;
use http_body_util::BodyExt;
use lexdr_wire::{Body, ConnectionError, Destination, Request, Response, Service as Aws};
use tower::Service;

use crate::audit::Sink;
use crate::client::{Client, TlsError, client};
use crate::head;
use crate::keys::Keys;
use crate::options::{Options, Times};
use crate::outgoing::{Outgoing, outgoing};
use crate::sign::Signature;
use crate::trouble::{Trouble, broken_off};
use crate::upstream::Upstream;

/// The upstream as a service. Clones share its connections.
#[derive(Debug, Clone)]
pub(crate) struct Forward(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    client: Client<Outgoing>,
    keys: Option<Keys>,
    times: Times,
    sink: Sink,
    forwarded: AtomicU64,
    failed: AtomicU64,
}

impl Forward {
    pub(crate) fn new(options: &Options) -> Result<Self, TlsError> {
        Ok(Self(Arc::new(Shared {
            upstream: options.upstream.clone(),
            client: client(&options.times)?,
            keys: options.keys.clone(),
            times: options.times,
            sink: options.sink.clone(),
            forwarded: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        })))
    }

    pub(crate) fn upstream(&self) -> &Upstream {
        &self.0.upstream
    }

    /// How many requests were sent on.
    pub(crate) fn forwarded(&self) -> u64 {
        self.0.forwarded.load(Ordering::Relaxed)
    }

    /// How many of them the upstream did not answer.
    pub(crate) fn failed(&self) -> u64 {
        self.0.failed.load(Ordering::Relaxed)
    }

    /// What is to become of a request's signature.
    pub(crate) fn signature<B>(&self, request: &http::Request<B>) -> Signature {
        Signature::of(request, self.0.keys.as_ref())
    }
}

impl Shared {
    async fn send(
        &self,
        request: http::Request<Outgoing>,
        signature: Signature,
        service: Option<Aws>,
    ) -> Result<Response, Trouble> {
        let request = self.prepared(request, signature, service)?;
        self.forwarded.fetch_add(1, Ordering::Relaxed);
        let answer = self.client.request(request);
        let answer = tokio::time::timeout(self.times.answer, answer)
            .await
            .map_err(|_| Trouble::AnswerTimeout(self.times.answer))?
            .map_err(|error| Trouble::of(&error, self.times.connect))?;
        let (mut parts, body) = answer.into_parts();
        head::strip(&mut parts.headers);
        parts.extensions.clear();
        let body = Body::Stream(body.map_err(|error| broken_off(&error)).boxed());
        Ok(Response::from_parts(parts, body))
    }

    /// The request as the upstream gets it.
    fn prepared(
        &self,
        mut request: http::Request<Outgoing>,
        signature: Signature,
        service: Option<Aws>,
    ) -> Result<http::Request<Outgoing>, Trouble> {
        *request.uri_mut() = self.upstream.target(&request).ok_or(Trouble::NoService)?;
        *request.version_mut() = Version::HTTP_11;
        head::strip(request.headers_mut());
        match signature {
            Signature::Renew(renewal) => renewal
                .apply(&mut request, SystemTime::now())
                .map_err(|error| Trouble::Unsignable(error.to_string()))?,
            Signature::KeepThough(why) => self.sink.signature_kept(service, why),
            Signature::Keep => {}
        }
        // The many hosts of AWS each answer to their own name only.
        if self.upstream == Upstream::Aws {
            request.headers_mut().remove(HOST);
        }
        Ok(request)
    }

    fn told(&self, trouble: Trouble, service: Option<Aws>) -> Result<Response, ConnectionError> {
        if trouble.is_upstreams() {
            self.failed.fetch_add(1, Ordering::Relaxed);
            let message = trouble.message(&self.upstream);
            self.sink.upstream_failed(service, &message);
        }
        trouble.response(service, &self.upstream)
    }
}

impl Service<Request> for Forward {
    type Response = Response;
    type Error = ConnectionError;
    type Future = Pin<Box<dyn Future<Output = Result<Response, ConnectionError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let shared = self.0.clone();
        let signature = self.signature(&request);
        Box::pin(async move {
            let service = Destination::of(&request).map(|found| found.service);
            let request = outgoing(request);
            match shared.send(request, signature, service).await {
                Ok(response) => Ok(response),
                Err(trouble) => shared.told(trouble, service),
            }
        })
    }
}
