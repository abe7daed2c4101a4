//! The errors of DynamoDB, Lambda, EventBridge, IAM, STS and EventBridge Scheduler, with the
//! statuses of their service models. The texts follow the API references.

use super::table::{Extra, Known, row};

// DynamoDB answers 400 to nearly everything; the name tells the errors apart.
pub(super) const DYNAMODB: &[Known] = &[
    row(
        "ConditionalCheckFailedException",
        400,
        "The conditional request failed",
    ),
    row(
        "ProvisionedThroughputExceededException",
        400,
        "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    ),
    row(
        "ResourceNotFoundException",
        400,
        "Requested resource not found",
    ),
    row(
        "ResourceInUseException",
        400,
        "Attempt to change a resource which is still in use",
    ),
    row(
        "LimitExceededException",
        400,
        "Too many operations for a given subscriber.",
    ),
    row(
        "ItemCollectionSizeLimitExceededException",
        400,
        "Collection size exceeded.",
    ),
    row(
        "TransactionConflictException",
        400,
        "Transaction is ongoing for the item",
    ),
    row(
        "RequestLimitExceeded",
        400,
        "Throughput exceeds the current throughput limit for your account. Please contact AWS Support to request a limit increase.",
    ),
    row(
        "ValidationException",
        400,
        "One or more parameter values were invalid",
    ),
    row(
        "ThrottlingException",
        400,
        "Throughput exceeds the current capacity of your table or index.",
    ),
    row(
        "ReplicatedWriteConflictException",
        409,
        "The item is being written in another region.",
    ),
    row("InternalServerError", 500, "Internal server error"),
];

pub(super) const LAMBDA: &[Known] = &[
    row(
        "InvalidParameterValueException",
        400,
        "One of the parameters in the request is not valid.",
    ),
    row(
        "InvalidRequestContentException",
        400,
        "The request body could not be parsed as JSON.",
    ),
    row("ResourceNotFoundException", 404, "Function not found"),
    row(
        "ResourceConflictException",
        409,
        "The operation cannot be performed at this time. An update is in progress for resource",
    ),
    row(
        "PreconditionFailedException",
        412,
        "The RevisionId provided does not match the latest RevisionId.",
    ),
    row(
        "RequestTooLargeException",
        413,
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    ),
    row(
        "UnsupportedMediaTypeException",
        415,
        "The content type of the Invoke request body is not JSON.",
    ),
    row("TooManyRequestsException", 429, "Rate Exceeded.").with(Extra::Reason(
        "ReservedFunctionConcurrentInvocationLimitExceeded",
    )),
    row(
        "ServiceException",
        500,
        "The Lambda service encountered an internal error.",
    ),
    row(
        "EC2AccessDeniedException",
        502,
        "Need additional permissions to configure VPC settings.",
    ),
    row(
        "EC2ThrottledException",
        502,
        "Amazon EC2 throttled Lambda during Lambda function initialization using the execution role provided for the function.",
    ),
    row(
        "EC2UnexpectedException",
        502,
        "Lambda received an unexpected Amazon EC2 client exception while setting up for the Lambda function.",
    ),
    row(
        "ENILimitReachedException",
        502,
        "Lambda couldn't create an elastic network interface in the VPC because the limit for network interfaces has been reached.",
    ),
    row(
        "KMSAccessDeniedException",
        502,
        "Lambda couldn't decrypt the environment variables because KMS access was denied.",
    ),
    row(
        "KMSDisabledException",
        502,
        "Lambda couldn't decrypt the environment variables because the KMS key used is disabled.",
    ),
    row(
        "ResourceNotReadyException",
        502,
        "The function is inactive and its VPC connection is no longer available.",
    ),
];

pub(super) const EVENTS: &[Known] = &[
    row(
        "ResourceNotFoundException",
        400,
        "The rule does not exist on the event bus.",
    ),
    row(
        "ConcurrentModificationException",
        400,
        "There is concurrent modification on a rule, target, archive, or replay.",
    ),
    row(
        "InvalidEventPatternException",
        400,
        "The event pattern is not valid.",
    ),
    row(
        "LimitExceededException",
        400,
        "The request failed because it attempted to create resource beyond the allowed service quota.",
    ),
    row(
        "ManagedRuleException",
        400,
        "This rule was created by an AWS service on behalf of your account.",
    ),
    row(
        "InternalException",
        500,
        "This exception occurs due to unexpected causes.",
    ),
];

pub(super) const IAM: &[Known] = &[
    row(
        "LimitExceeded",
        409,
        "The request was rejected because it attempted to create resources beyond the current AWS account limits.",
    ),
    row(
        "MalformedPolicyDocument",
        400,
        "The policy document is malformed.",
    ),
    row("NoSuchEntity", 404, "The resource cannot be found."),
    row("EntityAlreadyExists", 409, "The resource already exists."),
    row(
        "DeleteConflict",
        409,
        "Cannot delete entity, must remove its attached subordinate entities first.",
    ),
    row(
        "ConcurrentModification",
        409,
        "Multiple requests to change this object were submitted simultaneously.",
    ),
    row(
        "ServiceFailure",
        500,
        "The request processing has failed because of an unknown error, exception or failure.",
    ),
];

pub(super) const STS: &[Known] = &[
    row(
        "MalformedPolicyDocument",
        400,
        "The policy document is malformed.",
    ),
    row(
        "PackedPolicyTooLarge",
        400,
        "The total packed size of the session policies and session tags was too large.",
    ),
    row(
        "RegionDisabledException",
        403,
        "STS is not activated in this region for your account.",
    ),
];

pub(super) const SCHEDULER: &[Known] = &[
    row("ConflictException", 409, "The schedule exists already."),
    row(
        "InternalServerException",
        500,
        "Unexpected error encountered while processing the request.",
    ),
    row(
        "ResourceNotFoundException",
        404,
        "The schedule does not exist.",
    ),
    row(
        "ServiceQuotaExceededException",
        402,
        "The request exceeds a service quota.",
    ),
    row("ThrottlingException", 429, "Rate exceeded"),
    row(
        "ValidationException",
        400,
        "The input fails to satisfy the constraints of the service.",
    ),
];
