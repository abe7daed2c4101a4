//! The errors that Lex V2 models, with their status codes.

use lexdr_wire::ServiceError;

/// An error of the Lex V2 runtime or models API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LexV2Error {
    /// A member is missing or breaks a constraint.
    Validation,
    /// A quota is exceeded.
    ServiceQuotaExceeded,
    /// The caller may not do this.
    AccessDenied,
    /// The bot, alias, version or session does not exist.
    ResourceNotFound,
    /// The resource is about to change, or two clients act on it at once.
    Conflict,
    /// Something that the request takes for granted is not so.
    PreconditionFailed,
    /// A Lambda function or Polly failed.
    DependencyFailed,
    /// A rate is exceeded; the models API says when to come back.
    Throttling,
    /// Lex failed.
    InternalServer,
    /// The bot is still building, or a service behind Lex answered with a 5xx.
    BadGateway,
}

impl LexV2Error {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 10] = [
        Self::Validation,
        Self::ServiceQuotaExceeded,
        Self::AccessDenied,
        Self::ResourceNotFound,
        Self::Conflict,
        Self::PreconditionFailed,
        Self::DependencyFailed,
        Self::Throttling,
        Self::InternalServer,
        Self::BadGateway,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Validation => "ValidationException",
            Self::ServiceQuotaExceeded => "ServiceQuotaExceededException",
            Self::AccessDenied => "AccessDeniedException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::Conflict => "ConflictException",
            Self::PreconditionFailed => "PreconditionFailedException",
            Self::DependencyFailed => "DependencyFailedException",
            Self::Throttling => "ThrottlingException",
            Self::InternalServer => "InternalServerException",
            Self::BadGateway => "BadGatewayException",
        }
    }

    /// The HTTP status, as the service models give it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Validation => 400,
            Self::ServiceQuotaExceeded => 402,
            Self::AccessDenied => 403,
            Self::ResourceNotFound => 404,
            Self::Conflict => 409,
            Self::PreconditionFailed => 412,
            Self::DependencyFailed => 424,
            Self::Throttling => 429,
            Self::InternalServer => 500,
            Self::BadGateway => 502,
        }
    }

    /// The error with a text for people. A rate that is exceeded asks to try again in a second.
    #[must_use]
    pub fn with(self, message: impl Into<String>) -> ServiceError {
        let error = ServiceError::new(self.code(), self.status(), message);
        match self {
            Self::Throttling => error.with_header("retry-after", "1"),
            _ => error,
        }
    }
}
