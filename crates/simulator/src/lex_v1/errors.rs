//! The errors that Lex V1 models, with their status codes.

use lexdr_wire::ServiceError;

/// An error of the Lex V1 runtime or model-building API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LexError {
    /// The request is invalid, or the bot has no usable build.
    BadRequest,
    /// The bot, alias, version or session does not exist.
    NotFound,
    /// The `Accept` header names nothing that Lex can answer in.
    NotAcceptable,
    /// The speech is too long.
    RequestTimeout,
    /// Two clients act on the same session or resource at once.
    Conflict,
    /// The checksum is missing or stale.
    PreconditionFailed,
    /// The `Content-Type` header names nothing that Lex understands.
    UnsupportedMediaType,
    /// A Lambda function or Polly failed.
    DependencyFailed,
    /// A quota or a rate is exceeded; carries `Retry-After`.
    LimitExceeded,
    /// Lex failed.
    InternalFailure,
    /// The bot is still building, or a service behind Lex answered with a 5xx.
    BadGateway,
    /// Documented as not used.
    LoopDetected,
    /// Something refers to the resource that is to be deleted.
    ResourceInUse,
}

impl LexError {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::BadRequest,
        Self::NotFound,
        Self::NotAcceptable,
        Self::RequestTimeout,
        Self::Conflict,
        Self::PreconditionFailed,
        Self::UnsupportedMediaType,
        Self::DependencyFailed,
        Self::LimitExceeded,
        Self::InternalFailure,
        Self::BadGateway,
        Self::LoopDetected,
        Self::ResourceInUse,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadRequest => "BadRequestException",
            Self::NotFound => "NotFoundException",
            Self::NotAcceptable => "NotAcceptableException",
            Self::RequestTimeout => "RequestTimeoutException",
            Self::Conflict => "ConflictException",
            Self::PreconditionFailed => "PreconditionFailedException",
            Self::UnsupportedMediaType => "UnsupportedMediaTypeException",
            Self::DependencyFailed => "DependencyFailedException",
            Self::LimitExceeded => "LimitExceededException",
            Self::InternalFailure => "InternalFailureException",
            Self::BadGateway => "BadGatewayException",
            Self::LoopDetected => "LoopDetectedException",
            Self::ResourceInUse => "ResourceInUseException",
        }
    }

    /// The HTTP status, as the service model gives it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest | Self::ResourceInUse => 400,
            Self::NotFound => 404,
            Self::NotAcceptable => 406,
            Self::RequestTimeout => 408,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::UnsupportedMediaType => 415,
            Self::DependencyFailed => 424,
            Self::LimitExceeded => 429,
            Self::InternalFailure => 500,
            Self::BadGateway => 502,
            Self::LoopDetected => 508,
        }
    }

    /// The error with a text for people. A limit that is exceeded asks to try again in a second.
    #[must_use]
    pub fn with(self, message: impl Into<String>) -> ServiceError {
        let error = ServiceError::new(self.code(), self.status(), message);
        match self {
            Self::LimitExceeded => error.with_header("retry-after", "1"),
            _ => error,
        }
    }
}
