//! Where a request goes: which service in which region, and the path that service sees.

use std::borrow::Cow;

use http::Uri;
use http::uri::PathAndQuery;

use crate::{CredentialScope, Service};

/// Where requests go that name no region.
const DEFAULT_REGION: &str = "us-east-1";

/// Every name below it is this machine's (RFC 6761).
const LOCAL: &str = ".localhost";

/// Where a request goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination<'r> {
    /// The service.
    pub service: Service,
    /// The region (`us-east-1` for global endpoints).
    pub region: String,
    /// The path without a prefix that only named service and region. A bucket of S3 comes first,
    /// also where it is part of the host.
    pub path: Cow<'r, str>,
}

impl<'r> Destination<'r> {
    /// Reads where a request goes. The host names service and region
    /// (`runtime.lex.us-east-1.amazonaws.com`, or the same before `.localhost`), else a path prefix does
    /// (`/us-east-1/runtime.lex/…`, or `/runtime.lex/…` with the region of the signature), else
    /// the SigV4 credential scope. `None` if nothing names a service that lexdr knows.
    #[must_use]
    pub fn of<B>(request: &'r http::Request<B>) -> Option<Self> {
        let path = request.uri().path();
        let host = host(request);
        if let Some((service, region)) = from_host(&host) {
            let region = match region {
                Some(region) => region.to_owned(),
                // The names of this machine are nobody's global endpoint.
                None if host.ends_with(LOCAL) => signed_region(request),
                None => DEFAULT_REGION.to_owned(),
            };
            let path = match bucket(&host) {
                Some(bucket) => Cow::Owned(format!("/{bucket}{path}")),
                None => Cow::Borrowed(path),
            };
            return Some(Self {
                service,
                region,
                path,
            });
        }
        if let Some(found) = Self::of_prefix(request) {
            return Some(found);
        }
        let scope = CredentialScope::of(request)?;
        Some(Self {
            service: Service::signing_as(scope.service(), request.method(), path)?,
            region: scope.region().to_owned(),
            path: Cow::Borrowed(path),
        })
    }

    /// What a path prefix alone says, whatever the host is.
    #[must_use]
    pub fn of_prefix<B>(request: &'r http::Request<B>) -> Option<Self> {
        let scope = CredentialScope::of(request);
        let (service, region, path) = from_prefix(request.uri().path(), scope.as_ref())?;
        Some(Self {
            service,
            region,
            path: Cow::Borrowed(path),
        })
    }
}

fn signed_region<B>(request: &http::Request<B>) -> String {
    let scope = CredentialScope::of(request);
    let region = scope.as_ref().map(CredentialScope::region);
    region.unwrap_or(DEFAULT_REGION).to_owned()
}

/// The host that a request names, in small letters and without a port.
pub(crate) fn host<B>(request: &http::Request<B>) -> String {
    request
        .uri()
        .host()
        .or_else(|| {
            request
                .headers()
                .get(http::header::HOST)
                .and_then(|h| h.to_str().ok())
        })
        .unwrap_or_default()
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// The service, and the region if the host names one.
fn from_host(host: &str) -> Option<(Service, Option<&str>)> {
    let name = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"))
        .or_else(|| host.strip_suffix(LOCAL))?;
    if let Some(service) = Service::from_endpoint_prefix(name) {
        return Some((service, None));
    }
    let (prefix, region) = name.rsplit_once('.')?;
    let prefix = match bucket(host) {
        Some(_) => Service::S3.endpoint_prefix(),
        None => prefix,
    };
    Some((Service::from_endpoint_prefix(prefix)?, Some(region)))
}

/// Path and query as they are at an endpoint of one host for everything: a bucket of S3 that is part
/// of the host comes first.
#[must_use]
pub fn path_style(uri: &Uri) -> Option<PathAndQuery> {
    let path = uri.path_and_query()?;
    match bucket(uri.host().unwrap_or_default()) {
        Some(bucket) => format!("/{bucket}{path}").parse().ok(),
        None => Some(path.clone()),
    }
}

/// The bucket, if the host is `BUCKET.s3.REGION.amazonaws.com`.
fn bucket(host: &str) -> Option<&str> {
    let name = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let (name, _) = name.rsplit_once('.')?;
    name.strip_suffix(".s3")
}

/// `/REGION/SERVICE/…` or `/SERVICE/…`.
fn from_prefix<'p>(
    path: &'p str,
    scope: Option<&CredentialScope<'_>>,
) -> Option<(Service, String, &'p str)> {
    let (first, rest) = piece(path)?;
    if let Some(service) = Service::from_endpoint_prefix(first) {
        // What is signed for another service has a path of that service, whatever it looks like.
        let meant = scope.is_none_or(|scope| scope.service() == service.signing_name());
        let region = scope.map_or(DEFAULT_REGION, CredentialScope::region);
        return meant.then(|| (service, region.to_owned(), rest));
    }
    // A bot may be called `lambda`; no service has a path that begins with a region.
    if !looks_like_region(first) {
        return None;
    }
    let (second, rest) = piece(rest)?;
    let service = Service::from_endpoint_prefix(second)?;
    // But a bucket of S3 may be called so, and what is in it anything.
    let of_s3 = scope.is_some_and(|scope| scope.service() == Service::S3.signing_name());
    let meant = !of_s3 || service == Service::S3;
    meant.then(|| (service, first.to_owned(), rest))
}

