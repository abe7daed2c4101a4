//! Which call a request is: service, region, operation, resource labels, caller's key.

use percent_encoding::percent_decode_str;

use crate::destination::{self, Destination};
use crate::routes::{self, Labels};
use crate::{CredentialScope, Protocol, Request, Service};

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
    /// Reads what a request asks for. Where it goes is told by [`Destination::of`], the operation
    /// by method and path, a header, or the body.
    ///
    /// # Errors
    /// When the service or the operation is unknown.
    pub fn of(request: &Request) -> Result<Self, CallError> {
        let Destination {
            service,
            region,
            path,
        } = Destination::of(request).ok_or_else(|| CallError::UnknownService {
            host: destination::host(request),
            path: request.uri().path().to_owned(),
        })?;
        let (operation, labels) = operation(service, request, &path)?;
        let scope = CredentialScope::of(request);
        let access_key_id = scope.map(|scope| scope.access_key_id().to_owned());
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

fn operation(
    service: Service,
    request: &Request,
    path: &str,
) -> Result<(String, Labels), CallError> {
    let unknown = |what: String| CallError::UnknownOperation { service, what };
    match service.protocol() {
        Protocol::RestJson | Protocol::RestXml => routes::find(service, request.method(), path)
            .map(|found| (found.operation.to_owned(), found.labels))
            .ok_or_else(|| unknown(format!("{} {path}", request.method()))),
        Protocol::AwsJson { target_prefix, .. } => targeted(target_prefix, request)
            .map_err(|target| unknown(format!("with X-Amz-Target {target:?}"))),
        Protocol::RpcCbor { name, .. } => match rpc_operation(name, path) {
            Some(operation) => Ok((operation.to_owned(), Labels::default())),
            None => targeted(name, request)
                .map_err(|target| unknown(format!("at {path} or with X-Amz-Target {target:?}"))),
        },
        Protocol::Query { .. } => form_value(request.body(), "Action")
            .map(|action| (action, Labels::default()))
            .ok_or_else(|| unknown("without an Action".to_owned())),
    }
}

/// The operation behind `PREFIX.` in `X-Amz-Target`, or what stands there instead.
fn targeted<'r>(prefix: &str, request: &'r Request) -> Result<(String, Labels), &'r str> {
    let target = request.headers().get("x-amz-target");
    let target = target
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    target
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('.'))
        .filter(|name| !name.is_empty())
        .map(|name| (name.to_owned(), Labels::default()))
        .ok_or(target)
}

/// The last piece of `/service/NAME/operation/OPERATION`.
fn rpc_operation<'p>(name: &str, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix("/service/")?.strip_prefix(name)?;
    let operation = rest.strip_prefix("/operation/")?.trim_end_matches('/');
    (!operation.is_empty() && !operation.contains('/')).then_some(operation)
}

/// One value of an `application/x-www-form-urlencoded` body.
fn form_value(body: &[u8], key: &str) -> Option<String> {
    std::str::from_utf8(body).ok()?.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == key).then(|| percent_decode_str(value).decode_utf8_lossy().into_owned())
    })
}
