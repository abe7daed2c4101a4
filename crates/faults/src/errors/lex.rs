//! The errors of the four Lex APIs, with the statuses of their service models. The texts follow
//! the API references' descriptions.

use super::table::{Extra, Known, row};

pub(super) const RUNTIME_V1: &[Known] = &[
    row(
        "BadRequestException",
        400,
        "Request validation failed, there is no usable message in the context, or the bot build failed, is still in progress, or contains unbuilt changes.",
    ),
    row(
        "NotFoundException",
        404,
        "The resource (such as the Amazon Lex bot or an alias) that is referred to is not found.",
    ),
    row(
        "NotAcceptableException",
        406,
        "The accept header in the request does not have a valid value.",
    ),
    row(
        "RequestTimeoutException",
        408,
        "The input speech is too long.",
    ),
    row(
        "ConflictException",
        409,
        "Two clients are using the same AWS account, Amazon Lex bot, and user ID.",
    ),
    row(
        "UnsupportedMediaTypeException",
        415,
        "The Content-Type header has an invalid value.",
    ),
    row(
        "DependencyFailedException",
        424,
        "One of the dependencies, such as AWS Lambda or Amazon Polly, threw an exception.",
    ),
    row("LimitExceededException", 429, "Exceeded a limit.").with(Extra::RetryAfter),
    row(
        "InternalFailureException",
        500,
        "Internal service error. Retry the call.",
    ),
    row(
        "BadGatewayException",
        502,
        "Either the Amazon Lex bot is still building, or one of the dependent services (Amazon Polly, AWS Lambda) failed with an internal service error.",
    ),
    row("LoopDetectedException", 508, "This exception is not used."),
];

pub(super) const MODELS_V1: &[Known] = &[
    row(
        "BadRequestException",
        400,
        "The request is not well formed.",
    ),
    row("ResourceInUseException", 400, "").with(Extra::InUse),
    row(
        "NotFoundException",
        404,
        "The resource specified in the request was not found. Check the resource and try again.",
    ),
    row(
        "ConflictException",
        409,
        "There was a conflict processing the request. Try your request again.",
    ),
    row(
        "PreconditionFailedException",
        412,
        "The checksum of the resource that you are trying to change does not match the checksum in the request.",
    ),
    row(
        "LimitExceededException",
        429,
        "The request exceeded a limit. Try your request again.",
    )
    .with(Extra::RetryAfter),
    row(
        "InternalFailureException",
        500,
        "An internal Amazon Lex error occurred. Try your request again.",
    ),
];

pub(super) const RUNTIME_V2: &[Known] = &[
    row("ValidationException", 400, "The request failed validation."),
    row(
        "ResourceNotFoundException",
        404,
        "The bot alias is not a valid BotId/BotAliasId combination.",
    ),
    row(
        "ConflictException",
        409,
        "Two clients are using the same session.",
    ),
    row(
        "DependencyFailedException",
        424,
        "A dependency of the bot, such as AWS Lambda or Amazon Polly, failed.",
    ),
    row("ThrottlingException", 429, "Too many requests"),
    row(
        "InternalServerException",
        500,
        "Internal service error. Retry the call.",
    ),
    row(
        "BadGatewayException",
        502,
        "A dependent service failed with an internal service error.",
    ),
];

pub(super) const MODELS_V2: &[Known] = &[
    row(
        "ValidationException",
        400,
        "One of the input parameters in the request isn't valid.",
    ),
    row(
        "ServiceQuotaExceededException",
        402,
        "A quota for the service was reached.",
    ),
    row(
        "ResourceNotFoundException",
        404,
        "The requested resource doesn't exist.",
    ),
    row(
        "ConflictException",
        409,
        "The action that you tried to perform couldn't be completed because the resource is in a conflicting state.",
    ),
    row(
        "PreconditionFailedException",
        412,
        "One or more of the request fields aren't valid.",
    ),
    row("ThrottlingException", 429, "The request rate is too high.").with(Extra::RetryAfter),
    row(
        "InternalServerException",
        500,
        "The service encountered an unexpected condition.",
    ),
];