/// The first piece of a path, and the path behind it.
fn piece(path: &str) -> Option<(&str, &str)> {
    let path = path.strip_prefix('/')?;
    Some(match path.find('/') {
        Some(at) => path.split_at(at),
        None => (path, "/"),
    })
}

/// Words with hyphens and a number behind the last, such as `us-gov-west-1`.
fn looks_like_region(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str, scope: &str) -> Option<(Service, String, String)> {
        let request = http::Request::builder()
            .uri(uri)
            .header("host", "127.0.0.1:4589")
            .header("authorization", format!("AWS4 Credential=AKID/day/{scope}"))
            .body(())
            .unwrap();
        let found = Destination::of(&request)?;
        Some((found.service, found.region, found.path.into_owned()))
    }

    fn at(service: Service, region: &str, path: &str) -> Option<(Service, String, String)> {
        Some((service, region.to_owned(), path.to_owned()))
    }

    #[test]
    fn a_prefix_names_region_and_service_or_the_service_alone() {
        let text = "/bot/b/alias/a/user/u/text";
        let lex = Service::LexRuntime;
        let both = of(&format!("/us-west-2/runtime.lex{text}"), "");
        assert_eq!(both, at(lex, "us-west-2", text));
        let one = of(&format!("/runtime.lex{text}"), "eu-west-1/lex/aws4_request");
        assert_eq!(one, at(lex, "eu-west-1", text));
        let unsigned = of("/dynamodb", "");
        assert_eq!(unsigned, at(Service::DynamoDb, "us-east-1", "/"));
    }

    #[test]
    fn one_port_tells_the_generations_of_lex_apart() {
        let to = |method: &str, path: &str| {
            let request = http::Request::builder()
                .method(method)
                .uri(path)
                .header(
                    "authorization",
                    "AWS4 Credential=AKID/day/us-east-1/lex/aws4_request",
                )
                .body(())
                .unwrap();
            Destination::of(&request).unwrap().service
        };
        let (first, second) = (Service::LexModels, Service::LexModelsV2);
        assert_eq!(to("DELETE", "/bots/OrderFlowers"), first);
        assert_eq!(to("DELETE", "/bots/ABCD1EFGHI/"), second);
        assert_eq!(to("GET", "/bots/"), first);
        assert_eq!(to("PUT", "/bots/"), second);
        assert_eq!(to("POST", "/bots/"), second);
        assert_eq!(to("GET", "/bots/ABCD1EFGHI/"), second);
        let arn = "/tags/arn%3Aaws%3Alex%3Aus-east-1%3A1%3A";
        assert_eq!(to("GET", &format!("{arn}bot%3AOrderFlowers")), first);
        assert_eq!(to("GET", &format!("{arn}bot%2FABCD1EFGHI")), second);
        assert_eq!(
            to("POST", &format!("{arn}bot-alias%2FABCD1EFGHI%2FTSTALIASID")),
            second
        );
        let session = "/bots/ABCD1EFGHI/botAliases/TSTALIASID/botLocales/en_US/sessions/s1";
        assert_eq!(to("GET", session), Service::LexRuntimeV2);
        // A method that neither has at this path: the first that has the path.
        assert_eq!(to("PATCH", "/bots/"), first);
    }

    #[test]
    fn a_bucket_in_the_host_is_of_s3() {
        let of = |host: &str| {
            let request = http::Request::builder().uri(format!("https://{host}/key"));
            let request = request.body(()).unwrap();
            let found = Destination::of(&request)?;
            Some((found.service, found.region, found.path.into_owned()))
        };
        assert_eq!(
            of("my.runs.s3.eu-west-1.amazonaws.com"),
            at(Service::S3, "eu-west-1", "/my.runs/key")
        );
        assert_eq!(
            of("s3.eu-west-1.amazonaws.com"),
            at(Service::S3, "eu-west-1", "/key")
        );
        assert_eq!(of("runs.s4.eu-west-1.amazonaws.com"), None);
        for (host, path) in [("runs.s3.eu-west-1", "/runs/a?b"), ("s3.eu-west-1", "/a?b")] {
            let uri = format!("https://{host}.amazonaws.com/a?b").parse().unwrap();
            assert_eq!(path_style(&uri).unwrap(), path);
        }
    }

    #[test]
    fn names_of_resources_are_no_prefixes() {
        let bot = of("/bots/lambda/versions/1", "us-west-2/lex/aws4_request");
        let path = "/bots/lambda/versions/1";
        assert_eq!(bot, at(Service::LexModels, "us-west-2", path));
        let s3 = "us-west-2/s3/aws4_request";
        for path in ["/lambda/key", "/bucket-1/lambda/key"] {
            assert_eq!(of(path, s3), at(Service::S3, "us-west-2", path));
        }
        let prefixed = of("/us-east-1/s3/lambda/key", s3);
        assert_eq!(prefixed, at(Service::S3, "us-east-1", "/lambda/key"));
        assert_eq!(of("/lambda/key", "us-east-1/sqs/aws4_request"), None);
    }
}
