//! Calls marked with whose they are.

use std::task::{Context, Poll};

use http::header::{AUTHORIZATION, HeaderValue};
use lexdr_wire::{ConnectionError, CredentialScope, Request, Response};

use super::upstream::SignedWith;

/// Puts another access key id into the signatures of requests on their way to `inner`. Keys in an
/// emulator say nothing: every function may have the same. What a request was signed with goes
/// along.
#[derive(Clone)]
pub(crate) struct Marked<S> {
    inner: S,
    key: String,
}

impl<S> Marked<S> {
    pub(crate) const fn new(inner: S, key: String) -> Self {
        Self { inner, key }
    }
}

fn mark(mut request: Request, key: &str) -> Request {
    let Some(own) = request.headers().get(AUTHORIZATION).cloned() else {
        return request;
    };
    let Some(scope) = CredentialScope::of(&request) else {
        return request;
    };
    let from = format!("Credential={}/", scope.access_key_id());
    let marked = own
        .to_str()
        .ok()
        .map(|text| text.replacen(&from, &format!("Credential={key}/"), 1))
        .and_then(|text| HeaderValue::try_from(text).ok());
    if let Some(mut marked) = marked {
        marked.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, marked);
        request.extensions_mut().insert(SignedWith(own));
    }
    request
}

impl<S> tower::Service<Request> for Marked<S>
where
    S: tower::Service<Request, Response = Response, Error = ConnectionError>,
{
    type Response = Response;
    type Error = ConnectionError;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.inner.call(mark(request, &self.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_call_keeps_its_scope_and_its_own_signature() {
        let own = "AWS4-HMAC-SHA256 Credential=test/20260101/us-west-2/lex/aws4_request, \
                   SignedHeaders=host, Signature=00";
        let request = http::Request::get("/").header(AUTHORIZATION, own);
        let marked = mark(request.body("".into()).unwrap(), "ASIAMARK");
        let scope = CredentialScope::of(&marked).unwrap();
        assert_eq!(
            (scope.access_key_id(), scope.region()),
            ("ASIAMARK", "us-west-2")
        );
        let kept = marked.extensions().get::<SignedWith>().unwrap();
        assert_eq!(kept.0, own);
        let unsigned = mark(http::Request::new("".into()), "ASIAMARK");
        assert!(unsigned.headers().is_empty());
    }
}
