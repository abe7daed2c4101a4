//! An AWS-compatible endpoint that serves all services and regions on one port.

use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderValue, TRANSFER_ENCODING};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderMap, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use lexdr_simulator::BoxFuture;
use lexdr_wire::{ConnectionError, Request, Response, path_style};

use crate::RunError;

/// What a request was signed with before a door marked whose it is: an extension.
#[derive(Clone)]
pub(crate) struct SignedWith(pub(crate) HeaderValue);

/// An AWS-compatible endpoint. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Upstream {
    client: Client<HttpConnector, Full<Bytes>>,
    authority: Authority,
}

impl Upstream {
    /// The endpoint at `url`, as `http://127.0.0.1:4566`.
    pub(crate) fn new(url: &str) -> Result<Self, RunError> {
        let wrong = |why: &str| RunError::Endpoint {
            url: url.to_owned(),
            why: format!("{why}; write it as http://HOST:PORT"),
        };
        let uri: Uri = url.parse().map_err(|_| wrong("it is no URL"))?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(wrong("it is not plain HTTP"));
        }
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() {
            return Err(wrong("it has a path"));
        }
        let authority = uri.authority().ok_or_else(|| wrong("it has no host"))?;
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            authority: authority.clone(),
        })
    }

    /// That something answers there.
    pub(crate) async fn answers(&self, url: &str) -> Result<(), RunError> {
        let request = http::Request::get(self.uri("/_localstack/health".parse().ok()))
            .body(Full::default())
            .map_err(|error| RunError::Endpoint {
                url: url.to_owned(),
                why: error.to_string(),
            })?;
        match self.client.request(request).await {
            Ok(_) => Ok(()),
            Err(error) => Err(RunError::Endpoint {
                url: url.to_owned(),
                why: format!("nothing answers there ({error}); start it or name another"),
            }),
        }
    }

    fn uri(&self, path: Option<PathAndQuery>) -> Uri {
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path.unwrap_or_else(|| PathAndQuery::from_static("/")));
        // Scheme, authority and path are all there, which is all that can be wrong.
        Uri::from_parts(parts).unwrap_or_default()
    }

    /// The request as the endpoint is to see it.
    fn outbound(&self, request: Request) -> http::Request<Full<Bytes>> {
        let (mut parts, body) = request.into_parts();
        parts.uri = self.uri(path_style(&parts.uri));
        if let Some(SignedWith(value)) = parts.extensions.remove() {
            parts.headers.insert(AUTHORIZATION, value);
        }
        // The client writes them for the connection it uses.
        for name in [HOST, CONTENT_LENGTH, TRANSFER_ENCODING] {
            parts.headers.remove(name);
        }
        let mut request = http::Request::new(Full::new(body));
        *request.method_mut() = parts.method;
        *request.uri_mut() = parts.uri;
        *request.headers_mut() = parts.headers;
        request
    }
}

impl tower::Service<Request> for Upstream {
    type Response = Response;
    type Error = ConnectionError;
    type Future = BoxFuture<'static, Result<Response, ConnectionError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectionError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let answer = self.client.request(self.outbound(request));
        Box::pin(async move {
            let answer = answer.await.map_err(|error| {
                if error.is_connect() {
                    ConnectionError::Refused
                } else {
                    ConnectionError::Closed
                }
            })?;
            let (parts, body) = answer.into_parts();
            let body = body
                .collect()
                .await
                .map_err(|_| ConnectionError::Closed)?
                .to_bytes();
            let mut response = http::Response::new(body.into());
            *response.status_mut() = parts.status;
            *response.headers_mut() = end_to_end(parts.headers);
            Ok(response)
        })
    }
}

/// Headers without those of the connection they came on.
fn end_to_end(mut headers: HeaderMap) -> HeaderMap {
    for name in ["connection", "keep-alive", "transfer-encoding"] {
        headers.remove(name);
    }
    headers
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::no_url("not a url", "no URL")]
    #[case::https("https://localhost:4566", "plain HTTP")]
    #[case::path("http://localhost:4566/aws", "path")]
    #[case::scheme_left_out("localhost:4566", "plain HTTP")]
    fn a_wrong_endpoint_says_what_is_wrong(#[case] url: &str, #[case] told: &str) {
        let Err(error) = Upstream::new(url) else {
            panic!("{url} is taken");
        };
        let text = error.to_string();
        assert!(text.contains(told) && text.contains(url), "{text}");
    }

    #[tokio::test]
    async fn an_endpoint_sees_the_path_and_the_callers_own_signature() {
        let upstream = Upstream::new("http://127.0.0.1:4566").unwrap();
        let mut request = http::Request::post("https://lambda.us-east-1.amazonaws.com/f?q=1")
            .header(HOST, "lambda.us-east-1.amazonaws.com")
            .header(AUTHORIZATION, "marked")
            .body(Bytes::from_static(b"{}"))
            .unwrap();
        let own = HeaderValue::from_static("own");
        request.extensions_mut().insert(SignedWith(own.clone()));
        let outbound = upstream.outbound(request);
        assert_eq!(outbound.uri(), "http://127.0.0.1:4566/f?q=1");
        assert_eq!(outbound.headers().get(AUTHORIZATION), Some(&own));
        assert_eq!(outbound.headers().get(HOST), None);
    }

    #[tokio::test]
    async fn an_endpoint_where_nothing_listens_is_named() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", free.local_addr().unwrap());
        drop(free);
        let error = Upstream::new(&url).unwrap().answers(&url).await;
        let text = error.unwrap_err().to_string();
        assert!(text.contains(&url), "{text}");
    }
}
