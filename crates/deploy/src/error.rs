//! What can go wrong while deploying, and the SDK's errors in one line.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::failed::{failed, why};

type Refused<E> = SdkError<E, HttpResponse>;

/// A step of deploying that failed.
#[derive(Debug, thiserror::Error)]
#[error("{step}: {cause}")]
pub struct DeployError {
    /// What was being done, with the resource's name and region.
    pub step: String,
    /// What AWS answered.
    pub cause: String,
}

impl DeployError {
    pub(crate) fn new(step: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            step: step.into(),
            cause: cause.into(),
        }
    }
}

/// The error code of an answer, empty where there was no answer.
pub(crate) fn code<E: ProvideErrorMetadata>(error: &E) -> &str {
    error.code().unwrap_or_default()
}

/// For `map_err`: names the step, keeps code and message.
pub(crate) fn at<E>(step: impl Into<String>) -> impl FnOnce(Refused<E>) -> DeployError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    move |error| DeployError::new(step, why(&failed(error)))
}

/// Turns "it is not there" (one of `codes`) into `None`.
pub(crate) fn unless_missing<T, E>(
    answer: Result<T, Refused<E>>,
    codes: &[&str],
    step: impl Into<String>,
) -> Result<Option<T>, DeployError>
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    match answer.map_err(failed) {
        Ok(found) => Ok(Some(found)),
        Err(error) if codes.contains(&code(&error)) => Ok(None),
        Err(error) => Err(DeployError::new(step, why(&error))),
    }
}
