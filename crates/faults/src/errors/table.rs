//! Which service sends which errors.

use lexdr_wire::Service;

use super::{data, lex};

/// An error a service sends.
#[derive(Debug)]
pub(crate) struct Known {
    /// Its name on the wire.
    pub(crate) code: &'static str,
    /// Another name for it, which rules may use.
    pub(crate) also: Option<&'static str>,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The text, unless a rule has its own. `{action}` stands for `lex:PostText` and the like.
    message: &'static str,
    /// What else the answer carries.
    pub(crate) extra: Extra,
}

/// What an error carries beside name and text.
#[derive(Debug)]
pub(crate) enum Extra {
    /// Nothing.
    None,
    /// The header `Retry-After`, in seconds. The AWS SDKs do not read it.
    RetryAfter,
    /// Lambda's `Reason`, with `Retry-After`.
    Reason(&'static str),
    /// What is in the way, instead of a text.
    InUse,
}

pub(super) const fn row(code: &'static str, status: u16, message: &'static str) -> Known {
    Known {
        code,
        also: None,
        status,
        message,
        extra: Extra::None,
    }
}

impl Known {
    pub(super) const fn also(mut self, name: &'static str) -> Self {
        self.also = Some(name);
        self
    }

    pub(super) const fn with(mut self, extra: Extra) -> Self {
        self.extra = extra;
        self
    }

    /// The text for people.
    pub(super) fn message_for(&self, service: Service, operation: &str) -> String {
        self.message.replace(
            "{action}",
            &format!("{}:{operation}", service.signing_name()),
        )
    }
}

/// The errors that the service's own model has.
pub(super) const fn own(service: Service) -> &'static [Known] {
    match service {
        Service::LexRuntime => lex::RUNTIME_V1,
        Service::LexModels => lex::MODELS_V1,
        Service::LexRuntimeV2 => lex::RUNTIME_V2,
        Service::LexModelsV2 => lex::MODELS_V2,
        Service::DynamoDb => data::DYNAMODB,
        Service::Lambda => data::LAMBDA,
        Service::Events => data::EVENTS,
        Service::Iam => data::IAM,
        Service::Sts => data::STS,
        Service::CloudWatch | Service::S3 | Service::Connect => &[],
        Service::Scheduler => data::SCHEDULER,
    }
}

/// The errors that every service of its protocol can send.
pub(super) const fn common(service: Service) -> &'static [Known] {
    match service {
        Service::LexRuntime
        | Service::LexModels
        | Service::LexRuntimeV2
        | Service::LexModelsV2
        | Service::Lambda
        | Service::Scheduler
        | Service::Connect => REST_JSON,
        Service::DynamoDb | Service::Events => AWS_JSON,
        Service::Iam | Service::Sts | Service::CloudWatch => QUERY,
        Service::S3 => S3,
    }
}

const DENIED: &str = "User is not authorized to perform: {action} because no identity-based policy allows the action";
const EXPIRED: &str = "The security token included in the request is expired";
const UNRECOGNIZED: &str = "The security token included in the request is invalid.";
const SIGNATURE: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const NO_KEY: &str = "The AWS Access Key Id you provided does not exist in our records.";
const THROTTLED: &str = "Rate exceeded";
const UNAVAILABLE: &str = "The service is temporarily unavailable. Please try again later.";

// The names and statuses are those of the page "Common Errors" in each API reference. Where a
// service models an error of the same name, its own row comes first.
const REST_JSON: &[Known] = &[
    row("AccessDeniedException", 403, DENIED),
    row("ExpiredTokenException", 403, EXPIRED),
    row("UnrecognizedClientException", 403, UNRECOGNIZED),
    row("InvalidSignatureException", 403, SIGNATURE).also("SignatureDoesNotMatch"),
    row("ThrottlingException", 400, THROTTLED),
    row("ServiceUnavailableException", 503, UNAVAILABLE),
];

// JSON services answer 400 to everything that is the client's.
const AWS_JSON: &[Known] = &[
    row("AccessDeniedException", 400, DENIED),
    row("ExpiredTokenException", 400, EXPIRED),
    row("UnrecognizedClientException", 400, UNRECOGNIZED),
    row("InvalidSignatureException", 400, SIGNATURE).also("SignatureDoesNotMatch"),
    row("ThrottlingException", 400, THROTTLED),
    row("ServiceUnavailableException", 503, UNAVAILABLE),
];

const QUERY: &[Known] = &[
    row("AccessDenied", 403, DENIED),
    row("ExpiredToken", 403, EXPIRED),
    row("InvalidClientTokenId", 403, UNRECOGNIZED).also("UnrecognizedClient"),
    row("SignatureDoesNotMatch", 403, SIGNATURE).also("InvalidSignature"),
    row("Throttling", 400, THROTTLED),
    row("ServiceUnavailable", 503, UNAVAILABLE),
];

// "Error responses" in the API reference of S3.
const S3: &[Known] = &[
    row("AccessDenied", 403, DENIED),
    row("ExpiredToken", 400, "The provided token has expired."),
    row("InvalidAccessKeyId", 403, NO_KEY).also("UnrecognizedClient"),
    row("SignatureDoesNotMatch", 403, SIGNATURE).also("InvalidSignature"),
    row("SlowDown", 503, "Please reduce your request rate.").also("Throttling"),
    row("ServiceUnavailable", 503, UNAVAILABLE),
];
