//! Where requests go.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use lexdr_wire::Destination;

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upstream {
    /// Every request goes to one place.
    Endpoint(Endpoint),
    /// Each goes to the endpoint of AWS for the service and region that it names by path prefix,
    /// host or signature.
    Aws,
}

/// One place: `http://HOST:PORT`, maybe with a path that stands before every other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    scheme: Scheme,
    authority: Authority,
    base: String,
}

/// Why a text names no upstream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// It is no URL of a server.
    #[error(
        "{0:?} is no endpoint; write http://HOST:PORT, or `aws` for the endpoints of AWS itself"
    )]
    NoEndpoint(String),
    /// It needs TLS.
    #[error(
        "{0} needs TLS, which this program was built without; build it with --features tls, or \
         name an endpoint that speaks http"
    )]
    NoTls(String),
}

impl FromStr for Upstream {
    type Err = UpstreamError;

    fn from_str(text: &str) -> Result<Self, UpstreamError> {
        let no_tls = || Err(UpstreamError::NoTls(text.to_owned()));
        if text == "aws" {
            return if cfg!(feature = "tls") {
                Ok(Self::Aws)
            } else {
                no_tls()
            };
        }
        let no_endpoint = || UpstreamError::NoEndpoint(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| no_endpoint())?;
        let parts = uri.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(no_endpoint());
        };
        // A URL may hold a password; requests do not carry it, and messages would print it.
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(UpstreamError::NoEndpoint("a URL with a user".to_owned()));
        }
        let path = parts.path_and_query;
        if path.as_ref().is_some_and(|path| path.query().is_some()) {
            return Err(no_endpoint());
        }
        match scheme.as_str() {
            "http" => {}
            "https" if cfg!(feature = "tls") => {}
            "https" => return no_tls(),
            _ => return Err(no_endpoint()),
        }
        let base = path.map_or(String::new(), |path| {
            path.path().trim_end_matches('/').to_owned()
        });
        Ok(Self::Endpoint(Endpoint {
            scheme,
            authority,
            base,
        }))
    }
}

impl Upstream {
    /// The URL that a request is to be sent to; `None` if nothing in it names a service.
    pub(crate) fn target<B>(&self, request: &http::Request<B>) -> Option<Uri> {
        let query = request.uri().query();
        let (scheme, authority, path) = match self {
            Self::Endpoint(endpoint) => {
                let (scheme, authority) = (endpoint.scheme.clone(), endpoint.authority.clone());
                if endpoint.base.is_empty() {
                    let path = request.uri().path_and_query().cloned();
                    return url(scheme, authority, path?);
                }
                let path = format!("{}{}", endpoint.base, request.uri().path());
                (scheme, authority, path)
            }
            Self::Aws => {
                let found = Destination::of(request)?;
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                if !found.region.bytes().all(plain) {
                    return None;
                }
                let host = found.service.host(&found.region);
                let path = found.path.into_owned();
                (Scheme::HTTPS, Authority::try_from(host).ok()?, path)
            }
        };
        let path = match query {
            Some(query) => format!("{path}?{query}"),
            None => path,
        };
        url(scheme, authority, PathAndQuery::try_from(path).ok()?)
    }
}

fn url(scheme: Scheme, authority: Authority, path: PathAndQuery) -> Option<Uri> {
    Uri::builder()
        .scheme(scheme)
        .authority(authority)
        .path_and_query(path)
        .build()
        .ok()
}

impl fmt::Display for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(Endpoint {
                scheme,
                authority,
                base,
            }) => write!(f, "{scheme}://{authority}{base}"),
            Self::Aws => f.write_str("aws"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn request(uri: &str) -> http::Request<()> {
        http::Request::builder().uri(uri).body(()).unwrap()
    }

    #[rstest]
    #[case("http://localhost:4566", "/", "http://localhost:4566/")]
    #[case(
        "http://localhost:4566/",
        "/a%2Fb/%24LATEST?x=%20y&z",
        "http://localhost:4566/a%2Fb/%24LATEST?x=%20y&z"
    )]
    #[case("http://h/base/", "/a/", "http://h/base/a/")]
    #[case("http://h/base", "/?x", "http://h/base/?x")]
    fn paths_pass_as_they_are(#[case] upstream: &str, #[case] path: &str, #[case] url: &str) {
        let upstream: Upstream = upstream.parse().unwrap();
        assert_eq!(upstream.target(&request(path)).unwrap(), url);
    }

    #[rstest]
    #[case(
        "/us-west-2/runtime.lex/bot/b",
        Some("https://runtime.lex.us-west-2.amazonaws.com/bot/b")
    )]
    #[case(
        "/cn-north-1/dynamodb",
        Some("https://dynamodb.cn-north-1.amazonaws.com.cn/")
    )]
    #[case("/us-west-2/iam/?a=b", Some("https://iam.amazonaws.com/?a=b"))]
    #[case("/s3/bucket", Some("https://s3.us-east-1.amazonaws.com/bucket"))]
    #[case("/sqs/queue", None)]
    fn aws_is_where_the_request_says(#[case] path: &str, #[case] url: Option<&str>) {
        let found = Upstream::Aws.target(&request(path));
        assert_eq!(found.map(|url| url.to_string()).as_deref(), url);
    }

    #[test]
    fn a_region_cannot_name_another_host() {
        let scope = "Credential=AKID/day/x@evil.example:80/lex/aws4_request";
        let mut request = request("/bot/b/alias/a/user/u/text");
        let value = http::HeaderValue::from_static(scope);
        request.headers_mut().insert("authorization", value);
        assert_eq!(Upstream::Aws.target(&request), None);
    }

    #[rstest]
    #[case("localhost:4566")]
    #[case("/path")]
    #[case("ftp://h")]
    #[case("http://h/?query")]
    #[case("http://user:password@h")]
    #[case("")]
    fn what_is_no_endpoint_is_refused(#[case] text: &str) {
        let error = text.parse::<Upstream>().unwrap_err();
        assert!(matches!(error, UpstreamError::NoEndpoint(_)), "{error}");
        assert!(!error.to_string().contains("password"), "{error}");
    }

    #[cfg(not(feature = "tls"))]
    #[rstest]
    #[case("https://dynamodb.us-east-1.amazonaws.com")]
    #[case("aws")]
    fn without_tls_the_way_to_it_is_told(#[case] text: &str) {
        let error = text.parse::<Upstream>().unwrap_err();
        assert!(error.to_string().contains("--features tls"), "{error}");
    }
}
