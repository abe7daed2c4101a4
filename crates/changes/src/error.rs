//! Why a call failed, and what that means for whoever made it.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lexdr_deploy::{DeployError, Failed, failed, why};

/// A call that failed, or that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {why}")]
pub struct Error {
    what: String,
    why: String,
    kind: Kind,
}

/// What a failure means for whoever made the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Too many calls: worth another try, later.
    Throttled,
    /// AWS, the network, or another change of the same resource that is under way: worth another
    /// try.
    Transient,
    /// The caller may not do this.
    Denied,
    /// The caller's credentials have expired, are unknown, or are not there.
    Credentials,
    /// What the call is about is not there.
    NotFound,
    /// Another try would end the same.
    Other,
}

impl Kind {
    /// Whether the same call may succeed later, without anybody doing anything.
    #[must_use]
    pub const fn is_worth_a_retry(self) -> bool {
        matches!(self, Self::Throttled | Self::Transient)
    }
}

impl Error {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>, kind: Kind) -> Self {
        Self {
            what: what.into(),
            why: why.into(),
            kind,
        }
    }

    /// What it means for whoever made the call.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }
}

/// The failure of a service to answer, or to answer as hoped.
type Failure<E> = SdkError<E, HttpResponse>;

/// For `map_err`: names the call.
pub(crate) fn at<E>(what: impl Into<String>) -> impl FnOnce(Failure<E>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    move |error| told(what.into(), &failed(error))
}

fn told(what: String, error: &Failed) -> Error {
    let kind = kind(error);
    let why = match (kind, error.code()) {
        (Kind::Credentials, code) => not_valid(code.unwrap_or("no credentials")),
        _ => why(error),
    };
    Error::new(what, why, kind)
}

/// Turns "it is not there" into `None`.
pub(crate) fn unless_missing<T, E>(
    answer: Result<T, Failure<E>>,
    what: impl Into<String>,
) -> Result<Option<T>, Error>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match answer.map_err(at(what)) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind == Kind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl From<DeployError> for Error {
    /// What was looked up with the calls of deploying: there the code begins the cause.
    fn from(error: DeployError) -> Self {
        let code = error.cause.split(':').next().unwrap_or_default();
        match by_code(code) {
            Some(Kind::Credentials) => Self::new(error.step, not_valid(code), Kind::Credentials),
            Some(kind) => Self::new(error.step, error.cause, kind),
            None => {
                let kind = by_text(&error.cause);
                Self::new(error.step, error.cause, kind)
            }
        }
    }
}

fn kind(error: &Failed) -> Kind {
    match error {
        SdkError::TimeoutError(_) | SdkError::ResponseError(_) => Kind::Transient,
        SdkError::DispatchFailure(failure) if !failure.is_user() && !failure.is_other() => {
            Kind::Transient
        }
        SdkError::ServiceError(answer) => {
            let code = answer.err().code().unwrap_or_default();
            by_code(code).unwrap_or_else(|| match answer.raw().status().as_u16() {
                429 => Kind::Throttled,
                500.. => Kind::Transient,
                _ => Kind::Other,
            })
        }
        error => by_text(&DisplayErrorContext(error).to_string()),
    }
}

/// What is told of credentials that were refused, and no more: a refused signature is explained
/// with the request's headers, a session's token among them.
fn not_valid(code: &str) -> String {
    format!("{code}: the credentials are not valid (any more); renew them")
}

/// What a failure means that has no code, from what the SDK says of it.
fn by_text(text: &str) -> Kind {
    let text = text.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // Nothing left this machine, as there was nothing to sign it with.
    if says(&["credentials"]) {
        return Kind::Credentials;
    }
    if says(&["dispatch failure", "timed out", "timeout"]) {
        return Kind::Transient;
    }
    Kind::Other
}

/// What a service's code means, whichever service it is.
fn by_code(code: &str) -> Option<Kind> {
    Some(match code {
        "RequestLimitExceeded"
        | "Throttling"
        | "ThrottlingException"
        | "TooManyRequestsException" => Kind::Throttled,
        // The resource is being changed: by Lex, by Lambda, by IAM and EventBridge.
        "ConcurrentModification"
        | "ConcurrentModificationException"
        | "ConflictException"
        | "ResourceConflictException"
        | "InternalException"
        | "InternalFailure"
        | "InternalServerException"
        | "RequestTimeout"
        | "ServiceException"
        | "ServiceFailure"
        | "ServiceUnavailable" => Kind::Transient,
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => Kind::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "IncompleteSignature"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "RequestExpired"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => Kind::Credentials,
        "NoSuchEntity" | "NoSuchEntityException" | "ResourceNotFoundException" => Kind::NotFound,
        _ => return None,
    })
}
