//! Which call a request is: service, region, operation, resource labels, caller's key.

use percent_encoding::percent_decode_str;

use crate::routes::{self, Labels};
use crate::{Protocol, Request, Service};

/// What a request asks for, read from its host, path, headers and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The service it goes to.
    pub service: Service,
    /// The region it goes to (`us-east-1` for global endpoints).
    pub region: String,
    /// The operation, as the service's API reference spells it.
    pub operation: String,
    /// The parts of the path that name resources, percent-decoded (REST services only).
    pub labels: Labels,
    /// The access key id of the signature: who is calling.
    pub access_key_id: Option<String>,
}

/// Why a request is not a call that lexdr knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Neither host, path prefix nor credential scope names a known service.
    #[error("no known AWS service in host {host:?} and path {path:?}")]
    UnknownService {
        /// The host asked.
        host: String,
        /// The path asked.
        path: String,
    },
    /// The service is known, the operation is not.
    #[error("{service} has no operation {what} that lexdr knows")]
    UnknownOperation {
        /// The service asked.
        service: Service,
        /// Method and path, target or action.
        what: String,
    },
}

impl Call {
    /// Reads what a request asks for. The host names service and region
    /// (`runtime.lex.us-east-1.amazonaws.com`), else a path prefix does
    /// (`/us-east-1/runtime.lex/…`), else the SigV4 credential scope.
    ///
    /// # Errors
    /// When the service or the operation is unknown.
    pub fn of(request: &Request) -> Result<Self, CallError> {
        let host = host(request);
        let path = request.uri().path();
        let scope = Scope::of(request);
        let (service, region, rest) =
            place(&host, path, scope.as_ref()).ok_or_else(|| CallError::UnknownService {
                host: host.clone(),
                path: path.to_owned(),
            })?;
        let (operation, labels) = operation(service, request, rest)?;
        let access_key_id = scope.map(|scope| scope.access_key_id.to_owned());
        Ok(Self {
            service,
            region,
            operation,
            labels,
            access_key_id,
        })
    }

    /// A resource label of the path, or the empty string.
    #[must_use]
    pub fn label(&self, name: &str) -> &str {
        self.labels.get(name)
    }
}

fn host(request: &Request) -> String {
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

/// Service, region and the path without a prefix that only named those two.
fn place<'p>(
    host: &str,
    path: &'p str,
    scope: Option<&Scope<'_>>,
) -> Option<(Service, String, &'p str)> {
    if let Some((service, region)) = from_host(host) {
        return Some((service, region, path));
    }
    if let Some((service, region, rest)) = from_prefix(path) {
        return Some((service, region.to_owned(), rest));
    }
    let scope = scope?;
    let service = match scope.service {
        "lex" => routes::LEX_APIS
            .into_iter()
            .find(|service| routes::could_be(*service, path))
            .unwrap_or(Service::LexRuntime),
        name => Service::ALL
            .into_iter()
            .find(|service| service.signing_name() == name)?,
    };
    Some((service, scope.region.to_owned(), path))
}

fn from_host(host: &str) -> Option<(Service, String)> {
    let name = host
        .strip_suffix(".amazonaws.com")
        .or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    if let Some(service) = Service::from_endpoint_prefix(name) {
        return Some((service, "us-east-1".to_owned()));
    }
    let (prefix, region) = name.rsplit_once('.')?;
    Some((Service::from_endpoint_prefix(prefix)?, region.to_owned()))
}

fn from_prefix(path: &str) -> Option<(Service, &str, &str)> {
    let (region, rest) = path.strip_prefix('/')?.split_once('/')?;
    let (prefix, rest) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    };
    Some((Service::from_endpoint_prefix(prefix)?, region, rest))
}

fn operation(
    service: Service,
    request: &Request,
    path: &str,
) -> Result<(String, Labels), CallError> {
    let unknown = |what: String| CallError::UnknownOperation { service, what };
    match service.protocol() {
        Protocol::RestJson => routes::find(service, request.method(), path)
            .map(|found| (found.operation.to_owned(), found.labels))
            .ok_or_else(|| unknown(format!("{} {path}", request.method()))),
        Protocol::AwsJson { target_prefix, .. } => {
            let target = request
                .headers()
                .get("x-amz-target")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            target
                .strip_prefix(target_prefix)
                .and_then(|rest| rest.strip_prefix('.'))
                .filter(|name| !name.is_empty())
                .map(|name| (name.to_owned(), Labels::default()))
                .ok_or_else(|| unknown(format!("with X-Amz-Target {target:?}")))
        }
        Protocol::Query { .. } => form_value(request.body(), "Action")
            .map(|action| (action, Labels::default()))
            .ok_or_else(|| unknown("without an Action".to_owned())),
    }
}

/// One value of an `application/x-www-form-urlencoded` body.
fn form_value(body: &[u8], key: &str) -> Option<String> {
    std::str::from_utf8(body).ok()?.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == key).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
    })
}

/// `AKID/date/region/service/aws4_request` of the Authorization header.
struct Scope<'r> {
    access_key_id: &'r str,
    region: &'r str,
    service: &'r str,
}

impl<'r> Scope<'r> {
    fn of(request: &'r Request) -> Option<Self> {
        let header = request
            .headers()
            .get(http::header::AUTHORIZATION)?
            .to_str()
            .ok()?;
        let credential = header
            .split_once("Credential=")?
            .1
            .split([',', ' '])
            .next()?;
        let mut parts = credential.split('/');
        let access_key_id = parts.next()?;
        let _date = parts.next()?;
        Some(Self {
            access_key_id,
            region: parts.next()?,
            service: parts.next()?,
        })
    }
}
