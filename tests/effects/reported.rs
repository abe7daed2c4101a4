//! What the SDK reports, in a few words.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use lexdr_wire::ConnectionError;

pub(super) fn reported<T, E>(result: Result<T, SdkError<E, HttpResponse>>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
{
    result.map_or_else(|error| failed(&error), |_| "ok".to_owned())
}

/// The service's code for the error, or the SDK's kind of it.
pub(super) fn failed<E>(error: &SdkError<E, HttpResponse>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
{
    match error {
        SdkError::ConstructionFailure(_) => "construction failure".to_owned(),
        SdkError::TimeoutError(_) => match cause(error) {
            text if text.contains("single attempt") => "timeout of the attempt".to_owned(),
            text if text.contains("all attempts") => "timeout of the call".to_owned(),
            text => text,
        },
        SdkError::DispatchFailure(failure) => {
            let kind = match failure {
                failure if failure.is_timeout() => "timeout",
                failure if failure.is_io() => "io",
                failure if failure.is_user() => "user",
                _ => "other",
            };
            format!("dispatch {kind}: {}", cause(error))
        }
        SdkError::ResponseError(_) => format!("response: {}", cause(error)),
        SdkError::ServiceError(answer) => match answer.err().code() {
            Some(code) => code.to_owned(),
            None => format!("unhandled, status {}", answer.raw().status().as_u16()),
        },
        other => format!("{other}"),
    }
}

/// What lies at the bottom of an error.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    match (error.downcast_ref::<ConnectionError>(), error.to_string()) {
        (Some(connection), _) => format!("{connection:?}"),
        // The SDK's protection against bodies that fall silent.
        (None, text) if text.starts_with("minimum throughput") => "Stalled".to_owned(),
        (None, text) => text,
    }
}
